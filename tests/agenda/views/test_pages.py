"""News, questions, about, privacy; and what every page has."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.models import FaqEntry, KeyFigure, NewsItem, Page, Statement
from tests.factories import SymposiumFactory

pytestmark = pytest.mark.django_db

PAGES = ["", "agenda/", "organisations/", "speakers/", "news/", "faq/", "about/", "privacy/", "changes/"]


@pytest.fixture
def symposium():
    return SymposiumFactory()


def page_of(client, symposium, path: str, language="en") -> str:
    response = client.get(f"/{language}/{symposium.slug}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_news_shows_what_is_published_the_newest_first(client, symposium):
    now = timezone.now()
    for title, at in [
        ("Older", now - timedelta(days=2)),
        ("Newer", now - timedelta(days=1)),
        ("Future", now + timedelta(days=1)),
        ("Draft", None),
    ]:
        NewsItem.objects.create(symposium=symposium, title_en=title, body_en="Some *words*.", published_at=at)

    page = page_of(client, symposium, "news/")

    assert page.index("Newer") < page.index("Older")
    assert "Some <em>words</em>." in page
    assert "Future" not in page
    assert "Draft" not in page


def test_faq_shows_the_newest_answers_first_and_where_to_ask(client, symposium):
    now = timezone.now()
    for question, age, is_shown in [("Old?", 3, True), ("New?", 1, True), ("Hidden?", 2, False)]:
        FaqEntry.objects.create(
            symposium=symposium, question_en=question, answer_en="Yes.", answered_at=now - timedelta(days=age), is_shown=is_shown
        )

    page = page_of(client, symposium, "faq/")

    assert page.index("New?") < page.index("Old?")
    assert "Hidden?" not in page
    assert f'href="/en/{symposium.slug}/faq/ask/"' in page


def test_about_shows_figures_and_statements_with_source_link_and_date(client, symposium):
    day = timezone.now().date().replace(year=2022, month=12, day=22)
    figure = {"value_en": "78.8 %", "label_en": "online", "source_en": "Report", "source_url": "https://report.example/", "as_of": day}
    KeyFigure.objects.create(symposium=symposium, **figure)
    KeyFigure.objects.create(symposium=symposium, **{**figure, "value_en": "99 %", "is_shown": False})
    Statement.objects.create(symposium=symposium, text_en="Trust.", said_by_en="Mrs Irina Afonina", source_en="Press", said_on=day)
    Page.objects.create(symposium=symposium, key="about", body_en="Why **we** meet.")

    page = page_of(client, symposium, "about/")

    for words in ("Why <strong>we</strong> meet.", "78.8 %", "Trust.", "Mrs Irina Afonina", "Press"):
        assert words in page
    assert page.count('<time datetime="2022-12-22">22 December 2022</time>') == 2
    assert '<a href="https://report.example/" rel="noopener noreferrer">Report</a>' in page
    assert "99 %" not in page


def test_privacy_says_whom_to_ask_and_how_long_data_are_kept(client, symposium):
    page = page_of(client, symposium, "privacy/")

    assert '<a href="mailto:privacy@symposium.example">' in page
    assert "12 months" in page
    assert "names speakers" in page
    assert "There are no trackers." in page


def test_privacy_shows_the_organisers_own_words_beside_the_facts(client, symposium):
    Page.objects.create(symposium=symposium, key="privacy", body_en="Our *own* words.")

    page = page_of(client, symposium, "privacy/")

    assert "Our <em>own</em> words." in page
    assert "12 months" in page
    assert "There are no trackers." not in page


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_title_description_canonical_one_heading_and_the_other_language(client, symposium, settings, path, language):
    settings.BASE_URL = "https://symposium.example"
    here, other = f"/{language}/{symposium.slug}/{path}", f"/{'en' if language == 'km' else 'km'}/{symposium.slug}/{path}"

    page = page_of(client, symposium, path, language)

    assert page.count("<h1") == 1
    assert page.split("<title>")[1].split("</title>")[0].strip(" ·")
    assert page.split('<meta name="description" content="')[1].split('"')[0].strip()
    assert f'<link rel="canonical" href="https://symposium.example{here}">' in page
    assert f'<link rel="alternate" hreflang="{"en" if language == "km" else "km"}" href="https://symposium.example{other}">' in page
    assert f'href="{other}">' in page.split("<header")[1].split("</header>")[0]
    data = page.count('<script type="application/ld+json">')  # hashed: tests/agenda/views/test_structured_data.py
    assert page.count("<script") == page.count('<script type="module" src="/static/') + data
    assert data == (path == "")
    assert " style=" not in page


def test_moments_are_written_as_html_allows(client, symposium):
    """A fraction of a second has three digits at most there; a row has six."""
    moment = timezone.now().replace(microsecond=123456) - timedelta(days=1)
    NewsItem.objects.create(symposium=symposium, title_en="News", published_at=moment)
    FaqEntry.objects.create(symposium=symposium, question_en="Why?", answer_en="So.", answered_at=moment)

    written = [found for path in PAGES for found in re.findall('datetime="([^"]*)"', page_of(client, symposium, path))]

    assert len(written) > 10
    assert [found for found in written if "." in found] == []


def test_page_in_the_other_language_keeps_the_filter(client, symposium):
    response = client.get(f"/en/{symposium.slug}/agenda/?q=privacy&kind=ceremony")

    assert f'href="/km/{symposium.slug}/agenda/?q=privacy&amp;kind=ceremony"' in response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_page_refuses_to_be_written_to(client, symposium, path):
    assert client.post(f"/en/{symposium.slug}/{path}").status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_page_of_a_symposium_in_draft_or_unpublished_is_not_found(client, path):
    draft, unpublished = SymposiumFactory(state="draft"), SymposiumFactory(published=False)

    for slug in (draft.slug, unpublished.slug, "nowhere"):
        assert client.get(f"/en/{slug}/{path}").status_code == 404
