"""Whole days of the symposium as a calendar file (RFC 5545), for the mails to those who come on them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from icalendar import Alarm, Event, vText

from agenda.domain.programme import DayFacts, Programme
from agenda.exports.characters import allowed
from agenda.exports.ical import add_description, add_place, empty_calendar

REMINDED_BEFORE = timedelta(hours=12)


def days_calendar(programme: Programme, dates: Iterable[date], language: str) -> bytes:
    """Return the chosen days, one event each: from the doors' opening to the end of the last session."""
    chosen = set(dates)
    with override(language):
        calendar = empty_calendar(programme, language)
        calendar.add("METHOD", "PUBLISH")
        for day in programme.days:
            if day.date in chosen:
                calendar.add_component(_day_event(programme, day, language))
    return calendar.to_ical()


def _day_event(programme: Programme, day: DayFacts, language: str) -> Event:
    symposium = programme.symposium
    event = Event()
    event.add("UID", f"{symposium.slug}-{day.date}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("DTSTAMP", programme.published_at)
    start, end = _opening_hours(programme, day)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    event.add("SEQUENCE", programme.number or 0)
    event.add("LAST-MODIFIED", programme.published_at)
    event.add("STATUS", "CONFIRMED")
    summary = allowed(" – ".join(filter(None, [symposium.name.in_language(language), day.label.in_language(language)])))
    event.add("SUMMARY", vText(summary), parameters={"LANGUAGE": symposium.name.best(language)[1]})
    add_description(event, [], programme, language)
    add_place(event, [symposium.venue.in_language(language)], programme)
    event.add("URL", f"{settings.BASE_URL}{reverse('agenda:agenda', args=[symposium.slug])}?day={day.date}")
    event.add_component(_reminder(summary))
    return event


def _opening_hours(programme: Programme, day: DayFacts) -> tuple[date | datetime, date | datetime]:
    """Return from when to when one comes; whole dates where no session is published yet."""
    sessions = [session for session in programme.sessions if session.date == day.date and not session.is_cancelled]
    if not sessions:
        return day.date, day.date + timedelta(days=1)
    zone = programme.symposium.zone
    starts = [session.start.astimezone(zone) for session in sessions]
    if day.doors_open:
        starts.append(datetime.combine(day.date, day.doors_open, zone))
    return min(starts), max(session.end for session in sessions).astimezone(zone)


def _reminder(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", vText(text))
    alarm.add("TRIGGER", -REMINDED_BEFORE)
    return alarm
