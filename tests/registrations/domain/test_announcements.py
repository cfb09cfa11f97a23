"""Telling confirmed participants of a release: whom it concerns, once each, in their language, also after a crash and by two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from post_office.models import Email

from agenda.domain.closing import close_now
from agenda.domain.release import publish
from agenda.models import ProgrammeRelease, Session, Symposium
from registrations.domain import announcements
from registrations.domain.announcements import announce_due
from registrations.mail import participants
from registrations.models import Registration, RegistrationMail
from tests.factories import DelegationFactory, RegistrationFactory, RoomFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False, slug="2030")


@pytest.fixture
def sessions(symposium):
    """A session on each day, published."""
    hall = RoomFactory(symposium=symposium, name_en="Hall A", name_km="សាល ក")
    rows = [SessionFactory(symposium=symposium, day=day, room=hall, title_en=f"Talk {number}", title_km=f"បទ {number}")
            for number, day in enumerate(symposium.days.all(), 1)]  # fmt: skip
    publish(symposium)
    return rows


@pytest.fixture
def people(symposium, sessions):
    """One on the first day, one on the second, one on both, one who reads Khmer."""
    first, second = symposium.days.all()
    delegation = DelegationFactory(symposium=symposium)
    chosen = {"first": [first], "second": [second], "both": [first, second], "khmer": [first]}
    return {
        name: RegistrationFactory(
            symposium=symposium, delegation=delegation, days=days, email=f"{name}@x.example", language="km" if name == "khmer" else "en"
        )
        for name, days in chosen.items()
    }


def move(session, **changes):
    for name, value in changes.items():
        setattr(session, name, value)
    session.save()


def told():
    """Whom the outbox holds a mail for, by the word before the address's sign."""
    return sorted(address.partition("@")[0] for email in Email.objects.all() for address in email.to)


def test_those_who_come_on_a_changed_day_are_told_once(symposium, sessions, people):
    move(sessions[0], start=time(10), end=time(11), room=RoomFactory(symposium=symposium, name_en="Hall B"))
    release = publish(symposium, announce=True, note_en="We are sorry.")

    assert announce_due().told == 3
    assert announce_due().told == 0

    assert told() == ["both", "first", "khmer"]
    release.refresh_from_db()
    assert release.announced_at
    email = people["first"].mails.get().email
    assert email.subject == "The programme has changed: Digital Forensics Symposium"
    assert "- Talk 1: moved from" in email.message
    assert "09:00, Hall A, to" in email.message
    assert "10:00, Hall B" in email.message
    assert "We are sorry." in email.message
    assert "/en/2030/changes/#release-2" in email.message
    assert "/registration/" not in email.message
    assert "<li" in email.html_message


def test_mail_is_in_the_language_of_the_person(symposium, sessions, people):
    move(sessions[0], start=time(10), end=time(11))
    publish(symposium, announce=True)
    announce_due()

    email = people["khmer"].mails.get().email

    assert "- បទ 1៖ ប្ដូរពី ថ្ងៃ" in email.message
    assert "moved" not in email.message + email.html_message
    assert email.subject.startswith("កម្មវិធីបានផ្លាស់ប្ដូរ៖")


def test_each_reads_only_what_is_on_his_days(symposium, sessions, people):
    move(sessions[0], title_en="New one")
    move(sessions[1], title_en="New two")
    publish(symposium, announce=True)
    announce_due()

    assert told() == ["both", "first", "khmer", "second"]
    assert "New two" not in people["first"].mails.get().email.message
    assert "New one" not in people["second"].mails.get().email.message
    assert all(title in people["both"].mails.get().email.message for title in ("New one", "New two"))


