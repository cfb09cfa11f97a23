"""What the checks find in a draft: each kind once, what is right beside what is wrong, and clashes against a check by brute force."""

from datetime import date, time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.domain.conflicts import ERROR, WARNING, Problem, by_session, errors, people_in_two_places, problems, rooms_used_twice
from agenda.models import Day, Material, OrganisationRole, Person, Room, Session, SessionOrganisation, SessionSpeaker
from tests.factories import DayFactory, OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

QUERIES = 9


@pytest.fixture
def symposium(db):
    return SymposiumFactory(starts_on=date(2030, 12, 11), published=False)


@pytest.fixture
def hall(symposium):
    return RoomFactory(symposium=symposium, name_en="Hall A", capacity=30)


def a_session(symposium, title="Opening", **changes):
    """Return a session with which nothing is wrong: a ceremony needs no presenter."""
    return SessionFactory(symposium=symposium, **{"title_en": title, "kind": "ceremony", **changes})


def speaking(session, person):
    return SessionSpeaker.objects.create(session=session, person=person)


def found(symposium) -> list[tuple]:
    return [(problem.severity, problem.code, problem.text, problem.session_id, problem.field) for problem in problems(symposium)]


def test_nothing_is_wrong_with_a_plain_programme(symposium, hall):
    session = a_session(symposium, room=hall, seats=30, abstract_en="Text", abstract_km="អត្ថបទ")
    a_session(symposium, room=hall, start=time(10), end=time(11))
    a_session(symposium, room=RoomFactory(symposium=symposium))
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory())

    assert problems(symposium) == []


def test_room_used_twice_is_an_error_that_stands_at_both_sessions(symposium, hall):
    first = a_session(symposium, room=hall, start=time(9), end=time(10))
    second = a_session(symposium, "Panel", room=hall, start=time(9, 30), end=time(11))

    text = "“Opening” and “Panel” are both in Hall A on Wed 11 Dec, 09:30–10:00."
    problem = Problem(ERROR, "room-twice", text, second.pk, "room", first.pk)
    assert problems(symposium) == [problem]
    assert by_session([problem]) == {first.pk: [problem], second.pk: [problem]}


@pytest.mark.parametrize(
    "apart",
    [
        {"start": time(10), "end": time(11)},
        {"start": time(8, 30), "end": time(9)},
        {"state": "cancelled", "room": None},
        {"room": None},
        {"day": "second"},
    ],
)
def test_room_is_not_used_twice_where_sessions_are_apart(symposium, hall, apart):
    a_session(symposium, room=hall)
    if apart.get("day"):
        apart = {"day": symposium.days.last()}
    a_session(symposium, **{"room": hall, **apart})

    assert problems(symposium) == []


def test_sessions_without_a_room_never_use_one_twice(symposium):
    a_session(symposium)
    a_session(symposium)

    assert problems(symposium) == []


@pytest.mark.parametrize("state", ["tentative", "confirmed"])
def test_person_in_two_rooms_at_once_is_an_error(symposium, hall, state):
    annex, person = RoomFactory(symposium=symposium, name_en="Annex"), PersonFactory(name_latin="SOK Dara", organisation=None)
    first, second = a_session(symposium, room=hall), a_session(symposium, "Panel", room=annex, start=time(9, 45), state=state)
    speaking(first, person)
    speaking(second, person)

    text = "SOK Dara would be in two rooms at once on Wed 11 Dec, 09:45–10:00: “Opening” (Hall A) and “Panel” (Annex)."
    assert problems(symposium) == [Problem(ERROR, "person-twice", text, second.pk, "session_speakers", first.pk)]


def test_person_in_two_sessions_at_once_of_which_one_has_no_room_is_a_warning(symposium, hall):
    person = PersonFactory(name_latin="SOK Dara", organisation=None)
    first, second = a_session(symposium), a_session(symposium, "Panel", room=hall)
    speaking(first, person)
    speaking(second, person)

    text = "SOK Dara is in “Opening” and in “Panel” at once on Wed 11 Dec, 09:00–10:00; not both have a room."
    assert problems(symposium) == [Problem(WARNING, "person-twice", text, second.pk, "session_speakers", first.pk)]


