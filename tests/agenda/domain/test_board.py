"""The board's layout: columns, rows, empty places, and what stands side by side."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.board import MOST_LANES, Span, board, lanes_of
from agenda.models import Session
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

BOARD_QUERIES = 15


def clock(minutes):
    return time(minutes // 60, minutes % 60)


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


def test_each_day_has_a_column_a_room_and_one_without(symposium):
    first, second = RoomFactory(symposium=symposium, order=1), RoomFactory(symposium=symposium, order=2)
    here = SessionFactory(symposium=symposium, room=second)
    house = SessionFactory(symposium=symposium, day=symposium.days.last())

    found = board(symposium, reads_red=True)

    assert [[column.room for column in day.columns] for day in found.days] == [[first, second, None]] * 2
    assert [[[block.session for block in column.blocks] for column in day.columns] for day in found.days] == [
        [[], [here], []],
        [[], [], [house]],
    ]


def test_hours_reach_from_the_first_start_to_the_last_end(symposium):
    assert board(symposium, reads_red=True).hours == range(8, 18)
    SessionFactory(symposium=symposium, start=time(6, 50), end=time(7))
    SessionFactory(symposium=symposium, start=time(20), end=time(21, 1))
    assert board(symposium, reads_red=True).hours == range(6, 22)


@pytest.mark.parametrize(
    ("start", "end", "rows"),
    [(540, 600, (9, 0, 1, 0)), (543, 601, (9, 0, 1, 5)), (0, 1, (0, 0, 0, 5)), (5, 1439, (0, 5, 23, 55)), (0, 1439, (0, 0, 24, 0))],
)
def test_times_between_the_rows_take_the_rows_they_touch(start, end, rows):
    span = Span.between(start, end)

    assert (span.hour, span.minute, span.hours, span.minutes) == rows


def test_empty_places_are_the_half_hours_in_which_nothing_stands(symposium):
    SessionFactory(symposium=symposium, start=time(8, 15), end=time(17))

    column = board(symposium, reads_red=True).days[0].columns[-1]

    assert [(slot.start, slot.end) for slot in column.free] == [("17:00", "17:30"), ("17:30", "18:00")]


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(5, 39)), max_size=MOST_LANES))
def test_what_overlaps_stands_in_different_lanes(times):
    sessions = [Session(pk=key, start=clock(start), end=clock(start + length)) for key, (start, length) in enumerate(sorted(times))]

    found = lanes_of(sessions)

    assert set(found) == {session.pk for session in sessions}
    for one in sessions:
        lane, lanes = found[one.pk]
        assert 0 <= lane < lanes <= MOST_LANES
        for other in sessions:
            if one.pk != other.pk and one.start < other.end and other.start < one.end:
                assert lane != found[other.pk][0]
                assert lanes == found[other.pk][1]


def test_problems_stand_in_their_blocks(symposium):
    hall = RoomFactory(symposium=symposium)
    SessionFactory(symposium=symposium, room=hall)
    SessionFactory(symposium=symposium, room=hall, start=time(9, 30))

    blocks = board(symposium, reads_red=True).days[0].columns[0].blocks

    assert any(block.has_errors for block in blocks)


def test_text_of_red_sessions_is_for_those_who_may_read_it(symposium):
    SessionFactory(symposium=symposium, tlp="red")
    SessionFactory(symposium=symposium, tlp="amber+strict")

    def is_open(reads_red):
        found = board(symposium, reads_red=reads_red).days[0].columns[0].blocks
        return {block.session.tlp: block.is_open for block in found}

    assert is_open(True) == {"red": True, "amber+strict": True}
    assert is_open(False) == {"red": False, "amber+strict": True}


@pytest.mark.parametrize("count", [10, 200])
def test_board_asks_the_same_number_of_queries_for_many_sessions(symposium, count, django_assert_num_queries):
    rooms = [RoomFactory(symposium=symposium), RoomFactory(symposium=symposium), None]
    days = list(symposium.days.all())
    Session.objects.bulk_create(
        SessionFactory.build(symposium=symposium, day=days[number % 2], room=rooms[number % 3]) for number in range(count)
    )

    with django_assert_num_queries(BOARD_QUERIES):
        board(symposium, reads_red=True)