def test_session_that_leaves_a_day_is_told_to_those_of_both_days(symposium, sessions, people):
    move(sessions[0], day=symposium.days.last(), start=time(14), end=time(15))
    publish(symposium, announce=True)
    announce_due()

    assert told() == ["both", "first", "khmer", "second"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda symposium: Symposium.objects.filter(pk=symposium.pk).update(venue_en="Other hotel"), 4),
        (lambda symposium: symposium.days.filter(date=symposium.ends_on).update(doors_open=time(7)), 2),
        (lambda symposium: symposium.rooms.update(name_en="Great hall"), 4),
        (lambda symposium: symposium.sessions.filter(title_en="Talk 2").update(kind="break"), 2),
        (lambda symposium: SessionFactory(symposium=symposium, start=time(15), end=time(16)), 3),
    ],
    ids=["venue", "doors", "room", "kind", "added"],
)
def test_facts_of_the_symposium_concern_those_whom_they_touch(symposium, sessions, people, change, expected):
    change(symposium)
    symposium.refresh_from_db()
    publish(symposium, announce=True)

    assert announce_due().told == expected


def test_what_concerns_no_day_is_told_to_nobody(symposium, sessions, people):
    symposium.roles.create(organisation=DelegationFactory(symposium=symposium).organisation, role="supporter")
    release = publish(symposium, announce=True)

    assert announce_due().told == 0
    release.refresh_from_db()
    assert release.announced_at


def test_nobody_is_told_unless_the_organiser_ticked_it(symposium, sessions, people):
    move(sessions[0], title_en="New")
    publish(symposium)

    assert announce_due().told == 0
    assert told() == []


def test_first_release_is_told_to_nobody(symposium):
    RegistrationFactory(symposium=symposium)

    assert not publish(symposium, announce=True).announce
    assert announce_due().told == 0


@pytest.mark.parametrize("state", [state for state in Registration.State.values if state != "confirmed"])
def test_only_confirmed_people_are_told(symposium, sessions, people, state):
    until = timezone.now() + timedelta(days=1) if state in ("unverified", "offered") else None
    people["first"].state, people["first"].state_until, people["first"].queued_at = state, until, timezone.now()
    people["first"].cancelled_by = "participant" if state == "cancelled" else ""
    people["first"].save()
    move(sessions[0], title_en="New")
    publish(symposium, announce=True)
    announce_due()

    assert told() == ["both", "khmer"]


def test_who_registered_after_the_release_knows_it_already(symposium, sessions, people):
    move(sessions[0], title_en="New")
    publish(symposium, announce=True)
    RegistrationFactory(symposium=symposium, email="late@x.example")
    announce_due()

    assert "late" not in told()


def test_participant_of_another_symposium_is_not_told(symposium, sessions, people):
    RegistrationFactory(email="elsewhere@x.example")
    move(sessions[0], title_en="New")
    publish(symposium, announce=True)
    announce_due()

    assert "elsewhere" not in told()


def test_closed_session_is_unnamed(symposium, sessions, people):
    Session.objects.filter(pk=sessions[0].pk).update(tlp="amber")
    sessions[0].refresh_from_db()
    publish(symposium)
    move(sessions[0], start=time(10), end=time(11), title_en="Secret title")
    publish(symposium, announce=True)
    announce_due()

    email = people["first"].mails.get().email
    assert f"- Closed session {sessions[0].code}: moved from" in email.message
    assert "Talk 1" not in email.message + email.html_message
    assert "Secret title" not in email.message + email.html_message


def test_session_closed_before_the_mails_were_written_is_unnamed(symposium, sessions, people):
    move(sessions[0], title_en="Secret title", start=time(10), end=time(11))
    publish(symposium, announce=True)
    close_now(sessions[0], "amber")
    announce_due()

    texts = "".join(email.message + email.html_message + email.subject for email in Email.objects.all())
    assert Email.objects.count() == 3
    assert "Secret title" not in texts
    assert "Talk 1" not in texts


