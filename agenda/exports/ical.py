"""The programme as calendar files (RFC 5545, names and colours of RFC 7986): the whole agenda, or a participant's days as a whole.

Pure functions of a release: the same release and language make the same bytes in every process.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from icalendar import Alarm, Calendar, Event, Timezone, vDuration, vText

from agenda.domain.programme import DayFacts, Programme, SessionFacts
from agenda.texts import Text

PRODUCER = "-//symposium//agenda//EN"
ASKED_AGAIN_AFTER = timedelta(hours=1)
REMINDED_BEFORE = timedelta(hours=12)


def agenda_calendar(programme: Programme, language: str) -> bytes:
    """Return the whole published agenda, one event a session; a closed session shows its slot only."""
    calendar = _calendar(programme, language)
    with override(language):
        for session in programme.sessions:
            calendar.add_component(_session_event(programme, session, language))
    return calendar.to_ical()


def days_calendar(programme: Programme, dates: Iterable[date], language: str) -> bytes:
    """Return the chosen days, one event each: from the doors' opening to the end of the last session."""
    calendar = _calendar(programme, language)
    calendar.add("METHOD", "PUBLISH")
    chosen = set(dates)
    with override(language):
        for day in programme.days:
            if day.date in chosen:
                calendar.add_component(_day_event(programme, day, language))
    return calendar.to_ical()


def _calendar(programme: Programme, language: str) -> Calendar:
    symposium = programme.symposium
    calendar = Calendar()
    calendar.add("PRODID", PRODUCER)
    calendar.add("VERSION", "2.0")
    calendar.add("LAST-MODIFIED", programme.published_at)
    calendar.add("REFRESH-INTERVAL", vDuration(ASKED_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(ASKED_AGAIN_AFTER))
    for names, text in ((("NAME", "X-WR-CALNAME"), symposium.name), (("DESCRIPTION", "X-WR-CALDESC"), symposium.notice)):
        for name in names:
            _add_text(calendar, name, text, language)
    calendar.add_component(_time_zone(symposium.time_zone, symposium.starts_on.year, symposium.ends_on.year))
    return calendar


@lru_cache(maxsize=16)
def _time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """Return a zone's offsets in the years of a symposium; finding them takes too long to do it for each file."""
    zone = Timezone.from_tzinfo(ZoneInfo(name), name, date(first_year, 1, 1), date(last_year + 1, 1, 1))
    del zone["COMMENT"]
    return zone


def _session_event(programme: Programme, session: SessionFacts, language: str) -> Event:
    event = Event()
    event.add("UID", session.uuid)
    event.add("DTSTAMP", programme.published_at)
    event.add("DTSTART", session.start.astimezone(programme.symposium.zone))
    event.add("DTEND", session.end.astimezone(programme.symposium.zone))
    event.add("SEQUENCE", session.sequence)
    event.add("LAST-MODIFIED", session.modified)
    event.add("STATUS", session.state.upper())
    event.add("CATEGORIES", [str(session.kind_label)])
    if session.is_closed:
        event.add("SUMMARY", gettext("Closed session"), parameters={"LANGUAGE": language})
    else:
        _add_text(event, "SUMMARY", session.title, language)
    _add_description(event, [*_presenters(session, language), session.abstract.in_language(language)], programme, language)
    room = session.room.name.in_language(language) if session.room else ""
    _add_location(event, [room, programme.symposium.venue.in_language(language)])
    event.add("URL", settings.BASE_URL + reverse("agenda:session", args=[programme.symposium.slug, session.code]))
    return event


def _presenters(session: SessionFacts, language: str) -> list[str]:
    organisations = ", ".join(organisation.name.in_language(language) for organisation in session.organisations)
    people = ", ".join(f"{speaker.person.full_name(language)} ({speaker.part_label})" for speaker in session.speakers)
    return [line for line in (organisations, people) if line]


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
    summary = " – ".join(filter(None, [symposium.name.in_language(language), day.label.in_language(language)]))
    event.add("SUMMARY", summary, parameters={"LANGUAGE": symposium.name.best(language)[1]})
    _add_description(event, [], programme, language)
    _add_location(event, [symposium.venue.in_language(language)])
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
    alarm.add("DESCRIPTION", text)
    alarm.add("TRIGGER", -REMINDED_BEFORE)
    return alarm


def _add_text(component: Calendar | Event, name: str, text: Text, language: str) -> None:
    """Add a bilingual text, marked with the language in which it is there (RFC 5545 §3.2.10)."""
    if text:
        words, written_in = text.best(language)
        component.add(name, vText(words), parameters={"LANGUAGE": written_in})


def _add_description(event: Event, paragraphs: list[str], programme: Programme, language: str) -> None:
    notice = programme.symposium.notice.in_language(language)
    text = "\n\n".join(filter(None, [*paragraphs, notice]))
    if text:
        event.add("DESCRIPTION", text)


def _add_location(event: Event, parts: list[str]) -> None:
    if any(parts):
        event.add("LOCATION", ", ".join(filter(None, parts)))
