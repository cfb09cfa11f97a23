"""What the screen in the hall shows at a moment: now, next, doors, and what to say where there is neither."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.programme import Programme, RoomFacts, SessionFacts, SymposiumFacts
from agenda.domain.release import current, draft, publish
from agenda.domain.wall import MINUTE, changed_lately, may_be_rehearsed, wall
from agenda.models import ProgrammeRelease, Session
from agenda.texts import Text
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

ZONE = ZoneInfo("Asia/Phnom_Penh")
HALL, ANNEX = RoomFacts(1, Text("Hall"), None), RoomFacts(2, Text("Annex"), None)


def moment(day: int, clock: str) -> datetime:
    return datetime.combine(date(2022, 12, day), time.fromisoformat(clock), ZONE)


@pytest.fixture
def symposium(db):
    """Two days, doors at 08:30: Opening, Break and two parallel talks on the 14th, one of them cancelled later on; Closing on the 15th."""
    symposium = SymposiumFactory(starts_on=date(2022, 12, 14), published=False)
    hall, annex = RoomFactory(symposium=symposium, order=1), RoomFactory(symposium=symposium, order=2)
    second = symposium.days.last()
    for title, start, end, more in [
        ("Opening", time(9), time(10), {"room": hall, "kind": "ceremony"}),
        ("Break", time(10), time(10, 30), {"kind": "break"}),
        ("Talk", time(10, 30), time(12), {"room": hall}),
        ("Lab", time(10, 30), time(11, 15), {"room": annex, "tlp": "amber"}),
        ("Off", time(14), time(15), {"room": hall, "state": Session.State.CANCELLED}),
        ("Late", time(16), time(17), {"room": hall, "state": Session.State.TENTATIVE}),
        ("Closing", time(9, 30), time(10, 30), {"room": hall, "day": second}),
    ]:
        SessionFactory(symposium=symposium, title_en=title, start=start, end=end, **more)
    return symposium


def named(shown) -> list[str]:
    return [entry.session.title.en or "closed" for entry in shown]


@pytest.mark.parametrize(
    ("day", "clock", "mode", "now", "following", "begins_in", "doors"),
    [
        (1, "12:00", "next", [], ["Opening"], None, "14 08:30"),
        (13, "08:29", "next", [], ["Opening"], None, "14 08:30"),
        (14, "08:29", "next", [], ["Opening"], 31, "14 08:30"),
        (14, "08:30", "next", [], ["Opening"], 30, None),
        (14, "08:59", "next", [], ["Opening"], 1, None),
        (14, "09:00", "now", ["Opening"], ["Break"], 60, None),
        (14, "09:59", "now", ["Opening"], ["Break"], 1, None),
        (14, "10:00", "now", ["Break"], ["Talk", "closed"], 30, None),
        (14, "10:30", "now", ["Talk", "closed"], ["Off", "Late"], None, None),
        (14, "11:15", "now", ["Talk"], ["Off", "Late"], None, None),
        (14, "12:00", "next", [], ["Off", "Late"], None, None),
        (14, "14:30", "now", ["Off"], ["Late"], None, None),
        (14, "16:59", "now", ["Late"], ["Closing"], None, None),
        (14, "17:00", "next", [], ["Closing"], None, "15 08:30"),
        (15, "00:00", "next", [], ["Closing"], None, "15 08:30"),
        (15, "10:29", "now", ["Closing"], [], None, None),
        (15, "10:30", "over", [], [], None, None),
        (31, "10:30", "over", [], [], None, None),
    ],
)
def test_wall_shows_what_is_on_and_what_is_next(symposium, day, clock, mode, now, following, begins_in, doors):
    shown = wall(draft(symposium), moment(day, clock))

    assert (shown.mode, named(shown.now), named(shown.next), shown.begins_in) == (mode, now, following, begins_in)
    assert (f"{shown.doors:%d %H:%M}" if shown.doors else None) == doors


@pytest.mark.parametrize(
    ("clock", "mode", "now", "following"),
    [
        ("09:30", "next", [], ["Break"]),
        ("10:10", "now", ["Break"], ["closed"]),
        ("11:00", "now", ["closed"], []),
        ("11:15", "done", [], []),
    ],
)
def test_wall_of_a_room_shows_its_sessions_and_those_of_the_whole_house(symposium, clock, mode, now, following):
    programme = draft(symposium)

    shown = wall(programme, moment(14, clock), programme.rooms[1])

    assert (shown.mode, named(shown.now), named(shown.next)) == (mode, now, following)


def test_wall_tells_how_much_of_a_session_is_left_and_on_which_day_it_is(symposium):
    shown = wall(draft(symposium), moment(14, "16:48"))

    assert [(entry.minutes, entry.passed, entry.left) for entry in shown.now] == [(60, 48, 12)]
    assert [entry.days_ahead for entry in shown.next] == [1]
    assert wall(draft(symposium), moment(12, "12:00")).doors_days_ahead == 2


def test_wall_without_sessions_is_empty(db):
    assert wall(draft(SymposiumFactory(published=False)), moment(14, "09:00")).mode == "empty"


def test_wall_shows_sessions_that_are_cancelled_when_nothing_else_comes(symposium):
    symposium.sessions.update(state=Session.State.CANCELLED)
    shown = wall(draft(symposium), moment(14, "08:00"))

    assert (named(shown.next), shown.begins, shown.begins_in) == (["Opening"], None, None)
    assert f"{shown.doors:%H:%M}" == "08:30"


@pytest.mark.parametrize(("year", "is_near"), [(1, False), (2021, False), (2022, True), (2023, True), (2024, False), (9999, False)])
def test_only_moments_near_the_symposium_may_be_rehearsed(symposium, year, is_near):
    assert may_be_rehearsed(draft(symposium), datetime(year, 12, 12, tzinfo=ZONE)) is is_near


FIRST = moment(14, "00:00")
slots = st.tuples(st.integers(0, 200), st.integers(1, 30), st.sampled_from([HALL, ANNEX, None]), st.booleans())


def programme_with(drawn) -> Programme:
    sessions = tuple(
        SessionFacts(
            uuid=str(number),
            code=f"S{number}",
            kind="presentation",
            start=FIRST + start * 10 * MINUTE,
            end=FIRST + (start + length) * 10 * MINUTE,
            room=room,
            tlp="clear",
            state="cancelled" if is_cancelled else "confirmed",
            sequence=0,
            modified=FIRST,
        )
        for number, (start, length, room, is_cancelled) in enumerate(sorted(drawn, key=lambda slot: slot[0]))
    )
    facts = SymposiumFacts("2022", Text(), FIRST.date(), FIRST.date(), Text(), Text(), "Asia/Phnom_Penh")
    return Programme(1, FIRST, facts, (), (HALL, ANNEX), {}, {}, (), sessions)


@given(drawn=st.lists(slots, max_size=12), minute=st.integers(-10, 2400), room=st.sampled_from([None, HALL, ANNEX]))
def test_wall_shows_exactly_what_covers_the_moment_and_misses_nothing_before_what_is_next(drawn, minute, room):
    programme, at = programme_with(drawn), FIRST + minute * MINUTE
    here = [session for session in programme.sessions if room is None or session.room in (None, room)]

    shown = wall(programme, at, room)

    now, following = ({entry.session.code for entry in part} for part in (shown.now, shown.next))
    assert now == {session.code for session in here if session.start <= at < session.end}
    assert all(session.start > at for session in here if session.code in following)
    missed = [session for session in here if session.start > at and session.code not in following]
    latest = max((entry.session.start for entry in shown.next), default=None)
    assert all(session.start > latest for session in missed) if following else missed == []
    if any(not session.is_cancelled and session.start > at for session in here):
        assert any(not entry.session.is_cancelled and entry.session.start == shown.begins for entry in shown.next)
    assert (shown.mode in ("now", "next")) is bool(now or following)
    assert all(0 < entry.left <= entry.minutes for entry in shown.now)


@pytest.fixture
def published(symposium):
    """The symposium's first release, at noon the day before."""
    publish(symposium, at=moment(13, "12:00"))
    return symposium