def test_person_without_an_address_is_told_through_the_focal_point_or_not_at_all(symposium, sessions):
    with_focal = DelegationFactory(symposium=symposium, focal_email="focal@x.example")
    without = DelegationFactory(symposium=symposium, focal_email="")
    for delegation in (with_focal, without):
        RegistrationFactory(symposium=symposium, delegation=delegation, email="", origin="focal-point")
    move(sessions[0], title_en="New")
    release = publish(symposium, announce=True)
    announce_due()

    assert told() == ["focal"]
    release.refresh_from_db()
    assert release.announced_at


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_symposium_that_is_not_public_tells_nobody(symposium, sessions, people, state):
    move(sessions[0], title_en="New")
    publish(symposium, announce=True)
    Symposium.objects.update(state=state)

    assert announce_due().told == 0


def test_what_typed_names_hold_stays_text(symposium, sessions, people):
    move(sessions[0], title_en="A & B <b>{{ x }}</b>")
    publish(symposium, announce=True)
    announce_due()

    email = people["first"].mails.get().email
    assert "“A & B <b>{{ x }}</b>”" in email.message
    assert "“A &amp; B &lt;b&gt;{{ x }}&lt;/b&gt;”" in email.html_message


def test_after_a_crash_the_rest_is_told_and_nobody_twice(symposium, sessions, people, monkeypatch):
    move(sessions[0], title_en="New")
    release = publish(symposium, announce=True)
    write, calls = participants.write, []

    def crashes(*args, **kwargs):
        calls.append(write(*args, **kwargs))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return calls[-1]

    with monkeypatch.context() as patch:
        patch.setattr(participants, "write", crashes)
        with pytest.raises(KeyboardInterrupt):
            announce_due()
    release.refresh_from_db()
    assert (len(told()), release.announced_at) == (1, None)

    announce_due()

    assert told() == ["both", "first", "khmer"]


def test_one_mail_that_can_not_be_written_stops_no_other(symposium, sessions, people, monkeypatch, caplog):
    move(sessions[0], title_en="New")
    release = publish(symposium, announce=True)
    write = participants.write

    def broken_for_first(registration, *args, **kwargs):
        if registration == people["first"]:
            raise RuntimeError("something unforeseen")
        return write(registration, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(participants, "write", broken_for_first)
        counts = announce_due()

    release.refresh_from_db()
    assert (counts.told, counts.failed, release.announced_at) == (2, 1, None)
    assert "something unforeseen" in caplog.text
    announce_due()
    assert told() == ["both", "first", "khmer"]


def test_many_are_told_in_rounds(symposium, sessions, people):
    move(sessions[0], title_en="New")
    release = publish(symposium, announce=True)

    assert [announce_due(limit=2).told for _round in range(3)] == [2, 1, 0]
    release.refresh_from_db()
    assert release.announced_at


def test_database_refuses_a_second_mail_of_a_release_to_a_person(symposium, sessions, people):
    move(sessions[0], title_en="New")
    release = publish(symposium, announce=True)
    announce_due()

    with pytest.raises(IntegrityError), transaction.atomic():
        participants.write(people["first"], "changes", at=timezone.now(), release_told=release)
    assert len(told()) == 3


@pytest.mark.parametrize("count", [10, 200])
def test_finding_whom_to_tell_asks_the_same_number_of_queries_for_many(symposium, sessions, count, django_assert_num_queries):
    delegation = DelegationFactory(symposium=symposium)
    for _number in range(count):
        RegistrationFactory(symposium=symposium, delegation=delegation)
    move(sessions[0], title_en="New")
    publish(symposium, announce=True)

    with django_assert_num_queries(4):
        announce_due(limit=0)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_each_person_once():
    symposium = SymposiumFactory(published=False)
    session = SessionFactory(symposium=symposium)
    publish(symposium)
    delegation = DelegationFactory(symposium=symposium)
    for _number in range(20):
        RegistrationFactory(symposium=symposium, delegation=delegation)
    move(session, title_en="New")
    release = publish(symposium, announce=True)

    def run(_number):
        try:
            return announcements.announce_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(run, range(4)))

    assert sum(counts.told for counts in rounds) == 20
    assert sum(counts.failed for counts in rounds) == 0
    assert RegistrationMail.objects.filter(release=release).count() == Email.objects.count() == 20
    assert ProgrammeRelease.objects.get(pk=release.pk).announced_at
