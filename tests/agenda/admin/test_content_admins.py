"""News, questions and answers, figures, statements and pages at the desk."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agenda.models import FaqEntry, KeyFigure, NewsItem, Page, Statement, Symposium
from tests.agenda.admin.browsing import errors_of, submit
from tests.factories import SymposiumFactory

ROWS = {
    "newsitem": lambda symposium: NewsItem(symposium=symposium, title_en="Doors open at eight", published_at=timezone.now()),
    "faqentry": lambda symposium: FaqEntry(symposium=symposium, question_en="Who may come?", answer_en="Agencies."),
    "keyfigure": lambda symposium: KeyFigure(
        symposium=symposium, value_en="78.8 %", label_en="use the Internet", source_en="TRC", as_of=date(2022, 1, 1)
    ),
    "statement": lambda symposium: Statement(
        symposium=symposium, text_en="We meet", said_by_en="Mr Barta", source_en="Speech", said_on=date(2022, 12, 14)
    ),
}
NEW = {
    "newsitem": {"title_km": "ព័ត៌មាន"},
    "faqentry": {"question_en": "Who?", "answer_en": "You."},
    "keyfigure": {"value_en": "1", "label_en": "one", "source_en": "TRC", "as_of": "2022-12-14"},
    "statement": {"text_en": "We meet", "said_by_en": "Mr Barta", "source_en": "Speech", "said_on": "2022-12-14"},
    "page": {"key": "about", "body_km": "អំពី"},
}
REQUIRED = {
    "newsitem": ["title_en"],
    "faqentry": ["question_en", "answer_en"],
    "keyfigure": ["value_en", "label_en", "source_en", "as_of"],
    "statement": ["text_en", "said_by_en", "source_en", "said_on"],
    "page": ["key"],
}
PUBLIC_PAGE = {"newsitem": "news", "faqentry": "faq", "keyfigure": "about", "statement": "about"}
LIST_QUERIES = {"newsitem": 11, "faqentry": 11, "keyfigure": 9, "statement": 11}


@pytest.fixture
def symposium(db):
    return SymposiumFactory(is_current=True)


def made(model, symposium):
    row = ROWS[model](symposium)
    row.save()
    return row


@pytest.mark.parametrize("model", NEW)
def test_row_is_added_to_the_current_edition_and_makes_its_pages_stale(organiser_client, symposium, model):
    SymposiumFactory(starts_on=timezone.localdate() + timedelta(days=400))
    before = Symposium.objects.get(pk=symposium.pk).public_version

    response = submit(organiser_client, f"/admin/agenda/{model}/add/", f"{model}_form", **NEW[model])

    assert response.status_code == 302
    assert Symposium.objects.get(pk=symposium.pk).public_version > before


@pytest.mark.parametrize("model", NEW)
def test_row_without_its_texts_is_refused_on_each_field(organiser_client, symposium, model):
    response = submit(organiser_client, f"/admin/agenda/{model}/add/", f"{model}_form")

    assert set(errors_of(response)) == set(REQUIRED[model])


@pytest.mark.parametrize("model", ROWS)
def test_list_shows_the_current_edition_only(organiser_client, symposium, model):
    here, elsewhere = made(model, symposium), made(model, SymposiumFactory())

    rows = organiser_client.get(f"/admin/agenda/{model}/").context["cl"].result_list

    assert here in rows
    assert elsewhere not in rows


@pytest.mark.parametrize("count", [10, 200])
@pytest.mark.parametrize("model", ROWS)
def test_list_asks_the_same_number_of_queries_for_many_rows(organiser_client, symposium, model, count, django_assert_num_queries):
    rows = [ROWS[model](symposium) for _number in range(count)]
    type(rows[0]).objects.bulk_create(rows)
    organiser_client.get(f"/admin/agenda/{model}/")

    with django_assert_num_queries(LIST_QUERIES[model]):
        organiser_client.get(f"/admin/agenda/{model}/", {"all": ""})


@pytest.mark.parametrize("model", ROWS)
def test_view_on_site_leads_to_the_page_that_shows_it_while_the_symposium_is_public(organiser_client, symposium, model):
    row = made(model, symposium)
    address = f"/admin/agenda/{model}/{row.pk}/change/"

    assert organiser_client.get(address).context["absolute_url"] == f"/en/{symposium.slug}/{PUBLIC_PAGE[model]}/"
    Symposium.objects.update(state="draft")
    assert organiser_client.get(address).context["has_absolute_url"] is False


@pytest.mark.parametrize("model", ROWS)
def test_row_is_deleted_and_makes_its_pages_stale(organiser_client, symposium, model):
    row = made(model, symposium)
    before = Symposium.objects.get(pk=symposium.pk).public_version

    organiser_client.post(f"/admin/agenda/{model}/", {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert not type(row).objects.exists()
    assert Symposium.objects.get(pk=symposium.pk).public_version > before


def test_news_list_says_what_the_public_sees(organiser_client, symposium):
    for title, moment in (("Draft", None), ("Out", timezone.now()), ("Later", timezone.now() + timedelta(days=1))):
        NewsItem.objects.create(symposium=symposium, title_en=title, published_at=moment)

    page = organiser_client.get("/admin/agenda/newsitem/").content.decode()

    for status in ("draft", "published", "to come"):
        assert f'<td class="field-status">{status}</td>' in page


def test_order_of_figures_is_changed_in_the_list(organiser_client, symposium):
    figure = made("keyfigure", symposium)

    submit(organiser_client, "/admin/agenda/keyfigure/", "changelist-form", **{"form-0-order": 7, "_save": "Save"})

    figure.refresh_from_db()
    assert figure.order == 7


def test_second_page_of_a_kind_is_refused_on_the_field(organiser_client, symposium):
    Page.objects.create(symposium=symposium, key="about", body_en="Here")

    response = submit(organiser_client, "/admin/agenda/page/add/", "page_form", key="about")

    assert errors_of(response) == {"key": ["The symposium has this page already; change that one."]}


def test_page_leads_to_itself_on_the_site_and_says_what_is_written(organiser_client, symposium):
    page = Page.objects.create(symposium=symposium, key="privacy", body_en="Here")

    response = organiser_client.get(f"/admin/agenda/page/{page.pk}/change/")

    assert response.context["absolute_url"] == f"/en/{symposium.slug}/privacy/"
    assert 'alt="True"' in organiser_client.get("/admin/agenda/page/").content.decode()


def test_list_without_any_symposium_is_empty(organiser_client):
    for model in (*NEW, "programmerelease", "session", "organisation", "person", "symposium"):
        assert organiser_client.get(f"/admin/agenda/{model}/").status_code == 200, model


def test_form_without_any_symposium_opens(organiser_client):
    for model in (*NEW, "session"):
        assert organiser_client.get(f"/admin/agenda/{model}/add/").status_code == 200, model
