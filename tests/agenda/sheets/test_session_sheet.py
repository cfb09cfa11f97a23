"""Sessions out to a sheet and back."""

from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.domain.release import publish
from agenda.models import Session, SessionOrganisation, SessionSpeaker
from agenda.models.search import search_key
from agenda.sheets.sessions import SessionSheet
from tests.agenda.sheets.sheets import csv_file, differences, exported, imported, previewed, told, xlsx_file
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

KHMER = "កិច្ច\u200bប្រជុំ\u200b ស្ដីពី\u200bទូរសព្ទ"


@pytest.fixture
def symposium(db):
    return SymposiumFactory(slug="2030", published=False)


@pytest.fixture
def day(symposium):
    return symposium.days.first().date.isoformat()


@pytest.fixture
def session(symposium):
    session = SessionFactory(symposium=symposium, title_km=KHMER, room=RoomFactory(symposium=symposium, name_en="Hall A"))
    for order, slug in enumerate(["police", "ministry"]):
        SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(slug=slug), order=order)
    SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="SOK Dara"), part="moderator")
    return session


def cells(session, **changes):
    """Return a file with one row: what a session says, changed."""
    row = {
        "Symposium": "2030",
        "Code": session.code,
        "Day": session.day.date.isoformat(),
        "Start": "09:00",
        "End": "10:00",
        "Room": "Hall A",
        "Kind": "presentation",
        "Title (English)": session.title_en,
        "Title (Khmer)": session.title_km,
        "Label": "clear",
        "Presented by": "police; ministry",
        "Speakers": "SOK Dara (moderator)",
    } | changes
    return csv_file(list(row), list(row.values()))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_imported_again_changes_nothing(symposium, session, file_format):
    outcome = imported(SessionSheet, exported(SessionSheet, file_format, symposium=symposium), symposium=symposium)

    assert (outcome.troubles, outcome.changes, outcome.unchanged) == ([], [], 1)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    text=st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        st.text("'=+-@\t\r\n _x000D_\u200bក្ដ;,\""),
        st.sampled_from(
            ["=1+1", "'=1+1", "''=1+1", "@SUM(A1)", "\r\n=x", "_x000D_", "e\u0301", KHMER, " x ", "-", "1.0", "2022-12-14", "TRUE"]
        ),
    ).filter(str.strip)
)
def test_texts_come_back_byte_for_byte(symposium, session, file_format, text):
    Session.objects.filter(pk=session.pk).update(abstract_en=text, abstract_km=text)
    content = exported(SessionSheet, file_format, symposium=symposium)
    Session.objects.filter(pk=session.pk).update(abstract_en="", abstract_km="other")

    outcome = imported(SessionSheet, content, symposium=symposium)

    session.refresh_from_db()
    assert outcome.troubles == []
    assert (session.abstract_en, session.abstract_km) == (text, text)


def test_changes_are_said_cell_by_cell_and_written_with_save(symposium, session):
    RoomFactory(symposium=symposium, name_en="Hall B", name_km="សាល ខ")
    PersonFactory(name_latin="KEO Vanna")
    content = cells(
        session,
        Start="9:30",
        Room="សាល\u200b ខ",
        **{"Title (English)": "New title", "Presented by": "ministry;police", "Speakers": "keo vanna; SOK Dara (panellist)"},
    )

    preview = previewed(SessionSheet, content, symposium=symposium)
    session.refresh_from_db()
    assert session.title_en != "New title"
    outcome = imported(SessionSheet, content, symposium=symposium)

    assert differences(preview) == differences(outcome)
    assert [(column, now) for _row, column, _was, now in differences(outcome)] == [
        ("Start", "09:30"),
        ("Room", "Hall B"),
        ("Title (English)", "New title"),
        ("Presented by", "ministry; police"),
        ("Speakers", "KEO Vanna (speaker); SOK Dara (panellist)"),
    ]
    session.refresh_from_db()
    assert (session.start, session.room.name_en) == (time(9, 30), "Hall B")
    assert session.search_key == search_key(session.title_en, session.title_km, session.abstract_en, session.abstract_km, session.code)
    assert [str(entry) for entry in session.session_organisations.all()] == [
        str(entry.organisation) for entry in session.session_organisations.order_by("order")
    ]
    assert [entry.organisation.slug for entry in session.session_organisations.all()] == ["ministry", "police"]
    assert [(entry.person.name_latin, entry.part) for entry in session.session_speakers.all()] == [
        ("KEO Vanna", "speaker"),
        ("SOK Dara", "panellist"),
    ]


