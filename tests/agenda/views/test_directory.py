"""Organisations and speakers."""

from datetime import time

import pytest

from agenda.domain.release import publish
from agenda.models import OrganisationRole
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(published=False)


@pytest.fixture
def police(symposium):
    """An organisation with a website, a department, a role, one open session and one that is closed."""
    police = OrganisationFactory(
        slug="police", name_en="National Police", acronym="CNP", website="https://police.example/", description_en="*Since* 1945."
    )
    OrganisationFactory(slug="unknown", name_en="Department that is nowhere named", parent=police)
    department = OrganisationFactory(slug="accd", name_en="Anti Cyber Crime Department", parent=police)
    OrganisationRole.objects.create(symposium=symposium, organisation=police, role="co-organiser")
    opening = SessionFactory(symposium=symposium, title_en="Opening")
    closed = SessionFactory(symposium=symposium, title_en="Operation Lotus", tlp="amber", start=time(11), end=time(12))
    case = SessionFactory(symposium=symposium, title_en="Case", start=time(13), end=time(14))
    for session, organisation in [(opening, police), (closed, police), (case, department)]:
        session.session_organisations.create(organisation=organisation)
    publish(symposium)
    return police


def test_organisations_stand_by_role_and_by_kind_with_the_number_of_open_sessions(client, symposium, police):
    page = client.get(f"/en/{symposium.slug}/organisations/").content.decode()

    assert "Co-organised by" in page
    assert "National Police" in page
    assert "CNP" in page
    assert page.count("1 session<") == 2
    assert "nowhere named" not in page


def test_organisation_shows_roles_departments_website_and_open_sessions(client, symposium, police):
    page = client.get(f"/en/{symposium.slug}/organisations/police/").content.decode()

    for words in ("Co-organiser", "<em>Since</em> 1945.", "Anti Cyber Crime Department", "Opening"):
        assert words in page
    assert '<a href="https://police.example/" rel="noopener noreferrer">' in page
    assert "Lotus" not in page
    assert "nowhere named" not in page


def test_organisation_that_is_a_department_names_what_it_is_part_of(client, symposium, police):
    page = client.get(f"/km/{symposium.slug}/organisations/accd/").content.decode()

    assert f'href="/km/{symposium.slug}/organisations/police/"' in page


def test_organisation_that_the_programme_does_not_name_is_not_found(client, symposium, police):
    assert client.get(f"/en/{symposium.slug}/organisations/unknown/").status_code == 404
    assert client.get(f"/en/{symposium.slug}/organisations/nobody/").status_code == 404


def test_speakers_show_names_in_both_scripts_position_and_open_sessions(client, symposium):
    speaker = PersonFactory(
        honorific="he", name_latin="Neth Savoeun", name_khmer="នេត សាវឿន", position_en="Commissioner General", email="neth@police.example"
    )
    silent = PersonFactory(name_latin="Silent Witness")
    SessionFactory(symposium=symposium, title_en="Opening").session_speakers.create(person=speaker)
    SessionFactory(symposium=symposium, title_en="Operation Lotus", tlp="red").session_speakers.create(person=silent)
    publish(symposium)

    english = client.get(f"/en/{symposium.slug}/speakers/").content.decode()
    khmer = client.get(f"/km/{symposium.slug}/speakers/").content.decode()

    assert 'H.E. Neth Savoeun <small lang="km">នេត សាវឿន</small>' in english
    assert 'នេត សាវឿន <small lang="en">Neth Savoeun</small>' in khmer
    for words in ("Commissioner General", ">Opening</a>"):
        assert words in english
    for secret in ("Witness", "Lotus", "neth@police.example"):
        assert secret not in english + khmer


def test_speakers_and_organisations_before_there_are_any_say_what_will_stand_there(client):
    symposium = SymposiumFactory()

    assert "The speakers of public sessions will stand here" in client.get(f"/en/{symposium.slug}/speakers/").content.decode()
    assert "The organisations that present will stand here" in client.get(f"/en/{symposium.slug}/organisations/").content.decode()


@pytest.mark.parametrize("name", ["organisations", "speakers"])
@pytest.mark.parametrize("count", [10, 200])
def test_directory_costs_the_same_queries_for_any_number_of_rows(client, symposium, django_assert_num_queries, name, count):
    session = SessionFactory(symposium=symposium)
    for _number in range(count):
        person = PersonFactory()
        session.session_speakers.create(person=person)
        session.session_organisations.create(organisation=person.organisation)
    publish(symposium)

    with django_assert_num_queries(2):  # version, release with its content
        assert client.get(f"/en/{symposium.slug}/{name}/").status_code == 200
