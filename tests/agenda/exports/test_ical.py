"""Calendar files (RFC 5545)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from agenda.domain import release
from agenda.exports import EXPORTS
from agenda.exports.ical import agenda_calendar, days_calendar
from agenda.models import Session
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Phnom_Penh")
SECRET = "Operation Nightfall"


@pytest.fixture
def symposium():
    return SymposiumFactory(
        slug="2022",
        starts_on=date(2022, 12, 14),
        notice_en="Times, rooms; and most speakers are illustrative.",
        notice_km="ម៉ោង និងបន្ទប់ គ្រាន់តែជាឧទាហរណ៍។",
        published=False,
    )


def published(symposium):
    release.publish(symposium)
    return release.current(symposium)


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


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


def test_agenda_counts_the_changes_of_a_session(symposium):
    session = SessionFactory(symposium=symposium)
    published(symposium)
    session.start, session.end, session.state = time(10), time(11), Session.State.CANCELLED
    session.save()

    [event] = events(agenda_calendar(published(symposium), "en"))

    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")


def test_agenda_is_the_same_bytes_each_time(symposium):
    SessionFactory(symposium=symposium)
    programme = published(symposium)
    first = agenda_calendar(programme, "km")

    release.forget_published_programmes()

    assert agenda_calendar(release.current(symposium), "km") == first


def test_agenda_keeps_to_the_lines_of_the_standard(symposium):
    SessionFactory(symposium=symposium, title_km="អក្ខរកម្មឌីជីថល" * 10, abstract_en="Lines\nand; commas, and\\signs")

    content = agenda_calendar(published(symposium), "km")

    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_day_lasts_from_the_doors_to_the_last_session(symposium):
    SessionFactory(symposium=symposium, start=time(9), end=time(10))
    SessionFactory(symposium=symposium, start=time(15), end=time(16, 30))
    SessionFactory(symposium=symposium, start=time(17), end=time(18), state=Session.State.CANCELLED)

    [event] = events(days_calendar(published(symposium), [date(2022, 12, 14)], "en"))

    assert event.decoded("DTSTART") == datetime(2022, 12, 14, 8, 30, tzinfo=ZONE)
    assert event.decoded("DTEND") == datetime(2022, 12, 14, 16, 30, tzinfo=ZONE)
    assert event["UID"] == "2022-2022-12-14@127.0.0.1"


def test_day_without_sessions_is_whole(symposium):
    [event] = events(days_calendar(published(symposium), [date(2022, 12, 15)], "en"))

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2022, 12, 15), date(2022, 12, 16))


def test_days_keep_their_number_over_releases_and_count_them(symposium):
    days = [date(2022, 12, 14), date(2022, 12, 15)]
    before = events(days_calendar(published(symposium), days, "en"))
    SessionFactory(symposium=symposium)
    after = events(days_calendar(published(symposium), days, "en"))

    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert [event["SEQUENCE"] for event in (*before, *after)] == [1, 1, 2, 2]


def test_days_say_nothing_of_closed_sessions(symposium):
    SessionFactory(symposium=symposium, title_en=SECRET, tlp="amber")

    content = days_calendar(published(symposium), [date(2022, 12, 14)], "en")

    assert SECRET.encode() not in content.replace(b"\r\n ", b"")


def test_calendar_is_in_the_registry_of_exports(symposium):
    export = EXPORTS["ics"]

    assert export.function(published(symposium), "en").startswith(b"BEGIN:VCALENDAR")
    assert export.content_type.startswith("text/calendar")


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
