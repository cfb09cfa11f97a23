"""Days, slots and filters: the order in which a programme is read."""

from datetime import date, time

import pytest

from agenda.domain.release import draft
from agenda.domain.timetable import Filters, timetable
from agenda.models import SessionOrganisation, SessionSpeaker
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(starts_on=date(2022, 12, 14), published=False)


def titles(plans):
    return [[[session.title.en for session in slot.sessions] for slot in plan.slots] for plan in plans]


def test_parallel_sessions_share_a_slot_that_lasts_until_the_last_ends(symposium):
    hall, annex = RoomFactory(symposium=symposium, order=1), RoomFactory(symposium=symposium, order=2)
    SessionFactory(symposium=symposium, title_en="B", room=annex, end=time(11))
    SessionFactory(symposium=symposium, title_en="A", room=hall)
    SessionFactory(symposium=symposium, title_en="C", start=time(10), end=time(11))

    plan = timetable(draft(symposium))[0]

    assert titles([plan]) == [[["A", "B"], ["C"]]]
    assert [f"{slot.start:%H:%M}–{slot.end:%H:%M}" for slot in plan.slots] == ["09:00–11:00", "10:00–11:00"]


def test_slot_is_a_break_when_all_in_it_are(symposium):
    SessionFactory(symposium=symposium, kind="break")
    SessionFactory(symposium=symposium, kind="break", start=time(12), end=time(13))
    SessionFactory(symposium=symposium, start=time(12), end=time(13), room=RoomFactory(symposium=symposium))

    assert [slot.is_break for slot in timetable(draft(symposium))[0].slots] == [True, False]


def test_empty_day_stands_in_the_whole_programme_but_not_among_what_was_found(symposium):
    SessionFactory(symposium=symposium)

    assert [plan.day.date.day for plan in timetable(draft(symposium))] == [14, 15]
    assert [plan.day.date.day for plan in timetable(draft(symposium), Filters(kind="presentation"))] == [14]
    assert timetable(draft(symposium), Filters(kind="ceremony")) == []


@pytest.fixture
def sought(symposium):
    """A session that each filter finds, beside one that none finds."""
    hall, ministry = RoomFactory(symposium=symposium), OrganisationFactory(slug="ministry", acronym="MoI")
    session = SessionFactory(
        symposium=symposium, day=symposium.days.last(), room=hall, kind="case-study", title_en="Digital Evidence", title_km="ភស្ដុតាង"
    )
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(slug="department", parent=ministry))
    SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="NETH Savoeun", name_khmer="នេត សាវឿន"))
    SessionFactory(symposium=symposium, title_en="Something else")
    return session


@pytest.mark.parametrize(
    "wanted",
    [
        {"day": date(2022, 12, 15)},
        {"kind": "case-study"},
        {"organisation": "department"},
        {"organisation": "ministry"},
        {"q": "evidence"},
        {"q": "  EVIDENCE   digital "},
        {"q": "ភស្តុ\u200bតាង"},
        {"q": "neth"},
        {"q": "នេត"},
        {"q": "evidence", "kind": "case-study", "day": date(2022, 12, 15)},
    ],
)
def test_filters_find_what_they_describe(symposium, sought, wanted):
    assert titles(timetable(draft(symposium), Filters(**wanted))) == [[["Digital Evidence"]]]


def test_filter_by_room_finds_what_is_in_it(symposium, sought):
    assert titles(timetable(draft(symposium), Filters(room=sought.room_id))) == [[["Digital Evidence"]]]


@pytest.mark.parametrize(
    "wanted", [{"day": date(2022, 1, 1)}, {"kind": "x"}, {"organisation": "x"}, {"room": 0}, {"q": "evidence nothing"}]
)
def test_filters_that_describe_nothing_find_nothing(symposium, sought, wanted):
    assert timetable(draft(symposium), Filters(**wanted)) == []


def test_search_finds_a_session_by_its_code(symposium, sought):
    assert titles(timetable(draft(symposium), Filters(q=sought.code.lower()))) == [[["Digital Evidence"]]]


def test_closed_session_is_found_by_its_slot_and_not_by_its_words(symposium, sought):
    sought.tlp = "amber"
    sought.save()
    programme = draft(symposium)

    for wanted in ({"q": "evidence"}, {"q": "neth"}, {"organisation": "department"}):
        assert timetable(programme, Filters(**wanted)) == []
    for wanted in ({"day": date(2022, 12, 15)}, {"kind": "case-study"}, {"room": sought.room_id}):
        assert timetable(programme, Filters(**wanted))[0].slots[0].sessions[0].code == sought.code


def test_filters_without_a_wish_are_false():
    assert not Filters()
    assert Filters(q="x")
