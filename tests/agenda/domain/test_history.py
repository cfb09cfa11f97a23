"""The history: each change with who, when, what before and after; speakers and presenters with their session; no personal data."""

from datetime import time

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.urls import reverse

from agenda.domain.history import MASK, entries_of
from agenda.domain.release import publish
from agenda.models import Organisation, ReleasedRecord, Session
from registrations.domain import lifecycle, questions
from registrations.models import Consent, DoorListEntry, RegistrationEvent, RegistrationMail, Token, TryCount
from tests.agenda.admin.browsing import submit
from tests.conftest import signed_in, staff
from tests.factories import DelegationFactory, OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory, registered

# Marks of a release; rows that are histories themselves; counters; secrets; a proxy, whose changes are its model's.
NOT_TRACKED = {ReleasedRecord, RegistrationEvent, Consent, RegistrationMail, TryCount, Token, DoorListEntry}


@pytest.fixture
def session(db):
    symposium = SymposiumFactory(slug="2030", is_current=True, published=False)
    return SessionFactory(symposium=symposium, title_en="Opening", title_km="បើក", room=RoomFactory(symposium=symposium, name_en="Hall A"))


def told(row, reader) -> list[tuple]:
    """Return what the history says of a row, the newest first: who, what, and each field with what it was and is."""
    return [(str(entry.who or ""), entry.what, *((c.field, c.was, c.now) for c in entry.changes)) for entry in entries_of(row, reader)]


def test_every_model_is_tracked_or_there_is_a_reason():
    models = {model for app in ("agenda", "registrations") for model in apps.get_app_config(app).get_models()}

    assert models - set(auditlog.get_models()) == NOT_TRACKED


def test_change_is_told_with_who_what_before_and_after(organiser, session):
    hall_b = RoomFactory(symposium=session.symposium, name_en="Hall B")
    with set_actor(organiser):
        session.room, session.start, session.tlp, session.title_km = hall_b, time(9, 30), "amber", ""
        session.save()

    assert told(session, organiser)[0] == (
        "organiser",
        "changed",
        ("room", "Hall A", "Hall B"),
        ("start", "09:00", "09:30"),
        ("title (Khmer)", "បើក", ""),
        ("label", "TLP:CLEAR", "TLP:AMBER"),
    )


def test_speakers_and_presenters_stand_in_the_sessions_history(organiser_client, organiser, session):
    speaker, agency = PersonFactory(name_latin="SOK Dara"), OrganisationFactory(name_en="Police")
    address = reverse("admin:agenda_session_change", args=[session.pk])
    rows = {
        "session_speakers-TOTAL_FORMS": 1,
        "session_speakers-0-person": speaker.pk,
        "session_speakers-0-part": "moderator",
        "session_speakers-0-order": 0,
        "session_organisations-TOTAL_FORMS": 1,
        "session_organisations-0-organisation": agency.pk,
        "session_organisations-0-order": 0,
    }
    assert submit(organiser_client, address, "session_form", **rows).status_code == 302
    session.session_speakers.get().delete()

    history = told(session, organiser)
    assert [entry[1] for entry in history[:3]] == [
        "speaker “SOK Dara (Moderator)” deleted",
        "speaker “SOK Dara (Moderator)” added",
        "presenting organisation “Police” added",
    ]
    assert [entry[0] for entry in history[:3]] == ["", "organiser", "organiser"]
    assert ("person", "", "SOK Dara") in history[1]
    page = organiser_client.get(address.replace("change", "history")).content.decode()
    assert "presenting organisation “Police” added" in page


def test_save_that_changes_nothing_is_not_written_down(session):
    before = LogEntry.objects.count()
    session.save()

    assert LogEntry.objects.count() == before


def test_publishing_is_told_and_the_published_contents_are_not_copied(organiser, session):
    publish(session.symposium, by=organiser)

    log = LogEntry.objects.get_for_object(session.symposium.releases.get()).get()
    assert {"number", "published_by"} <= set(log.changes)
    assert not {"public_content", "restricted_content", "changes"} & set(log.changes)