def test_two_sessions_of_a_person_in_one_room_are_told_once(symposium, hall):
    person = PersonFactory(organisation=None)
    for _number in range(2):
        speaking(a_session(symposium, room=hall), person)

    assert [problem.code for problem in problems(symposium)] == ["room-twice"]


def test_two_people_in_two_rooms_are_no_problem(symposium, hall):
    for room in (hall, RoomFactory(symposium=symposium)):
        speaking(a_session(symposium, room=room), PersonFactory(organisation=None))

    assert problems(symposium) == []


def test_each_other_check_says_what_is_wrong_and_where(symposium, hall):
    other = SymposiumFactory(starts_on=date(2031, 1, 1), published=False)
    late = DayFactory(symposium=symposium, date=date(2030, 12, 20))
    a_session(symposium, "A", day=other.days.first())
    a_session(symposium, "B", day=late)
    a_session(symposium, "C", start=time(8, 15))
    a_session(symposium, "D", room=RoomFactory(symposium=other, name_en="Elsewhere"))
    a_session(symposium, "E", room=hall, seats=31)
    a_session(symposium, "F", kind="case-study")
    a_session(symposium, "G", title_km="")
    a_session(symposium, "H", abstract_km="អត្ថបទ", title_km="")
    a_session(symposium, "I", state="cancelled", room=hall)
    keys = dict(Session.objects.values_list("title_en", "pk"))

    assert sorted(found(symposium), key=lambda row: row[2]) == [
        (ERROR, "outside-its-day", "“A” is on a day of another symposium, Wed 01 Jan.", keys["A"], "day"),
        (ERROR, "outside-its-day", "“B” is on Fri 20 Dec, but the symposium lasts from 2030-12-11 to 2030-12-12.", keys["B"], "day"),
        (WARNING, "before-doors", "“C” begins on Wed 11 Dec at 08:15, before the doors open at 08:30.", keys["C"], "start"),
        (ERROR, "room-elsewhere", "“D” is in Elsewhere, a room of another symposium.", keys["D"], "room"),
        (ERROR, "over-capacity", "“E” offers 31 seats, but Hall A has room for 30.", keys["E"], "seats"),
        (WARNING, "no-presenter", "“F” is a case study, but no organisation presents it.", keys["F"], "session_organisations"),
        (WARNING, "text-missing", "“G” has no Khmer title.", keys["G"], "title_km"),
        (WARNING, "text-missing", "“H” has no Khmer title and no English abstract.", keys["H"], "title_km"),
        (WARNING, "cancelled-in-room", "“I” is cancelled, but still holds Hall A on Wed 11 Dec, 09:00–10:00.", keys["I"], "room"),
    ]


@pytest.mark.parametrize(
    "harmless",
    [
        {"seats": 30},
        {"seats": None},
        {"seats": 31, "room": None},
        {"start": time(8, 30)},
        {"kind": "discussion"},
        {"state": "cancelled", "room": None, "kind": "presentation", "start": time(7), "seats": 99, "title_km": ""},
    ],
)
def test_what_is_right_is_not_told(symposium, hall, harmless):
    a_session(symposium, **{"room": hall, **harmless})

    assert problems(symposium) == []


def test_room_and_day_of_which_no_more_is_known_are_never_too_small_or_too_early(symposium):
    symposium.days.update(doors_open=None)
    a_session(symposium, start=time(5), seats=9_999, room=RoomFactory(symposium=symposium, capacity=None))

    assert problems(symposium) == []


@pytest.mark.parametrize("involved", ["none", "role", "presents", "role of the parent", "only a cancelled session"])
def test_speakers_organisation_has_a_role_or_presents(symposium, involved):
    organisation = OrganisationFactory(name_en="Agency A", parent=OrganisationFactory())
    session = a_session(symposium)
    speaking(session, PersonFactory(name_latin="SOK Dara", organisation=organisation))
    if involved.startswith("role"):
        holder = organisation.parent if "parent" in involved else organisation
        OrganisationRole.objects.create(symposium=symposium, organisation=holder, role="supporter")
    elif involved != "none":
        state = "cancelled" if "cancelled" in involved else "confirmed"
        SessionOrganisation.objects.create(session=a_session(symposium, state=state), organisation=organisation)

    text = "In “Opening” SOK Dara speaks for Agency A, which has no role at the symposium and presents nothing."
    expected = [(WARNING, "organisation-without-role", text, session.pk, "session_speakers")]
    assert found(symposium) == (expected if involved in ("none", "only a cancelled session") else [])


