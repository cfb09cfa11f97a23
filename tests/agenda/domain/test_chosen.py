"""Chosen sessions: reading codes as they come, and saying which sessions overlap."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.chosen import MOST_CODES, NAMED_CLASHES, clashes, read_codes
from agenda.domain.programme import SessionFacts

MORNING = datetime(2022, 12, 14, 8, tzinfo=timezone(timedelta(hours=7)))


def a_session(code: str, start: int, end: int, state: str = "confirmed") -> SessionFacts:
    """Return a session that lasts from `start` to `end`, in minutes after eight."""
    begins, ends = MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end)
    return SessionFacts(f"uuid-{code}", code, "presentation", begins, ends, None, "clear", state, 0, MORNING)


def clashing(*sessions: SessionFacts) -> dict[str, list[str]]:
    return {code: [other.code for other in clash.named] for code, clash in clashes(sessions).items()}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("AAAAAA,BBBBBB", {"AAAAAA", "BBBBBB"}),
        (" aaaaaa , AAAAAA,,", {"AAAAAA"}),
        (",,, ,", set()),
        ("\x00,\x1b[2J", {"\x00", "\x1b[2J"}),
        ("វគ្គ", {"វគ្គ"}),
        ("x" * 100_000, {"X" * 20}),
    ],
)
def test_codes_are_read_in_any_case_each_once_and_no_more_of_them_than_is_needed(text, codes):
    assert read_codes(text) == codes


def test_codes_after_the_first_five_hundred_are_not_read():
    text = ",".join(f"A{number:05}" for number in range(5_000))

    assert read_codes(text) == {f"A{number:05}" for number in range(MOST_CODES)}


@pytest.mark.parametrize(
    ("sessions", "found"),
    [
        ([("A", 0, 60), ("B", 30, 90)], {"A": ["B"], "B": ["A"]}),
        ([("A", 0, 60), ("B", 60, 90)], {}),  # one after the other
        ([("A", 0, 60), ("B", 0, 60)], {"A": ["B"], "B": ["A"]}),
        ([("A", 0, 60), ("B", 30, 90, "cancelled")], {}),
        ([("A", 0, 60), ("B", 30, 90, "tentative")], {"A": ["B"], "B": ["A"]}),
        ([("A", 0, 120), ("B", 10, 20), ("C", 30, 40)], {"A": ["B", "C"], "B": ["A"], "C": ["A"]}),
        ([], {}),
    ],
)
def test_sessions_that_overlap_and_take_place_clash(sessions, found):
    assert clashing(*(a_session(*session) for session in sessions)) == found


def test_of_many_clashes_the_first_are_named_and_the_others_counted():
    found = clashes(a_session(f"S{number}", number, 100) for number in range(6))

    assert [len(clash.named) for clash in found.values()] == [NAMED_CLASHES] * 6
    assert {clash.more for clash in found.values()} == {2}


times = st.tuples(st.integers(0, 600), st.integers(1, 120), st.sampled_from(["confirmed", "tentative", "cancelled"]))


@given(st.lists(times, max_size=20))
def test_clashes_are_those_that_comparing_each_with_each_finds(drawn):
    sessions = [a_session(f"S{number}", start, start + length, state) for number, (start, length, state) in enumerate(drawn)]
    taking = [session for session in sessions if not session.is_cancelled]
    counted = {
        session.code: count
        for session in taking
        if (count := sum(other is not session and other.start < session.end and session.start < other.end for other in taking))
    }

    assert {code: len(clash.named) + clash.more for code, clash in clashes(sessions).items()} == counted
