"""A session's page."""

from datetime import time

import pytest
from django.core.files.base import ContentFile

from agenda.domain.release import publish
from agenda.models import Material
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(published=False)


def address(session, language="en") -> str:
    return f"/{language}/{session.symposium.slug}/agenda/{session.code}/"


def test_session_shows_all_its_facts(client, symposium):
    ezecom = OrganisationFactory(slug="ezecom", name_en="Ezecom")
    session = SessionFactory(
        symposium=symposium,
        room=RoomFactory(symposium=symposium, name_en="Ballroom"),
        title_en="Data privacy",
        abstract_en="Policies that **hold**.\n\n<script>alert(1)</script>",
        seats=30,
    )
    session.session_organisations.create(organisation=ezecom)
    speaker = PersonFactory(honorific="mrs", name_latin="Irina Afonina", name_khmer="អាហ្វូនីណា", position_en="Director", organisation=ezecom)
    session.session_speakers.create(person=speaker, part="moderator")
    Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"slides", name="slides.pdf"))
    publish(symposium)

    page = client.get(address(session)).content.decode()

    for words in (
        "Data privacy",
        "Ballroom",
        "<strong>hold</strong>",
        "Limited to 30",
        "Moderator",
        "Mrs Irina Afonina",
        "អាហ្វូនីណា",
        "Director",
    ):
        assert words in page
    assert f'href="/en/{symposium.slug}/organisations/ezecom/"' in page
    assert f'<time datetime="{session.day.date}T09:00:00+07:00">09:00</time>' in page
    assert "<script" not in page.split("<main")[1]
    assert "<script>alert" not in page
    assert page.split('<a href="/media/')[1].split('"')[0].endswith(".pdf")


def test_session_that_is_closed_has_a_page_without_any_text(client, symposium):
    session = SessionFactory(symposium=symposium, title_en="Operation Lotus", abstract_en="Lotus", tlp="amber", kind="case-study")
    session.session_organisations.create(organisation=OrganisationFactory(name_en="Lotus agency"))
    publish(symposium)

    response = client.get(address(session))

    assert response.status_code == 200
    assert "Closed session" in response.content.decode()
    assert "Case study" in response.content.decode()
    assert "Lotus" not in response.content.decode()


def test_session_that_is_cancelled_says_so(client, symposium):
    session = SessionFactory(symposium=symposium, state="cancelled")
    publish(symposium)

    assert "This session is cancelled." in client.get(address(session)).content.decode()


def test_session_links_to_the_sessions_before_and_after_it_without_breaks(client, symposium):
    before = SessionFactory(symposium=symposium, title_en="Before it", start=time(8), end=time(8, 30))
    SessionFactory(symposium=symposium, kind="break", title_en="Coffee", start=time(8, 30), end=time(9))
    session = SessionFactory(symposium=symposium)
    after = SessionFactory(symposium=symposium, title_en="Operation Lotus", start=time(10), end=time(11), tlp="green")
    publish(symposium)

    page = client.get(address(session)).content.decode()

    assert f'class="before" href="{address(before)}"' in page
    assert f'class="after" href="{address(after)}"' in page
    assert "Coffee" not in page
    assert "Lotus" not in page


def test_session_code_in_small_letters_leads_to_the_session(client, symposium):
    session = SessionFactory(symposium=symposium, code="ABCDEF")
    publish(symposium)

    response = client.get(address(session).replace("ABCDEF", "abcdef"))

    assert (response.status_code, response.headers["Location"]) == (301, address(session))


@pytest.mark.parametrize("code", ["ZZZZZZ", "%00", "x" * 300, "..", "១២៣"])
def test_session_with_an_unknown_code_is_not_found(client, symposium, code):
    publish(symposium)

    response = client.get(f"/en/{symposium.slug}/agenda/{code}/")

    assert response.status_code == 404
    assert "រកមិនឃើញទំព័រនេះទេ" in response.content.decode()


def test_session_of_another_symposium_is_not_found(client, symposium):
    session = SessionFactory(symposium=symposium)
    publish(symposium)
    other = SymposiumFactory()

    assert client.get(f"/en/{other.slug}/agenda/{session.code}/").status_code == 404


def test_session_is_described_without_a_way_out_of_the_attribute(client, symposium):
    session = SessionFactory(symposium=symposium, abstract_en='A "quoted" word & **more**')
    publish(symposium)

    page = client.get(address(session)).content.decode()

    assert "A &quot;quoted&quot; word &amp; more" in page.split('<meta name="description" content="')[1].split('">')[0]


def test_session_costs_three_queries_at_the_first_request(client, symposium, django_assert_num_queries):
    sessions = [SessionFactory(symposium=symposium) for _number in range(3)]
    publish(symposium)

    with django_assert_num_queries(3):  # version, release with its content, newest releases
        client.get(address(sessions[0]))
    with django_assert_num_queries(2):  # another page: the release is in memory
        client.get(address(sessions[1]))
