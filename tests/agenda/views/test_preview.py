"""The preview: staff see the draft as it would look, under the same pages in a namespace of their own."""

import re

import pytest

from agenda.domain.release import publish
from symposium import middleware
from tests.factories import OrganisationFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

PATHS = [
    "",
    "agenda/",
    "agenda/{code}/",
    "agenda.ics",
    "organisations/",
    "organisations/agency/",
    "speakers/",
    "news/",
    "faq/",
    "about/",
    "privacy/",
]
PATHS += ["changes/"]


@pytest.fixture
def session():
    """A session that is published as "Released" and since renamed to "Drafted"."""
    session = SessionFactory(symposium=SymposiumFactory(published=False), title_en="Released")
    session.session_organisations.create(organisation=OrganisationFactory(slug="agency"))
    publish(session.symposium)
    session.title_en = "Drafted"
    session.save()
    return session


def addresses(session) -> list[str]:
    return [f"/{language}/preview/{session.symposium.slug}/{path.format(code=session.code)}" for language in ("en", "km") for path in PATHS]


def test_preview_shows_the_draft_and_says_that_it_is_one(organiser_client, client, session):
    preview = organiser_client.get(f"/en/preview/{session.symposium.slug}/agenda/").content.decode()
    published = client.get(f"/en/{session.symposium.slug}/agenda/").content.decode()

    assert "Drafted" in preview
    assert "Preview of the draft. Not published." in preview
    assert f'href="/admin/agenda/symposium/{session.symposium.pk}/change/"' in preview
    assert "Drafted" not in published
    assert "Preview" not in published


def test_preview_links_stay_inside_it(organiser_client, session):
    slug = session.symposium.slug
    for address in addresses(session):
        response = organiser_client.get(address)
        assert response.status_code == 200
        links = set(re.findall(r'<a [^>]*href="(/(?:en|km)/[^"#?]*)', response.content.decode()))
        outside = {link for link in links if not link.startswith((f"/en/preview/{slug}/", f"/km/preview/{slug}/"))}
        assert outside <= {f"/{language}/{slug}/{path}" for language in ("en", "km") for path in ("register/", "faq/ask/")}


def test_preview_small_letters_of_a_code_stay_inside_it(organiser_client, session):
    address = f"/en/preview/{session.symposium.slug}/agenda/{session.code.lower()}/"
    if session.code.islower() or session.code.isdigit():
        pytest.fail("the code has letters to make small")

    assert organiser_client.get(address).headers["Location"] == f"/en/preview/{session.symposium.slug}/agenda/{session.code}/"


def test_preview_is_never_cached_nor_kept(organiser_client, session):
    for address in addresses(session):
        response = organiser_client.get(address)
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers
    assert middleware.memory.size == 0


def test_preview_works_before_anything_is_published(organiser_client):
    symposium = SymposiumFactory(published=False, state="draft")
    SessionFactory(symposium=symposium, title_en="First thought")

    assert "First thought" in organiser_client.get(f"/en/preview/{symposium.slug}/agenda/").content.decode()
    assert organiser_client.get("/en/preview/nowhere/").status_code == 404


def test_preview_sends_who_is_not_signed_in_to_the_login(client, session):
    for address in addresses(session):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, f"/admin/login/?next={address}")


def test_preview_refuses_staff_who_may_not_see_sessions(registrar_client, session):
    for address in addresses(session):
        assert registrar_client.get(address).status_code == 403
