"""Old releases: staff look at any of them as it was published, at the public pages under a namespace of their own."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, reverse

from agenda.domain.release import publish
from agenda.views.old_release import NumberedEdition, looking_at
from symposium import middleware
from tests.agenda.views.test_preview import PATHS
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """A session named "First" in release 1 and "Second" in release 2, with a file and a speaker, and "Drafted" since."""
    session = SessionFactory(symposium=SymposiumFactory(published=False, slug="2030"), title_en="First", title_km="")
    session.session_organisations.create(organisation=OrganisationFactory(slug="agency", name_en="Old agency"))
    session.session_speakers.create(person=PersonFactory(name_latin="OLD Name"))
    session.materials.create(title_en="Slides", file=ContentFile(b"slides", name="slides.txt"))
    publish(session.symposium)
    session.organisations.update(name_en="New agency")
    session.speakers.update(name_latin="NEW Name")
    for title, release in (("Second", True), ("Drafted", False)):
        session.title_en = title
        session.save()
        if release:
            publish(session.symposium, note_en="The second note")
    return session


def addresses(session, number=1):
    return [f"/{language}/release/{number}/2030/{path.format(code=session.code)}" for language in ("en", "km") for path in PATHS]


def test_release_is_shown_as_it_was_published_and_says_which_it_is(organiser_client, session):
    first = organiser_client.get("/en/release/1/2030/agenda/").content.decode()
    second = organiser_client.get("/en/release/2/2030/agenda/").content.decode()

    assert "First" in first
    assert "Second" not in first
    assert re.search(r"Release 1, as it was published on .*\. For staff only\.", first)
    assert f'href="/admin/agenda/programmerelease/{session.symposium.releases.get(number=1).pk}/change/"' in first
    assert "Second" in second
    assert "Release 2, as it was published" in second
    assert "Old agency" in organiser_client.get("/en/release/1/2030/organisations/").content.decode()
    assert "OLD Name" in organiser_client.get("/en/release/1/2030/speakers/").content.decode()


def test_bar_is_in_khmer_on_khmer_pages(organiser_client, session):
    page = organiser_client.get("/km/release/1/2030/agenda/").content.decode()

    assert "as it was published" not in page
    assert "សម្រាប់បុគ្គលិក" in page


def test_links_stay_inside_the_release(organiser_client, session):
    for address in addresses(session):
        response = organiser_client.get(address)
        assert response.status_code == 200
        links = set(re.findall(r'<a [^>]*href="(/(?:en|km)/[^"#?]*)', response.content.decode()))
        outside = {link for link in links if not link.startswith(("/en/release/1/2030/", "/km/release/1/2030/"))}
        assert outside <= {f"/{language}/2030/{path}" for language in ("en", "km") for path in ("register/", "faq/ask/")}


def test_small_letters_of_a_code_stay_inside_it(organiser_client, session):
    response = organiser_client.get(f"/en/release/1/2030/agenda/{session.code.lower()}/")

    assert response.headers["Location"] == f"/en/release/1/2030/agenda/{session.code}/"


def test_changes_end_with_the_release_looked_at(organiser_client, session):
    assert "The second note" not in organiser_client.get("/en/release/1/2030/changes/").content.decode()
    assert "The second note" in organiser_client.get("/en/release/2/2030/changes/").content.decode()


def test_file_that_was_withdrawn_is_left_out(organiser_client, session, django_capture_on_commit_callbacks):
    assert "Slides" in organiser_client.get(f"/en/release/1/2030/agenda/{session.code}/").content.decode()
    session.materials.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        publish(session.symposium)

    assert "Slides" not in organiser_client.get(f"/en/release/1/2030/agenda/{session.code}/").content.decode()


def test_it_is_never_cached_nor_kept(organiser_client, session):
    for address in addresses(session):
        response = organiser_client.get(address)
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers
    assert middleware.memory.size == 0


def test_the_public_sees_nothing_of_it(client, registrar_client, session):
    for address in addresses(session):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, f"/admin/login/?next={address}")
        assert registrar_client.get(address).status_code == 403
    assert "/release/" not in client.get("/en/2030/changes/").content.decode()


@pytest.mark.parametrize("path", ["release/3/2030/", "release/1/nowhere/", "release/0/2030/", "release/1/", "release/999999999/2030/"])
def test_release_that_is_not_there_is_a_404(organiser_client, session, path):
    assert organiser_client.get(f"/en/{path}").status_code == 404


def test_number_that_no_column_holds_is_a_404(organiser_client, session):
    assert organiser_client.get("/en/release/99999999999999999999/2030/").status_code == 404


def test_addresses_of_two_readers_at_once_do_not_mix():
    def seen(number):
        with looking_at(number):
            return [reverse("release:home", args=["2030"]) for _time in range(50)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(seen, range(1, 9)))

    assert found == [[f"/en/release/{number}/2030/"] * 50 for number in range(1, 9)]
    with pytest.raises(NoReverseMatch):
        reverse("release:home", args=["2030"])
    assert NumberedEdition().to_url("3/2030") == "3/2030"


@pytest.mark.parametrize("count", [1, 100])
def test_old_release_asks_the_same_number_of_queries_among_many(organiser_client, session, count, django_assert_num_queries):
    for _number in range(count):
        latest = session.symposium.releases.first()
        latest.pk, latest.number = None, latest.number + 1
        latest.save(force_insert=True)
    organiser_client.get("/en/release/1/2030/agenda/")

    with django_assert_num_queries(7):
        organiser_client.get("/en/release/1/2030/agenda/")