def change(symposium, title: str, at: datetime, **values) -> None:
    session = symposium.sessions.get(title_en=title)
    for name, value in values.items():
        setattr(session, name, value)
    session.save()
    publish(symposium, at=at)


def said(symposium, at: datetime, language: str = "en") -> list[str]:
    return [entry.told.sentence(language) for entry in changed_lately(symposium, current(symposium), at)]


def test_change_is_said_for_an_hour(published):
    change(published, "Talk", moment(14, "09:00"), start=time(10, 45))

    assert [said(published, moment(14, clock)) for clock in ("08:59", "10:00")] == [[], []]
    for clock in ("09:00", "09:59"):
        assert len(said(published, moment(14, clock))) == 1


@pytest.mark.parametrize(
    ("title", "values", "sentence"),
    [
        ("Talk", {"start": time(10, 45), "end": time(12, 15)}, "moved from 10:30 to 10:45"),
        ("Talk", {"start": time(10, 45)}, "moved from 10:30–12:00 to 10:45–12:00"),
        ("Talk", {"end": time(11, 30)}, "10:30–11:30 instead of 10:30–12:00"),
        ("Talk", {"state": Session.State.CANCELLED}, "cancelled"),
        ("Off", {"state": Session.State.CONFIRMED}, "takes place after all"),
        ("Lab", {"start": time(10, 40), "end": time(11, 25)}, "moved from 10:30 to 10:40"),
    ],
)
def test_change_is_said_in_few_words(published, title, values, sentence):
    change(published, title, moment(14, "09:00"), **values)

    assert said(published, moment(14, "09:10")) == [sentence]