def test_row_without_a_code_is_a_new_session_with_a_code_of_its_own(symposium, session, day):
    content = csv_file(
        ["Code", "Day", "Start", "End", "Kind", "Title (Khmer)", "Presented by"],
        ["", day, "13:00", "13:45", "Case study", KHMER, "police"],
    )

    outcome = imported(SessionSheet, content, symposium=symposium)

    made = Session.objects.exclude(pk=session.pk).get()
    assert (outcome.added, outcome.changed, outcome.troubles) == (1, 0, [])
    assert (made.title_km, made.kind, made.tlp, made.state, made.symposium) == (KHMER, "case-study", "clear", "confirmed", symposium)
    assert len(made.code) == 6
    assert made.organisations.get().slug == "police"


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"Symposium": "2022"}, "Symposium", "This row belongs to symposium “2022”, and you are importing into “2030”."),
        ({"Code": "ZZZZZZ"}, "Code", "The symposium “2030” has no session ZZZZZZ. Leave the code empty for a new session."),
        ({"Day": "14/12/2030"}, "Day", "Write a date such as 2026-12-14."),
        ({"Day": "2001-01-01"}, "Day", "The symposium has no day 2001-01-01."),
        ({"Day": ""}, "Day", "This cell may not be empty."),
        ({"Start": "nine"}, "Start", "Write a time such as 09:30 or 14:05."),
        ({"Start": "25:00"}, "Start", "Write a time such as 09:30 or 14:05."),
        ({"End": "08:00"}, "End", "The end must be after the start, on the same day."),
        ({"Room": "Cellar"}, "Room", "The symposium has no room “Cellar”. Its rooms are Hall A."),
        ({"Kind": "party"}, "Kind", "Write one of: ceremony, discussion, presentation, case-study, break, networking."),
        ({"Kind": ""}, "Kind", "This field cannot be blank."),
        ({"Title (English)": "", "Title (Khmer)": ""}, "Title (English)", "Write this text in English or in Khmer, better in both."),
        ({"Title (English)": "x" * 201}, "Title (English)", "Ensure this value has at most 200 characters (it has 201)."),
        ({"Label": "secret"}, "Label", "Write one of: clear, green, amber, amber+strict, red."),
        ({"Seats": "-3"}, "Seats", "Write a whole number, such as 120."),
        ({"State": "gone"}, "State", "Write one of: tentative, confirmed, cancelled."),
        ({"Presented by": "police; nobody"}, "Presented by", "There is no organisation “nobody”."),
        ({"Presented by": "police; police"}, "Presented by", "is named twice."),
        ({"Speakers": "NOBODY"}, "Speakers", "There is no person “NOBODY”. Add the person first."),
        ({"Speakers": "SOK Dara (singer)"}, "Speakers", "“singer” is no part. Write one of: speaker, moderator, panellist."),
    ],
)
def test_what_is_wrong_is_told_with_row_column_and_reason(symposium, session, changes, column, reason):
    before = Session.objects.values().get()

    outcome = imported(SessionSheet, cells(session, **changes), symposium=symposium)

    [(row, where, why)] = told(outcome)
    assert (row, where) == (2, column)
    assert reason in why
    assert outcome.troubles[0].sheet == "file.csv"
    assert Session.objects.values().get() == before


def test_one_wrong_row_keeps_all_rows_from_being_written_and_all_wrong_rows_are_told(symposium, day):
    head = ["Code", "Day", "Start", "End", "Kind", "Title (English)"]
    content = xlsx_file(
        head,
        ["", day, "09:00", "10:00", "break", "Right"],
        [],
        ["", day, "09:00", "08:00", "break", "Wrong"],
        ["", day, "x", "10:00", "x", "Wrong"],
    )

    outcome = imported(SessionSheet, content, symposium=symposium)

    assert [(trouble.sheet, trouble.row, trouble.column) for trouble in outcome.troubles] == [
        ("Sessions", 4, "End"),
        ("Sessions", 5, "Start"),
        ("Sessions", 5, "Kind"),
    ]
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (["Code", "Titel"], ["", "x"], (1, "Titel", "There is no such column.")),
        (["Code", "Code"], ["", ""], (1, "Code", "This column stands in the file twice.")),
        (["Day"], ["x"], (1, "Code", "This column is missing.")),
        (["Code", "", "Day"], ["", "x", ""], (2, "", "A cell of this row stands in a column without a heading.")),
        (["Code"], ["", "x"], (2, "", "A cell of this row stands in a column without a heading.")),
    ],
)
def test_columns_that_are_not_ours_are_refused(symposium, head, row, expected):
    outcome = imported(SessionSheet, csv_file(head, row), symposium=symposium)

    [(number, column, reason)] = told(outcome)
    assert (number, column) == expected[:2]
    assert reason.startswith(expected[2])