def test_role_at_another_symposium_does_not_count(symposium):
    session, organisation = a_session(symposium), OrganisationFactory()
    speaking(session, PersonFactory(organisation=organisation))
    OrganisationRole.objects.create(symposium=SymposiumFactory(published=False), organisation=organisation, role="supporter")

    assert [problem.code for problem in problems(symposium)] == ["organisation-without-role"]


@pytest.mark.parametrize(
    ("of_session", "of_material", "is_told"),
    [("green", "clear", True), ("amber+strict", "amber", True), ("amber", "amber", False), ("clear", "red", False)],
)
def test_material_is_labelled_no_less_strictly_than_its_session(symposium, of_session, of_material, is_told):
    session = a_session(symposium, tlp=of_session)
    Material.objects.create(session=session, title_en="Slides", title_km="ស្លាយ", tlp=of_material, file="slides.pdf")

    told = [(problem.severity, problem.code, problem.session_id, problem.field) for problem in problems(symposium)]
    assert told == ([(WARNING, "material-freer", session.pk, "materials")] if is_told else [])


def test_material_freer_than_its_session_is_told_with_both_labels(symposium):
    Material.objects.create(session=a_session(symposium, tlp="amber"), title_en="Slides", title_km="ស្លាយ", file="slides.pdf")

    assert problems(symposium)[0].text == (
        "“Opening”: “Slides” is labelled TLP:CLEAR, its session TLP:AMBER. Readers get it under the stricter of the two."
    )


def test_texts_missing_around_the_sessions_name_the_row_to_open(symposium):
    organisation = OrganisationFactory(name_km="")
    person = PersonFactory(name_latin="SOK Dara", position_km="មន្ត្រី", organisation=organisation)
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, person=person, role="supporter")
    RoomFactory(symposium=symposium, name_en="Hall A", name_km="")
    symposium.days.filter(date=symposium.starts_on).update(label_en="Day 1")
    symposium.notice_en = "Bring your badge"
    symposium.save()
    OrganisationFactory(name_km="")  # in no programme

    assert [(problem.text, problem.field, problem.row) for problem in problems(symposium)] == [
        ("The symposium has no Khmer notice.", "notice_km", ("symposium", symposium.pk)),
        ("Wed 11 Dec 2030 has no Khmer label.", "days", ("symposium", symposium.pk)),
        ("Hall A has no Khmer name.", "rooms", ("symposium", symposium.pk)),
        (f"{organisation} has no Khmer name.", "name_km", ("organisation", organisation.pk)),
        ("SOK Dara has no English position.", "position_en", ("person", person.pk)),
    ]


def test_no_text_quotes_a_red_session_or_names_who_is_in_it(symposium, hall):
    annex, organisation = RoomFactory(symposium=symposium), OrganisationFactory(name_en="Agency of secrets", name_km="")
    person = PersonFactory(name_latin="Secret person", position_en="Secret", organisation=organisation)
    red = a_session(symposium, "Secret title", title_km="", abstract_km="Secret", tlp="red", kind="presentation", room=hall, seats=99)
    red.start = time(8)
    red.save()
    Material.objects.create(session=red, title_en="Secret slides", file="slides.pdf")
    a_session(symposium, "Secret cancelled", tlp="red", state="cancelled", room=hall)
    speaking(red, person)
    speaking(a_session(symposium, "Open", room=annex), person)
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, role="supporter")
    a_session(symposium, "Open too", room=hall)
    OrganisationRole.objects.all().delete()

    about_red = [problem for problem in problems(symposium) if red.pk in (problem.session_id, problem.other_session_id)]

    assert {problem.code for problem in about_red} == {
        *("room-twice", "person-twice", "before-doors", "over-capacity", "no-presenter"),
        *("organisation-without-role", "material-freer", "text-missing"),
    }
    assert all("ecret" not in problem.text and f"TLP:RED session {red.code}" in problem.text for problem in about_red)
    assert not [problem.text for problem in problems(symposium) if "Secret cancelled" in problem.text]


