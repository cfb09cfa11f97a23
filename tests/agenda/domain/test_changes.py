"""What changed between two contents: each kind of change by name, closed sessions unnamed, properties on made-up programmes."""

import copy
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.changes import WORDS, Change, compare, readable_now

TEXT_ONLY = ("title", "abstract", "organisations", "speakers", "materials", "seats")


def a_session(number=1, **changes):
    session = {
        "uuid": f"uuid-{number}",
        "code": f"CODE{number:02}",
        "kind": "presentation",
        "start": "2022-12-14T09:00:00+07:00",
        "end": "2022-12-14T10:00:00+07:00",
        "room": 1,
        "tlp": "clear",
        "state": "confirmed",
        "title": {"en": f"Title {number}", "km": f"ចំណងជើង {number}"},
        "abstract": {"en": "", "km": ""},
        "organisations": [],
        "speakers": [],
        "materials": [],
        "seats": None,
        **changes,
    }
    return session if session["tlp"] == "clear" else {name: value for name, value in session.items() if name not in TEXT_ONLY}


def a_programme(*sessions, **changes):
    return {
        "symposium": {"slug": "2022", "name": {"en": "Symposium", "km": ""}},
        "days": [{"date": "2022-12-14"}],
        "rooms": [{"key": 1, "name": {"en": "Hall A", "km": "សាល ក"}}, {"key": 2, "name": {"en": "Hall B", "km": ""}}],
        "roles": [],
        "organisations": [
            {"slug": "mptc", "name": {"en": "Ministry", "km": "ក្រសួង"}},
            {"slug": "cnp", "name": {"en": "Police", "km": ""}},
        ],
        "people": [{"key": 7, "name_latin": "SOK Dara", "name_khmer": "សុខ ដារ៉ា"}],
        "sessions": list(sessions),
        **changes,
    }


def told(old, new):
    return [(change.what, change.was_en, change.now_en) for change in compare(old, new)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"start": "2022-12-15T10:30:00+07:00", "end": "2022-12-15T11:30:00+07:00"},
            ("moved", "Wednesday 14 December 09:00", "Thursday 15 December 10:30"),
        ),
        ({"end": "2022-12-14T09:45:00+07:00"}, ("length", "09:00–10:00", "09:00–09:45")),
        ({"room": 2}, ("room", "Hall A", "Hall B")),
        ({"room": None}, ("room", "Hall A", "")),
        ({"state": "cancelled"}, ("cancelled", "", "")),
        ({"state": "tentative"}, ("state", "Confirmed", "To be confirmed")),
        ({"kind": "case-study"}, ("kind", "Presentation", "Case study")),
        ({"title": {"en": "Other", "km": ""}}, ("title", "Title 1", "Other")),
        ({"abstract": {"en": "More", "km": ""}}, ("abstract", "", "")),
        ({"organisations": ["mptc", "cnp"]}, ("organisations", "", "Ministry, Police")),
        ({"speakers": [{"person": 7, "part": "speaker"}]}, ("speakers", "", "SOK Dara")),
        ({"materials": [{"file": "materials/x.pdf"}]}, ("materials", "", "")),
        ({"seats": 20}, ("seats", "", "")),
        ({"tlp": "amber"}, ("label", "TLP:CLEAR", "TLP:AMBER")),
    ],
)
def test_each_kind_of_change_is_told_by_name(changed, expected):
    assert told(a_programme(a_session()), a_programme(a_session(**changed))) == [expected]


def test_cancelled_session_takes_place_after_all():
    assert told(a_programme(a_session(state="cancelled")), a_programme(a_session())) == [("reinstated", "", "")]


def test_new_and_removed_sessions_are_told_with_their_time():
    one, two = a_session(1), a_session(2)

    assert told(a_programme(one), a_programme(one, two)) == [("added", "", "Wednesday 14 December 09:00")]
    assert told(a_programme(one, two), a_programme(one)) == [("removed", "Wednesday 14 December 09:00", "")]


def test_several_changes_of_one_session_stand_together_the_weightiest_first():
    moved = a_session(
        start="2022-12-14T11:00:00+07:00", end="2022-12-14T11:30:00+07:00", room=2, state="cancelled", title={"en": "X", "km": ""}
    )

    assert [change.what for change in compare(a_programme(a_session()), a_programme(moved))] == [
        "cancelled",
        "moved",
        "room",
        "length",
        "title",
    ]


