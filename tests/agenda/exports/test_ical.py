"""Calendar files of sessions (RFC 5545, RFC 7986)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from agenda.domain import release
from agenda.exports.characters import allowed
from agenda.exports.ical import agenda_calendar, organisation_calendar, session_calendar, starred_calendar
from agenda.models import Session, Symposium
from agenda.texts import Text
from tests.agenda.exports.calendars import SECRET, an_edition, check_lines, events, published
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2022, 11, 30, 3, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Phnom_Penh")
ODD = [
    "Lines\nand; commas, and\\signs: \\n \\, \\;",
    "អក្ខរកម្មឌីជីថល" * 40,
    "👩🏽‍💻" * 60,
    "a" * 74 + "ឋ" + "b" * 74 + "👍",
    "\ttab, \x00null, \x1fescape, \x7fdelete, \x0bline",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    " leading and trailing ",
    '"quoted"; LANGUAGE=xx:yy',
    "\u2028separators\u2029 and \x85next line",
]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(min_size=1), st.text("ាកខគ ្េ,;:\\\n\r\"'", min_size=1, max_size=300))


@pytest.fixture
def symposium():
    return an_edition()


def test_agenda_has_one_event_a_session(symposium):
    session = SessionFactory(
        symposium=symposium,
        title_en="Digital literacy",
        abstract_en="What, why; how.",
        room=RoomFactory(symposium=symposium, name_en="Hall A"),
    )
    programme = published(symposium)

    [event] = events(agenda_calendar(programme, "en"))

    assert event["UID"] == str(session.uuid)
    assert event["SUMMARY"] == "Digital literacy"
    assert event["LOCATION"] == "Hall A, Cambodiana Hotel, Phnom Penh"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        datetime(2022, 12, 14, 9, 0, tzinfo=ZONE),
        datetime(2022, 12, 14, 10, 0, tzinfo=ZONE),
    )
    assert event.decoded("DTSTART").tzinfo.key == "Asia/Phnom_Penh"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["URL"] == f"http://127.0.0.1:8000/en/2022/agenda/{session.code}/"
    assert "What, why; how." in event["DESCRIPTION"]
    assert "illustrative" in event["DESCRIPTION"]


def test_agenda_is_written_in_the_readers_language(symposium):
    SessionFactory(symposium=symposium, title_km="អក្ខរកម្មឌីជីថល")
    SessionFactory(symposium=symposium, title_en="In English only", title_km="", start=time(11), end=time(12))
    programme = published(symposium)

    first, second = events(agenda_calendar(programme, "km"))

    assert (first["SUMMARY"], first["SUMMARY"].params["LANGUAGE"]) == ("អក្ខរកម្មឌីជីថល", "km")
    assert (second["SUMMARY"], second["SUMMARY"].params["LANGUAGE"]) == ("In English only", "en")


def test_agenda_knows_the_zone_of_each_time(symposium):
    SessionFactory(symposium=symposium)

    calendar = Calendar.from_ical(agenda_calendar(published(symposium), "en"))

    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Phnom_Penh"]
    assert calendar.get_missing_tzids() == set()
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Digital Forensics Symposium"


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_agenda_shows_the_slot_only_of_a_closed_session(symposium, label):
    SessionFactory(symposium=symposium, title_en=SECRET, abstract_en=SECRET, tlp=label)

    content = agenda_calendar(published(symposium), "en")

    assert events(content)[0]["SUMMARY"] == "Closed session"
    assert SECRET.encode() not in content.replace(b"\r\n ", b"")


def test_agenda_is_the_same_bytes_each_time(symposium):
    SessionFactory(symposium=symposium)
    programme = published(symposium)
    first = agenda_calendar(programme, "km")

    release.forget_published_programmes()

    assert agenda_calendar(release.current(symposium), "km") == first


def test_zone_with_summer_time_is_described(symposium):
    symposium.time_zone = "Europe/Berlin"
    symposium.starts_on, symposium.ends_on = date(2022, 6, 1), date(2022, 6, 2)
    symposium.save()
    day = symposium.days.first()
    day.date = date(2022, 6, 1)
    day.save()
    SessionFactory(symposium=symposium, day=day)

    calendar = Calendar.from_ical(agenda_calendar(published(symposium), "en"))

    [zone] = calendar.walk("VTIMEZONE")
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert calendar.walk("VEVENT")[0].decoded("DTSTART").utcoffset() == timedelta(hours=2)


def as_read(text: str) -> str:
    """Return a text as a calendar holds it: one kind of line break, no control characters."""
    return allowed(text).replace("\r\n", "\n").replace("\r", "\n")


def check_read_back(programme, title: str, abstract: str, language: str) -> None:
    texts = {"title": Text(title, title), "abstract": Text(abstract, abstract)}
    programme = replace(programme, sessions=tuple(replace(session, **texts) for session in programme.sessions))

    content = agenda_calendar(programme, language)

    check_lines(content)
    [event] = events(content)
    notice = programme.symposium.notice.in_language(language)
    assert event["SUMMARY"] == as_read(title)
    assert event["DESCRIPTION"] == as_read(f"{abstract}\n\n{notice}")


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_read_back_as_it_was(symposium, text, language):
    SessionFactory(symposium=symposium)

    check_read_back(published(symposium), text, text, language)


@pytest.fixture
def programme_of_one_session(symposium):
    SessionFactory(symposium=symposium)
    return published(symposium)


def test_any_text_is_read_back_as_it_was(programme_of_one_session):
    @given(title=TEXTS, abstract=TEXTS)
    def read_back(title, abstract):
        check_read_back(programme_of_one_session, title, abstract, "km")

    read_back()


def test_every_calendar_keeps_to_the_lines_of_the_standard(symposium):
    organisation = OrganisationFactory(name_km="នាយកដ្ឋាននគរបាលបច្ចេកទេស" * 7)
    session = SessionFactory(symposium=symposium, title_km="អក្ខរកម្មឌីជីថល" * 10)
    session.session_organisations.create(organisation=organisation)
    programme = published(symposium)
    [found] = programme.sessions

    for content in (
        agenda_calendar(programme, "km"),
        session_calendar(programme, found, "km"),
        organisation_calendar(programme, found.organisations[0], "km"),
        starred_calendar(programme, [found.code], "km"),
        starred_calendar(programme, [], "km"),
    ):
        check_lines(content)
        assert content.count(b"BEGIN:VEVENT") == (0 if content.count(b"UID:") == 0 else 1)


def numbers(programme) -> list[tuple]:
    return [(str(event["UID"]), event["SEQUENCE"], event.decoded("LAST-MODIFIED")) for event in events(agenda_calendar(programme, "en"))]


def change_title(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(title_en="Another title")


def change_time(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(end=time(9, 45))


def cancel(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED)


def close(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(tlp="amber")


def rename_room(session: Session) -> None:
    session.room.name_en = "Another hall"
    session.room.save()


@pytest.mark.parametrize("change", [change_title, change_time, cancel, close, rename_room])
def test_numbers_rise_with_a_change_of_this_session_only(symposium, change):
    changed = SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium))
    SessionFactory(symposium=symposium, start=time(11), end=time(12), room=RoomFactory(symposium=symposium))
    first = numbers(published(symposium, at=PUBLISHED))
    change(changed)

    second = numbers(published(symposium, at=PUBLISHED + timedelta(days=1)))

    assert [uid for uid, _sequence, _modified in second] == [uid for uid, _sequence, _modified in first]
    assert [sequence for _uid, sequence, _modified in second] == [1, 0]
    assert [modified for _uid, _sequence, modified in second] == [PUBLISHED + timedelta(days=1), PUBLISHED]
    assert second[1] == first[1]


@pytest.mark.parametrize(("facts", "sequence"), [({"venue_en": "Another hotel"}, 1), ({"notice_en": "Another notice."}, 0)])
def test_numbers_rise_with_the_venue_for_each_event_is_there(symposium, facts, sequence):
    SessionFactory(symposium=symposium)
    published(symposium)
    Symposium.objects.filter(pk=symposium.pk).update(**facts)

    assert [number for _uid, number, _modified in numbers(published(symposium))] == [sequence]


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, ("CONFIRMED", "OPAQUE", "Coffee")),
        ({"state": "tentative"}, ("TENTATIVE", "OPAQUE", "Coffee")),
        ({"kind": "break"}, ("CONFIRMED", "TRANSPARENT", "Coffee")),
        ({"state": "cancelled"}, ("CANCELLED", "TRANSPARENT", "Cancelled: Coffee")),
        ({"state": "cancelled", "tlp": "amber"}, ("CANCELLED", "TRANSPARENT", "Cancelled: Closed session")),
    ],
)
def test_event_tells_its_state_and_whether_it_takes_ones_time(symposium, facts, shown):
    SessionFactory(symposium=symposium, title_en="Coffee", **facts)

    [event] = events(agenda_calendar(published(symposium), "en"))

    assert (event["STATUS"], event["TRANSP"], event["SUMMARY"]) == shown


@pytest.mark.parametrize(("place", "geo"), [(("11.55780", "-104.93010"), "11.5578;-104.9301"), ((None, None), None)])
def test_event_tells_where_on_earth_the_venue_is(symposium, place, geo):
    Symposium.objects.filter(pk=symposium.pk).update(latitude=place[0], longitude=place[1])
    SessionFactory(symposium=symposium)

    [event] = events(agenda_calendar(published(symposium), "en"))

    assert (event["GEO"].to_ical() if "GEO" in event else None) == geo


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_no_calendar_names_who_presents_a_closed_session(symposium, label):
    session = SessionFactory(symposium=symposium, title_en=SECRET, abstract_en=SECRET, tlp=label, room=RoomFactory(symposium=symposium))
    organisation = OrganisationFactory(name_en=SECRET)
    session.session_organisations.create(organisation=organisation)
    session.session_speakers.create(person=PersonFactory(name_latin=SECRET, organisation=organisation))
    programme = published(symposium)
    [found] = programme.sessions

    for content in (
        agenda_calendar(programme, "en"),
        session_calendar(programme, found, "en"),
        starred_calendar(programme, [found.code], "en"),
    ):
        [event] = events(content)
        assert event["LOCATION"] == f"{session.room.name_en}, Cambodiana Hotel, Phnom Penh"
        assert event["DESCRIPTION"] == symposium.notice_en
        assert SECRET.encode() not in content.replace(b"\r\n ", b"")


@pytest.mark.parametrize(("language", "name"), [("en", "My agenda – Digital Forensics Symposium"), ("km", "កម្មវិធីរបស់ខ្ញុំ – ")])
def test_starred_calendar_is_named_in_the_readers_language_even_when_empty(symposium, language, name):
    calendar = Calendar.from_ical(starred_calendar(published(symposium), [], language))

    assert calendar["NAME"].startswith(name)
    assert calendar["NAME"] == calendar["X-WR-CALNAME"]
    assert calendar.walk("VEVENT") == []


def test_calendar_says_where_it_comes_from_and_when_to_ask_again(symposium):
    session = SessionFactory(symposium=symposium)
    calendar = Calendar.from_ical(starred_calendar(published(symposium), [session.code], "km"))

    assert calendar["SOURCE"] == f"http://127.0.0.1:8000/km/2022/agenda.ics?sessions={session.code}"
    assert calendar["SOURCE"].params["VALUE"] == "URI"
    assert calendar["URL"] == "http://127.0.0.1:8000/km/2022/agenda/"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert calendar["X-PUBLISHED-TTL"].to_ical() == b"PT1H"
    assert calendar["IMAGE"] == "http://127.0.0.1:8000/km/2022/programme.png"
