"""Whole days as calendar files, for mails."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from agenda.exports.ical_days import days_calendar
from agenda.models import Session
from tests.agenda.exports.calendars import SECRET, an_edition, check_lines, events, published
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Phnom_Penh")


@pytest.fixture
def symposium():
    return an_edition()


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


def test_days_keep_to_the_lines_of_the_standard(symposium):
    check_lines(days_calendar(published(symposium), [date(2022, 12, 14), date(2022, 12, 15)], "km"))