def test_addresses_telephones_and_needs_are_masked(organiser, session):
    publish(session.symposium)
    registration = registered(session.symposium, delegation=DelegationFactory(symposium=session.symposium), email="old@a.example")
    lifecycle.correct(registration, by=organiser, email="new@a.example", phone="+85599999999", access_needs="wheelchair", position="Chief")
    person = PersonFactory(email="speaker@a.example")

    written = str(list(LogEntry.objects.values_list("changes", "object_repr", "additional_data")))
    for secret in ("old@a.example", "new@a.example", "85512345678", "85599999999", "wheelchair", "speaker@a.example"):
        assert secret not in written
    changes = {name: change for entry in reversed(told(registration, organiser)) for name, *change in entry[2:]}
    assert changes["e-mail"] == [MASK, MASK]
    assert changes["position"] == ["Officer", "Chief"]
    assert told(person, organiser)[0][2:] != ()


def test_days_of_a_registration_are_told(organiser, session):
    publish(session.symposium)
    registration = registered(session.symposium, delegation=DelegationFactory(symposium=session.symposium))

    assert any(name == "days" for entry in told(registration, organiser) for name, *_change in entry[2:])


def test_answer_which_is_written_by_an_update_is_told(organiser, session):
    publish(session.symposium)
    question = questions.ask(session.symposium, "asker@a.example", "en", "Why?")
    with set_actor(organiser):
        questions.answer(question, by=organiser, text="Because.", publish=False)

    newest = told(question, organiser)[0]
    assert newest[:2] == ("organiser", "changed")
    assert ("answer", "", "Because.") in newest
    assert "asker@a.example" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize("label", ["red", "amber"])
def test_history_of_what_ever_was_red_is_for_organisers(organiser, session, label):
    session.tlp, session.title_en = "red", "Undercover"
    session.save()
    session.tlp, session.title_en = label, "Harmless"
    session.save()

    assert told(session, staff("editor", "programme-editor")) == []
    assert told(session, staff("observer", "observer")) == []
    assert "Undercover" in str(told(session, organiser))


def test_speaker_of_a_red_session_is_told_to_organisers_only(organiser, session):
    Session.objects.filter(pk=session.pk).update(tlp="red")
    session.refresh_from_db()
    session.session_speakers.create(person=PersonFactory(name_latin="Hidden"))
    Session.objects.filter(pk=session.pk).update(tlp="clear")

    assert told(session, staff("observer", "observer")) == []
    assert "Hidden" in str(told(session, organiser))


@pytest.mark.parametrize("rows", [10, 150])  # the page shows 200
def test_history_asks_the_same_number_of_queries_for_many_changes(organiser_client, session, rows, django_assert_num_queries):
    for number in range(rows):
        session.session_organisations.create(organisation=OrganisationFactory(), order=number)
    address = reverse("admin:agenda_session_history", args=[session.pk])
    organiser_client.get(address)

    with django_assert_num_queries(13):
        organiser_client.get(address)


@pytest.mark.parametrize("rows", [10, 200])
def test_list_asks_the_same_number_of_queries_for_many_changes(organiser_client, session, rows, django_assert_num_queries):
    for _number in range(rows):
        OrganisationFactory()
    organiser_client.get("/admin/auditlog/logentry/")

    with django_assert_num_queries(9):
        assert organiser_client.get("/admin/auditlog/logentry/").status_code == 200


def test_list_is_filtered_by_who_and_what_and_searched(organiser_client, organiser, session):
    with set_actor(organiser):
        OrganisationFactory(name_en="Found agency")
    kind = auditlog_type(Organisation)

    def page(**query):
        return organiser_client.get("/admin/auditlog/logentry/", query).content.decode()

    assert "Found agency" in page(kind=kind, actor__id__exact=organiser.pk, q="Found")
    assert "Opening" not in page(kind=kind).partition("result_list")[2]
    assert ">Opening<" not in page(actor__id__exact=organiser.pk)
    entry = LogEntry.objects.get(object_repr="Found agency")
    assert "Found agency" in organiser_client.get(f"/admin/auditlog/logentry/{entry.pk}/change/").content.decode()


def auditlog_type(model) -> int:
    return LogEntry.objects.get_for_model(model).first().content_type_id


def test_public_pages_ask_nothing_for_the_history(client, session, django_assert_num_queries):
    publish(session.symposium)
    response = client.get("/en/2030/agenda/")

    assert "Cookie" not in response.headers.get("Vary", "")
    with django_assert_num_queries(1):
        client.get("/en/2030/agenda/")


def test_history_of_a_row_that_is_gone_leads_back(organiser_client, session):
    assert organiser_client.get("/admin/agenda/session/999999/history/").status_code == 302
    assert signed_in(staff("door", "door-staff")).get(f"/admin/agenda/session/{session.pk}/history/").status_code == 403
