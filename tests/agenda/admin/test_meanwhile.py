"""Two editors with the same session's form: the second is refused, sees both versions, loses nothing, and may save over it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from agenda.models import Material, Session, SessionOrganisation, SessionSpeaker
from tests.agenda.admin.browsing import form_values, submit
from tests.conftest import signed_in, staff
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def session(db):
    return SessionFactory(symposium=SymposiumFactory(starts_on=date(2022, 12, 14), published=False), title_en="Opening")


@pytest.fixture
def address(session):
    return reverse("admin:agenda_session_change", args=[session.pk])


@pytest.fixture
def opened(organiser_client, session, address):
    """What stands in the form of an editor who opened it before the other one saves. Make inline rows before asking for this."""
    return lambda: form_values(organiser_client.get(address), "session_form")


def compared(response):
    return {entry.label: (entry.typed, entry.stands) for entry in response.context["differences"]}


def test_second_save_is_refused_and_both_versions_are_shown(organiser_client, session, address, opened):
    typed = {**opened(), "title_en": "Grand opening", "start": "09:15", "kind": "ceremony", "is_pinned": "on"}
    submit(organiser_client, address, "session_form", title_en="Welcome")

    response = organiser_client.post(address, typed)

    session.refresh_from_db()
    assert session.title_en == "Welcome"
    assert compared(response) == {
        "Title [en]": ("Grand opening", "Welcome"),
        "Start": ("09:15", "09:00"),
        "Kind": ("Ceremony", "Presentation"),
        "Fixed point": ("yes", "no"),
    }
    assert response.context["changed_by"].startswith("organiser, ")
    assert form_values(response, "session_form")["title_en"] == "Grand opening"
    assert "Somebody changed this session after you had opened it." in response.content.decode()


def test_save_over_it_works_for_the_version_that_was_compared_and_for_no_later_one(organiser_client, session, address, opened):
    typed = {**opened(), "title_en": "Grand opening"}
    submit(organiser_client, address, "session_form", title_en="Welcome")
    refused = organiser_client.post(address, typed)
    seen = refused.context["stands"].version
    Session.objects.update(title_en="Third")

    again = organiser_client.post(address, {**form_values(refused, "session_form"), "save_over": seen})
    assert compared(again)["Title [en]"] == ("Grand opening", "Third")

    organiser_client.post(address, {**form_values(again, "session_form"), "save_over": again.context["stands"].version})
    session.refresh_from_db()
    assert session.title_en == "Grand opening"


@pytest.mark.parametrize("seen", ["", "x", "999"])
def test_form_that_does_not_say_what_it_saw_is_refused(organiser_client, session, address, opened, seen):
    organiser_client.post(address, {**opened(), "title_en": "Other", "seen_version": seen})

    session.refresh_from_db()
    assert session.title_en == "Opening"


def test_speaker_added_meanwhile_is_a_change_and_saving_over_takes_the_person_out(organiser_client, session, address, opened):
    kept = SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="SOK Dara"))
    typed = {**opened(), "title_en": "Grand opening"}
    SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="KEO Vanna"), order=1)

    refused = organiser_client.post(address, typed)
    assert compared(refused)["Speakers"] == ("SOK Dara (Speaker)", "SOK Dara (Speaker)\nKEO Vanna (Speaker)")

    organiser_client.post(address, {**form_values(refused, "session_form"), "save_over": refused.context["stands"].version})
    assert list(session.session_speakers.all()) == [kept]


def test_presenter_taken_out_meanwhile_stays_in_the_form_and_comes_back_by_saving_over(organiser_client, session, address, opened):
    row = SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(name_en="Police"))
    typed = opened()
    row.delete()

    refused = organiser_client.post(address, typed)
    assert compared(refused)["Presenting organisations"] == ("Police", "")
    assert not session.session_organisations.exists()

    saved = organiser_client.post(address, {**form_values(refused, "session_form"), "save_over": refused.context["stands"].version})
    assert saved.status_code == 302
    assert [str(entry) for entry in session.session_organisations.all()] == ["Police"]


def test_file_added_meanwhile_is_kept_by_saving_over(organiser_client, session, address, opened, private_storage):
    typed = {**opened(), "title_en": "Grand opening"}
    Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"slides", name="slides.pdf"))

    refused = organiser_client.post(address, typed)
    organiser_client.post(address, {**form_values(refused, "session_form"), "save_over": refused.context["stands"].version})

    session.refresh_from_db()
    assert session.title_en == "Grand opening"
    assert session.materials.count() == 1


def test_session_moved_on_the_board_meanwhile_is_a_change_too(organiser_client, session, address, opened):
    typed = {**opened(), "title_en": "Grand opening"}
    place = {"session": session.pk, "version": 1, "day": session.day_id, "start": "09:30", "end": "10:30", "room": ""}
    organiser_client.post(reverse("admin:agenda_symposium_board_move", args=[session.symposium_id]), place)

    response = organiser_client.post(address, typed)

    assert compared(response)["Start"] == ("09:00", "09:30")


def test_saving_twice_in_a_row_is_no_conflict(organiser_client, session, address):
    for title in ("One", "Two"):
        assert submit(organiser_client, address, "session_form", title_en=title, _continue="1").status_code == 302
    session.refresh_from_db()
    assert session.title_en == "Two"


@pytest.mark.django_db(transaction=True)
def test_of_forms_sent_at_the_same_moment_one_is_saved(session, address):
    clients = [signed_in(staff(f"editor{number}", "organiser")) for number in range(4)]
    typed = form_values(clients[0].get(address), "session_form")

    def send(number):
        try:
            return clients[number].post(address, {**typed, "title_en": f"Title {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as editors:
        answers = list(editors.map(send, range(len(clients))))

    session.refresh_from_db()
    assert sorted(answers) == [200, 200, 200, 302]
    assert session.title_en == f"Title {answers.index(302)}"
    assert session.version == 2