def test_change_to_another_day_names_both_days(published):
    change(published, "Talk", moment(14, "09:00"), day=published.days.last())

    assert said(published, moment(14, "09:10")) == ["moved from Wednesday 14 December 10:30 to Thursday 15 December 10:30"]


def test_change_is_said_in_khmer(published):
    change(published, "Talk", moment(14, "09:00"), start=time(10, 45), end=time(12, 15))

    (sentence,) = said(published, moment(14, "09:10"), "km")

    assert "១០:៣០" in sentence
    assert "១០:៤៥" in sentence


def test_only_the_newest_change_of_a_session_is_said_and_none_of_its_words_or_of_what_is_over(published):
    change(published, "Talk", moment(14, "09:00"), start=time(10, 40))
    change(published, "Talk", moment(14, "09:20"), start=time(10, 50))
    change(published, "Late", moment(14, "09:30"), abstract_en="New words.")
    change(published, "Opening", moment(14, "09:40"), end=time(9, 50))

    assert said(published, moment(14, "09:45")) == ["09:00–09:50 instead of 09:00–10:00", "moved from 10:40–12:00 to 10:50–12:00"]
    assert said(published, moment(14, "09:55")) == ["moved from 10:40–12:00 to 10:50–12:00"]


def test_change_of_a_session_that_was_closed_since_names_it_no_more(published):
    change(published, "Talk", moment(14, "09:00"), start=time(10, 45), end=time(12, 15))
    change(published, "Talk", moment(14, "09:05"), tlp="amber")

    (entry,) = changed_lately(published, current(published), moment(14, "09:10"))

    assert (entry.told.title, entry.session.title) == (Text(), Text())
    assert entry.told.sentence("en") == "moved from 10:30 to 10:45"


def test_changes_are_read_in_one_query_of_few_releases(published, django_assert_num_queries):
    for minute in range(12):
        change(published, "Talk", moment(14, "09:00") + minute * MINUTE, start=time(10, 31 + minute))
    programme = current(published)

    with django_assert_num_queries(1):
        found = changed_lately(published, programme, moment(14, "09:30"))

    assert [entry.told.sentence("en") for entry in found] == ["moved from 10:41–12:00 to 10:42–12:00"]
    assert ProgrammeRelease.objects.count() == 13
    assert found[0].published_at == moment(14, "09:00") + timedelta(minutes=11)
