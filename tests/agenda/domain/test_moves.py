"""Moving sessions: what is checked, what is undone, and what shifting the rest of a day does and leaves alone."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain import moves
from agenda.domain.editing import ChangedMeanwhileError
from agenda.domain.moves import Move, Place, minutes_of
from agenda.models import Session
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

CANCELLED = Session.State.CANCELLED


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def days(draw):
    """Draw the sessions of a day, none of them stored: any times, rooms, states and fixed points."""
    sessions = []
    for key in range(1, draw(st.integers(1, 12)) + 1):
        start = draw(st.integers(0, 1438))
        sessions.append(
            Session(
                pk=key,
                start=clock(start),
                end=clock(draw(st.integers(start + 1, 1439))),
                room_id=draw(st.sampled_from([None, 1, 2])),
                is_pinned=draw(st.booleans()),
                state=draw(st.sampled_from(Session.State.values)),
            )
        )
    return sessions


@given(days(), st.data(), st.integers(-720, 720).filter(bool), st.booleans())
def test_shift_moves_what_begins_later_by_exactly_the_minutes_and_nothing_else(day, data, minutes, all_rooms):
    first = data.draw(st.sampled_from(day))

    planned = moves.plan(day, first, minutes, all_rooms=all_rooms)

    expected = {
        session.pk
        for session in day
        if session.start >= first.start
        and (all_rooms or session.room_id == first.room_id)
        and not session.is_pinned
        and session.state != CANCELLED
    }
    assert {entry.session.pk for entry in planned.shifted} == expected
    for entry in planned.shifted:
        before = minutes_of(entry.session.start), minutes_of(entry.session.end)
        if entry.leaves_the_day:
            assert min(before) + minutes < 0 or max(before) + minutes > moves.LAST_MINUTE
        else:
            assert (minutes_of(entry.start), minutes_of(entry.end)) == (before[0] + minutes, before[1] + minutes)


@given(days(), st.data(), st.integers(-720, 720).filter(bool))
def test_shift_of_all_rooms_runs_only_into_what_stays(day, data, minutes):
    planned = moves.plan(day, data.draw(st.sampled_from(day)), minutes, all_rooms=True)

    moving = {entry.session.pk for entry in planned.shifted}
    for entry in planned.shifted:
        for other in entry.meets:
            assert other.pk not in moving
            assert other.state != CANCELLED
            assert entry.start < other.end
            assert other.start < entry.end


@given(st.integers(0, 1439), st.integers(-2000, 2000))
def test_time_moved_there_and_back_is_the_same_or_leaves_the_day(start, minutes):
    there = moves.moved_by(clock(start), minutes)

    assert (there is None) == (not 0 <= start + minutes <= 1439)
    assert there is None or moves.moved_by(there, -minutes) == clock(start)


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


@pytest.fixture
def hall(symposium):
    return RoomFactory(symposium=symposium)


def to(session, **changes) -> Move:
    return Move(session.pk, session.version, Place(**{**vars(Place.of(session)), **changes}))


def places():
    return {session.pk: Place.of(session) for session in Session.objects.all()}


def test_move_changes_day_time_and_room_and_is_undone_by_what_it_returns(symposium, hall):
    session = SessionFactory(symposium=symposium)
    before, second = places(), symposium.days.last()

    undo = moves.move(symposium, [to(session, day_id=second.pk, start=time(14), end=time(15, 5), room_id=hall.pk)])
    session.refresh_from_db()
    assert (session.day, session.start, session.end, session.room, session.version) == (second, time(14), time(15, 5), hall, 2)

    moves.move(symposium, undo)
    assert places() == before


def test_move_to_where_it_stands_is_no_change(symposium):
    session = SessionFactory(symposium=symposium)

    assert moves.move(symposium, [to(session)]) == []
    session.refresh_from_db()
    assert session.version == 1


def test_move_over_a_version_that_was_not_seen_is_refused_with_what_stands(symposium):
    session = SessionFactory(symposium=symposium)
    stale = to(session, start=time(9, 5))
    session.title_en = "Renamed"
    session.save()

    with pytest.raises(ChangedMeanwhileError) as refused:
        moves.move(symposium, [stale])

    assert [found.title_en for found in refused.value.sessions] == ["Renamed"]
    assert Place.of(Session.objects.get()).start == time(9)


def test_all_is_moved_or_nothing(symposium):
    one, other = SessionFactory(symposium=symposium), SessionFactory(symposium=symposium)
    before = places()

    with pytest.raises(moves.NotPossibleError):
        moves.move(symposium, [to(one, start=time(9, 5)), to(other, end=time(8))])

    assert places() == before


@pytest.mark.parametrize("what", ["session", "day", "room", "deleted"])
def test_move_to_what_is_not_of_this_symposium_is_refused(symposium, what):
    session, elsewhere = SessionFactory(symposium=symposium), SymposiumFactory(published=False)
    wanted = to(session, start=time(9, 5))
    if what == "session":
        wanted = to(SessionFactory(symposium=elsewhere))
    elif what == "day":
        wanted = to(session, day_id=elsewhere.days.first().pk)
    elif what == "room":
        wanted = to(session, room_id=RoomFactory(symposium=elsewhere).pk)
    else:
        session.delete()

    with pytest.raises(moves.NotPossibleError):
        moves.move(symposium, [wanted])


def test_move_survives_as_plain_values(symposium, hall):
    for wanted in (to(SessionFactory(symposium=symposium)), to(SessionFactory(symposium=symposium, room=hall, start=time(9, 0, 30)))):
        assert Move.from_content(wanted.as_content()) == wanted


def test_undo_stands_until_somebody_saves_the_session(symposium):
    session = SessionFactory(symposium=symposium)
    undo = moves.move(symposium, [to(session, start=time(9, 5))])
    assert moves.still_stand(undo)

    Session.objects.get().save()
    assert not moves.still_stand(undo)


@pytest.fixture
def late_day(symposium, hall):
    """A morning: opening, a fixed lunch for all, an afternoon in two rooms, and a cancelled session."""
    annex = RoomFactory(symposium=symposium)
    made = {
        "opening": SessionFactory(symposium=symposium, room=hall, start=time(9), end=time(10)),
        "talk": SessionFactory(symposium=symposium, room=hall, start=time(11), end=time(12)),
        "lunch": SessionFactory(symposium=symposium, start=time(12), end=time(13), is_pinned=True),
        "case": SessionFactory(symposium=symposium, room=hall, start=time(13), end=time(14)),
        "panel": SessionFactory(symposium=symposium, room=annex, start=time(13), end=time(14, 30)),
        "off": SessionFactory(symposium=symposium, room=hall, start=time(15), end=time(16), state=CANCELLED),
    }
    SessionFactory(symposium=symposium, day=symposium.days.last())
    return made


def named(late_day, sessions):
    names = {session.pk: name for name, session in late_day.items()}
    return {names[session.pk] for session in sessions}


def test_preview_says_what_moves_what_stays_what_runs_late_and_into_what(late_day):
    planned = moves.preview(late_day["talk"], 30, all_rooms=True)

    assert named(late_day, [entry.session for entry in planned.shifted]) == {"talk", "case", "panel"}
    assert named(late_day, planned.pinned) == {"lunch"}
    assert planned.last_end == time(14, 30)
    assert named(late_day, [entry.session for entry in planned.shifted if entry.runs_late]) == {"panel"}
    assert {(str(entry.session), str(other)) for entry in planned.shifted for other in entry.meets} == {
        (str(late_day["talk"]), str(late_day["lunch"]))
    }
    assert planned.is_possible


def test_shift_of_one_room_leaves_the_others(late_day):
    planned = moves.preview(late_day["talk"], 30, all_rooms=False)

    assert named(late_day, [entry.session for entry in planned.shifted]) == {"talk", "case"}
    assert planned.pinned == ()


def test_shift_is_carried_out_and_undone_as_one(symposium, late_day):
    before = places()
    planned = moves.preview(late_day["talk"], -15, all_rooms=True)

    undo = moves.shift(late_day["talk"], -15, all_rooms=True, seen=planned.seen)
    assert Place.of(Session.objects.get(pk=late_day["panel"].pk)).start == time(12, 45)
    assert {entry.session_id for entry in undo} == {late_day[name].pk for name in ("talk", "case", "panel")}

    moves.move(symposium, undo)
    assert places() == before


def test_shift_of_a_day_that_changed_after_the_preview_is_refused(late_day):
    planned = moves.preview(late_day["talk"], 30, all_rooms=True)
    late_day["panel"].is_pinned = True
    late_day["panel"].save()
    before = places()

    with pytest.raises(moves.PlanChangedError):
        moves.shift(late_day["talk"], 30, all_rooms=True, seen=planned.seen)

    assert places() == before


@pytest.mark.parametrize("minutes", [600, -720])
def test_no_session_is_shifted_out_of_its_day(late_day, minutes):
    planned = moves.preview(late_day["opening"], minutes, all_rooms=True)
    before = places()
    assert not planned.is_possible

    with pytest.raises(moves.NotPossibleError):
        moves.shift(late_day["opening"], minutes, all_rooms=True, seen=planned.seen)

    assert places() == before


def test_shift_from_a_session_that_is_gone_is_not_possible(late_day):
    planned = moves.preview(late_day["talk"], 30, all_rooms=True)
    Session.objects.filter(pk=late_day["talk"].pk).delete()

    with pytest.raises(moves.NotPossibleError):
        moves.shift(late_day["talk"], 30, all_rooms=True, seen=planned.seen)


def test_shift_that_moves_nothing_is_not_possible(late_day):
    Session.objects.update(is_pinned=True)

    assert not moves.preview(late_day["opening"], 5, all_rooms=True).is_possible
