"""What changed lately in a session: in a few words, from the last 48 hours before a release, and only what everybody may read."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from agenda.domain.changes import Change
from agenda.domain.lately import lately, mark, net
from agenda.domain.release import current, draft, publish
from agenda.models import Session
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


@pytest.fixture
def session(symposium):
    """A session of a programme that was published three days ago."""
    made = SessionFactory(symposium=symposium, title_en="Opening", title_km="បើក", room=RoomFactory(symposium=symposium, name_en="Hall A"))
    publish(symposium, at=timezone.now() - timedelta(days=3))
    return made


def write(session: Session, **values) -> None:
    for name, value in values.items():
        setattr(session, name, value)
    session.save()


def said(symposium, language: str = "en") -> dict[str, list[str]]:
    with override(language):
        return {code: [mark.words(language) for mark in marks] for code, marks in lately(symposium, current(symposium)).items()}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"start": time(9, 30), "end": time(10, 30)}, ["Moved from 09:00"]),
        ({"end": time(11)}, ["Another end (was 10:00)"]),
        ({"start": time(8), "end": time(11)}, ["Moved from 09:00"]),
        ({"title_en": "Welcome"}, ["Another title (was “Opening”)"]),
        ({"room": None}, ["Another room (was Hall A)"]),
        ({"state": "cancelled"}, None),  # said by its state
        ({"abstract_en": "Longer."}, None),
        ({"tlp": "amber"}, None),
    ],
)
def test_change_is_said_in_a_few_words(symposium, session, values, words):
    write(session, **values)
    publish(symposium)

    assert said(symposium).get(session.code) == words


def test_change_is_said_in_khmer_with_khmer_digits(symposium, session):
    write(session, start=time(9, 30))
    publish(symposium)

    assert said(symposium, "km") == {session.code: ["ប្ដូរពីម៉ោង ០៩:០០"]}


def test_move_to_another_day_names_the_day_that_it_was(symposium, session):
    first = symposium.days.first().date
    write(session, day=symposium.days.last())
    publish(symposium)

    assert said(symposium)[session.code] == [f"Moved from {first:%A} {first.day} {first:%B} 09:00"]


def test_new_session_is_said_to_be_new_and_nothing_else(symposium, session):
    added = SessionFactory(symposium=symposium)
    publish(symposium, at=timezone.now() - timedelta(hours=2))
    write(added, start=time(9, 30))
    publish(symposium)

    assert said(symposium) == {added.code: ["New"]}


@pytest.mark.parametrize(("hours", "is_said"), [(47, True), (49, False)])
def test_only_releases_of_the_last_hours_before_the_current_one_count_whatever_the_clock_says(symposium, session, hours, is_said):
    at = timezone.now() + timedelta(days=30)
    write(session, start=time(9, 30))
    publish(symposium, at=at - timedelta(hours=hours))
    SessionFactory(symposium=symposium, kind="break")
    publish(symposium, at=at)

    assert (session.code in said(symposium)) is is_said


def test_session_that_moved_and_came_back_is_not_said_to_have_moved(symposium, session):
    for start in (time(9, 30), time(9)):
        write(session, start=start)
        publish(symposium)

    assert said(symposium) == {}


def test_closed_session_says_only_what_is_public_of_its_slot(symposium, session):
    write(session, title_en="Operation Lotus", start=time(9, 30))
    publish(symposium)
    write(session, tlp="amber")
    publish(symposium)

    assert said(symposium) == {session.code: ["Moved from 09:00"]}


def test_draft_says_nothing_of_what_changed(symposium, session, django_assert_num_queries):
    write(session, start=time(9, 30))
    programme = draft(symposium)

    with django_assert_num_queries(0):
        assert lately(symposium, programme) == {}


def a_change(what: str, was: str = "", now: str = "") -> Change:
    return Change(what, "uuid", "AAAAAA", was_en=was, now_en=now)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([a_change("moved", "9", "10"), a_change("moved", "10", "11")], {"moved": ("9", "11")}),
        ([a_change("moved", "9", "10"), a_change("moved", "10", "9")], {}),
        ([a_change("cancelled"), a_change("reinstated")], {}),
        ([a_change("cancelled"), a_change("reinstated"), a_change("cancelled")], {"cancelled": ("", "")}),
        ([a_change("abstract"), a_change("abstract")], {"abstract": ("", "")}),
        ([Change("days")], {}),
    ],
)
def test_several_changes_come_to_what_they_are_in_the_end(changes, found):
    kinds = net(changes).get("AAAAAA", {})

    assert {what: (change.was.en, change.now.en) for what, change in kinds.items()} == found


def test_mark_of_a_change_without_words_says_what_kind_it_is():
    assert mark(Change("abstract")).words("en") == "Description changed"
    assert mark(Change("room", now_en="Hall B")).words("en") == "Another room"