def test_session_named_twice_is_refused(symposium, session):
    head, row = cells(session).decode().splitlines()

    outcome = imported(SessionSheet, "\r\n".join([head, row, row]).encode(), symposium=symposium)

    assert told(outcome) == [(3, "Code", "This stands in row 2 already.")]


def test_session_day_and_room_of_another_symposium_are_not_known(symposium, session):
    other = SessionFactory(
        symposium=SymposiumFactory(slug="2022", starts_on=symposium.starts_on - timedelta(days=900), published=False), title_en="Other"
    )
    RoomFactory(symposium=other.symposium, name_en="Old hall")

    by_code = imported(SessionSheet, cells(session, Code=other.code), symposium=symposium)
    by_place = imported(SessionSheet, cells(session, Day=other.day.date.isoformat(), Room="Old hall"), symposium=symposium)

    assert [column for _row, column, _why in told(by_code)] == ["Code"]
    assert [column for _row, column, _why in told(by_place)] == ["Day", "Room"]


def test_rows_left_out_stay_also_published_ones(symposium, session):
    SessionFactory(symposium=symposium)
    publish(symposium)

    imported(SessionSheet, cells(session, State="cancelled"), symposium=symposium)

    assert sorted(Session.objects.values_list("state", flat=True)) == ["cancelled", "confirmed"]


def test_column_left_out_stays_and_an_empty_cell_empties(symposium, session):
    imported(SessionSheet, csv_file(["Code", "Room", "Speakers"], [session.code, "", ""]), symposium=symposium)

    session.refresh_from_db()
    assert session.room is None
    assert not session.speakers.exists()
    assert session.organisations.count() == 2
    assert session.title_km == KHMER


def test_people_of_one_name_are_told_apart_by_their_organisation(symposium, session):
    PersonFactory(name_latin="SOK Dara", organisation=OrganisationFactory(slug="customs"))

    outcome = imported(SessionSheet, cells(session), symposium=symposium)
    assert told(outcome) == [
        (2, "Speakers", "Several people are called “SOK Dara”. Write the organisation behind the name: SOK Dara [slug].")
    ]
    imported(SessionSheet, cells(session, Speakers="SOK Dara [customs]"), symposium=symposium)
    assert session.speakers.get().organisation.slug == "customs"
    content = exported(SessionSheet, symposium=symposium)
    assert "SOK Dara [customs] (speaker)" in content.decode()
    assert imported(SessionSheet, content, symposium=symposium).unchanged == 1


def test_times_and_dates_that_a_spreadsheet_made_of_texts_are_understood(symposium, session):
    content = xlsx_file(
        ["Code", "Day", "Start", "End", "Seats"],
        [session.code, symposium.days.last().date, time(11, 0), time(12, 0), 40.0],
    )

    assert told(imported(SessionSheet, content, symposium=symposium)) == []
    session.refresh_from_db()
    assert (session.day, session.start, session.seats) == (symposium.days.last(), time(11, 0), 40)


def test_formulas_and_errors_in_cells_are_refused(symposium, session):
    content = xlsx_file(["Code", "Title (English)", "Title (Khmer)"], [session.code, '="a"&"b"', "#REF!"])

    assert [(row, column, reason.split(".")[0]) for row, column, reason in told(imported(SessionSheet, content, symposium=symposium))] == [
        (2, "Title (English)", "This cell holds a formula"),
        (2, "Title (Khmer)", "This cell holds an error instead of a value"),
    ]


def sessions_with_company(symposium, count):
    for number in range(count):
        session = SessionFactory(symposium=symposium, title_en=f"Session {number}")
        SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory())
        SessionSpeaker.objects.create(session=session, person=PersonFactory())


@pytest.mark.parametrize("count", [10, 200])
def test_export_asks_the_same_number_of_queries_for_many_sessions(symposium, django_assert_num_queries, count):
    sessions_with_company(symposium, count)

    with django_assert_num_queries(8):
        exported(SessionSheet, symposium=symposium)


@pytest.mark.parametrize("count", [10, 60])
def test_rows_that_stay_as_they_are_cost_no_query_but_their_savepoint(symposium, django_assert_num_queries, count):
    sessions_with_company(symposium, count)
    content = exported(SessionSheet, symposium=symposium).replace(b"Session 5,", b"Session five,")

    with django_assert_num_queries(29 + 2 * count):
        outcome = previewed(SessionSheet, content, symposium=symposium)

    assert (outcome.changed, outcome.unchanged) == (1, count - 1)
