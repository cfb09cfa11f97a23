"""The days at a glance: counts, and what is on or comes next at the symposium's own clock."""

from datetime import UTC, date, datetime, time

import pytest

from agenda.domain.glance import SHOWN, days_at_a_glance
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

WEEKS_BEFORE = datetime(2030, 12, 1, tzinfo=UTC)


@pytest.fixture
def symposium(db):
    return SymposiumFactory(starts_on=date(2030, 12, 11), published=False)


@pytest.fixture
def morning(symposium):
    """Three sessions one after another, the first day's."""
    return [SessionFactory(symposium=symposium, title_en=f"At {hour}", start=time(hour), end=time(hour + 1)) for hour in (9, 10, 11)]


def coming(symposium, at):
    return [[name for _session, name in glance.coming] for glance in days_at_a_glance(symposium, at)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (WEEKS_BEFORE, ["“At 9”", "“At 10”", "“At 11”"]),
        (datetime(2030, 12, 11, 2, 59, tzinfo=UTC), ["“At 9”", "“At 10”", "“At 11”"]),  # 9:59 in Phnom Penh
        (datetime(2030, 12, 11, 3, 0, tzinfo=UTC), ["“At 10”", "“At 11”"]),
        (datetime(2030, 12, 11, 6, 0, tzinfo=UTC), []),
        (datetime(2030, 12, 12, 2, 0, tzinfo=UTC), []),
    ],
)
def test_what_runs_or_comes_next_is_named(symposium, morning, at, expected):
    assert coming(symposium, at) == [expected, []]


def test_today_is_marked_by_the_symposiums_clock(symposium):
    evening_before_in_utc = datetime(2030, 12, 10, 18, tzinfo=UTC)

    assert [glance.is_today for glance in days_at_a_glance(symposium, evening_before_in_utc)] == [True, False]


def test_sessions_are_counted_by_what_one_asks(symposium, morning):
    SessionFactory(symposium=symposium, state="cancelled")
    SessionFactory(symposium=symposium, state="tentative", tlp="amber")
    SessionFactory(symposium=symposium, state="cancelled", tlp="red")

    first, second = days_at_a_glance(symposium, WEEKS_BEFORE)

    assert (first.taking_place, first.cancelled, first.tentative, first.closed) == (4, 2, 1, 1)
    assert (second.taking_place, second.cancelled, second.coming) == (0, 0, [])


def test_cancelled_sessions_do_not_come_and_red_ones_are_not_quoted(symposium):
    SessionFactory(symposium=symposium, title_en="Cancelled", state="cancelled")
    red = SessionFactory(symposium=symposium, title_en="Secret", tlp="red")

    assert coming(symposium, WEEKS_BEFORE)[0] == [f"TLP:RED session {red.code}"]


def test_some_are_named_and_all_asked_for_at_once(symposium, django_assert_num_queries):
    for hour in range(9, 19):
        SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium), start=time(hour), end=time(hour, 30))

    with django_assert_num_queries(2):
        assert [len(glance.coming) for glance in days_at_a_glance(symposium, WEEKS_BEFORE)] == [SHOWN, 0]