def test_errors_come_first_and_then_as_the_days_run(symposium, hall):
    a_session(symposium, "First", kind="presentation")
    a_session(symposium, "Second", room=hall, seats=99, start=time(11), end=time(12))
    a_session(symposium, "Third", kind="presentation", room=hall, start=time(11, 30), end=time(12), seats=99)
    found = problems(symposium)

    assert [(problem.severity, problem.code) for problem in found] == [
        (ERROR, "over-capacity"),
        (ERROR, "room-twice"),
        (ERROR, "over-capacity"),
        (WARNING, "no-presenter"),
        (WARNING, "no-presenter"),
    ]
    assert errors(found) == found[:3]


@pytest.mark.parametrize("count", [10, 200])
def test_checks_ask_the_same_number_of_queries_for_many_sessions(symposium, hall, count, django_assert_num_queries):
    organisation = OrganisationFactory(parent=OrganisationFactory())
    person, day = PersonFactory(organisation=organisation), symposium.days.first()
    sessions = Session.objects.bulk_create(SessionFactory.build(symposium=symposium, day=day, room=hall) for _ in range(count))
    SessionSpeaker.objects.bulk_create(SessionSpeaker(session=session, person=person) for session in sessions)
    SessionOrganisation.objects.bulk_create(SessionOrganisation(session=session, organisation=organisation) for session in sessions)
    Material.objects.bulk_create(Material(session=session, title_en="Slides", file="slides.pdf") for session in sessions)

    with django_assert_num_queries(QUERIES):
        assert len(problems(symposium)) == (count - 1) + count  # each but the first clashes; each has slides in English only


PEOPLE = [Person(pk=key, name_latin=f"Person {key}") for key in (1, 2, 3)]


@st.composite
def days(draw) -> tuple[list[Session], dict[int, list[Person]]]:
    """Draw up to twelve sessions on two days, in three rooms or none, as the days run, and who of three people is in each."""
    sessions, speakers = [], {}
    for key in range(1, draw(st.integers(0, 12)) + 1):
        start = draw(st.integers(0, 8))
        end = draw(st.integers(start + 1, 9))
        room = draw(st.sampled_from([None, 1, 2, 3]))
        session = Session(
            pk=key,
            title_en=str(key),
            day=Day(pk=draw(st.integers(1, 2)), date=date(2030, 12, 11)),
            start=time(9 + start),
            end=time(9 + end),
            room=room and Room(pk=room, name_en=f"Room {room}"),
        )
        speakers[key] = draw(st.lists(st.sampled_from(PEOPLE), unique_by=lambda person: person.pk))
        sessions.append(session)
    return sorted(sessions, key=lambda session: (session.day_id, session.start, session.end, session.room_id or 0, session.pk)), speakers


def overlapping(sessions):
    """Yield each two sessions that share some time, the earlier first."""
    for first, second in combinations(sessions, 2):
        if first.day_id == second.day_id and first.start < second.end and second.start < first.end:
            yield first, second


@given(days())
def test_rooms_used_twice_are_those_that_comparing_all_with_all_finds(drawn):
    sessions, _speakers = drawn
    expected = {second.pk for first, second in overlapping(sessions) if first.room_id is not None and first.room_id == second.room_id}

    told = list(rooms_used_twice(sessions))

    assert [problem.session_id for problem in told] == [session.pk for session in sessions if session.pk in expected]
    pairs = {(first.pk, second.pk) for first, second in overlapping(sessions) if first.room_id == second.room_id}
    assert {(problem.other_session_id, problem.session_id) for problem in told} <= pairs


@given(days())
def test_people_in_two_places_are_those_that_comparing_all_with_all_finds(drawn):
    sessions, speakers = drawn
    expected = {}
    for first, second in overlapping(sessions):
        if first.room_id is not None and first.room_id == second.room_id:
            continue
        both = set(speakers[first.pk]) & set(speakers[second.pk])
        severity = ERROR if first.room_id is not None and second.room_id is not None else WARNING
        for person in both:
            key = (second.pk, person.name_latin)
            expected[key] = ERROR if ERROR in (severity, expected.get(key)) else WARNING

    told = list(people_in_two_places(sessions, speakers))

    assert {
        (problem.session_id, problem.text.partition(" would")[0].partition(" is in")[0]): problem.severity for problem in told
    } == expected
    assert len(told) == len(expected)