def test_change_is_told_in_khmer_too():
    change = compare(a_programme(a_session()), a_programme(a_session(room=2, organisations=["mptc"])))

    assert [(entry.was.km, entry.now.in_language("km")) for entry in change] == [("សាល ក", "Hall B"), ("", "ក្រសួង")]


@pytest.mark.parametrize(("before", "after"), [("clear", "amber"), ("amber", "clear"), ("green", "red")])
def test_session_that_was_or_is_closed_is_not_named_by_an_earlier_title(before, after):
    old, new = a_session(tlp=before, room=1), a_session(tlp=after, room=2)

    changes = compare(a_programme(old), a_programme(new))

    assert [(change.what, change.title_en) for change in changes] == [("room", ""), ("label", "")]


@pytest.mark.parametrize(
    ("part", "value", "what"),
    [
        ("symposium", {"slug": "2022", "name": {"en": "New name", "km": ""}}, "symposium"),
        ("days", [], "days"),
        ("rooms", [], "rooms"),
        ("roles", [{"role": "organiser", "organisation": "cnp", "person": None}], "roles"),
        ("people", [{"key": 7, "name_latin": "SOK Dara", "name_khmer": ""}], "directory"),
        ("organisations", [{"slug": "cnp", "name": {"en": "National Police", "km": ""}}], "directory"),
    ],
)
def test_change_of_the_symposium_and_its_directory_is_told_once(part, value, what):
    assert [change.what for change in compare(a_programme(), a_programme(**{part: value}))] == [what]


def test_person_who_comes_or_goes_is_no_change_of_the_directory():
    assert compare(a_programme(people=[]), a_programme()) == []


def test_every_kind_of_change_has_words():
    assert all(Change(what).words for what in WORDS)


def test_stored_change_is_read_back_the_same():
    change = compare(a_programme(a_session()), a_programme(a_session(room=2)))[0]

    assert Change(**change.as_content()) == change


def test_history_names_a_session_only_while_it_is_open_now():
    after = a_session(room=2, title={"en": "New", "km": ""}, organisations=["cnp"])
    stored = [change.as_content() for change in compare(a_programme(a_session()), a_programme(after))]

    assert [change.title_en for change in readable_now(stored, {"uuid-1": "clear"})] == ["New", "New", "New"]
    for labels in ({"uuid-1": "amber"}, {}):
        closed = readable_now(stored, labels)
        assert [(change.what, change.title_en, change.was_en, change.now_en) for change in closed] == [
            ("room", "", "Hall A", "Hall B"),
            ("organisations", "", "", ""),
        ]


def test_history_of_the_symposium_itself_is_told_to_everybody():
    assert readable_now([{"what": "rooms"}], {}) == [Change("rooms")]


starts = st.integers(0, 20).map(lambda slot: datetime.fromisoformat("2022-12-14T08:00:00+07:00") + timedelta(minutes=30 * slot))
sessions = st.builds(
    lambda number, start, minutes, room, tlp, state, kind, title: a_session(
        number,
        start=start.isoformat(),
        end=(start + timedelta(minutes=minutes)).isoformat(),
        room=room,
        tlp=tlp,
        state=state,
        kind=kind,
        title={"en": title, "km": ""},
    ),
    st.integers(1, 8),
    starts,
    st.integers(5, 90),
    st.sampled_from([None, 1, 2]),
    st.sampled_from(["clear", "green", "amber", "amber+strict", "red"]),
    st.sampled_from(["tentative", "confirmed", "cancelled"]),
    st.sampled_from(["presentation", "break", "ceremony"]),
    st.sampled_from(["Secret one", "Secret two", "Secret three"]),
)
programmes = st.lists(sessions, max_size=8, unique_by=lambda session: session["uuid"]).map(lambda rows: a_programme(*rows))


@given(programmes)
def test_programme_does_not_differ_from_itself(programme):
    assert compare(programme, copy.deepcopy(programme)) == []


@given(programmes, programmes)
def test_programmes_that_differ_have_a_change_and_each_session_that_differs_is_told(old, new):
    before = {session["uuid"]: session for session in old["sessions"]}
    after = {session["uuid"]: session for session in new["sessions"]}
    differing = {uuid for uuid in before | after if before.get(uuid) != after.get(uuid)}

    assert {change.uuid for change in compare(old, new)} == differing


@given(programmes, programmes)
def test_no_change_names_a_session_that_is_closed_in_either(old, new):
    closed = {session["uuid"] for session in old["sessions"] + new["sessions"] if session["tlp"] != "clear"}

    assert not any("Secret" in str(change.as_content()) for change in compare(old, new) if change.uuid in closed)
