"""The programme as calendar files (RFC 5545; names, source and picture of a calendar by RFC 7986): all of it, or chosen sessions.

Pure functions of a release: the same release and language make the same bytes in every process.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from icalendar import Calendar, Event, Timezone, vDuration, vText

from agenda.domain.programme import OrganisationFacts, Programme, SessionFacts
from agenda.exports.characters import allowed
from agenda.texts import Text

PRODUCER = "-//symposium//agenda//EN"
ASKED_AGAIN_AFTER = timedelta(hours=1)
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Chosen:
    """A part of the programme: its sessions, what distinguishes it in the calendar's name, and its address, a path with its query."""

    sessions: Sequence[SessionFacts]
    names: Sequence[str]
    address: str


def agenda_calendar(programme: Programme, language: str) -> bytes:
    """Return the whole published agenda, one event a session; a closed session shows its slot only."""
    with override(language):
        address = reverse("agenda:calendar", args=[programme.symposium.slug])
    return calendar_of(programme, Chosen(programme.sessions, (), address), language)


def session_calendar(programme: Programme, session: SessionFacts, language: str) -> bytes:
    """Return one session."""
    with override(language):
        address = reverse("agenda:session_calendar", args=[programme.symposium.slug, session.code])
        name = gettext("Closed session") if session.is_closed else session.title.in_language(language)
    return calendar_of(programme, Chosen([session], [name], address), language)


def organisation_calendar(programme: Programme, organisation: OrganisationFacts, language: str) -> bytes:
    """Return the open sessions that an organisation presents."""
    with override(language):
        address = reverse("agenda:organisation_calendar", args=[programme.symposium.slug, organisation.slug])
    sessions = programme.sessions_by_organisation.get(organisation.slug, ())
    return calendar_of(programme, Chosen(sessions, [organisation.name.in_language(language)], address), language)


def starred_calendar(programme: Programme, codes: Iterable[str], language: str) -> bytes:
    """Return the sessions with these codes, in capital letters, as the days run; codes that the programme does not know are left out.

    A cancelled session stays, so that a calendar that asks again hears of it.
    """
    codes = set(codes)
    sessions = [session for session in programme.sessions if session.code in codes]
    query = urlencode({"sessions": ",".join(session.code for session in sessions)}, safe=",")
    with override(language):
        address = f"{reverse('agenda:calendar', args=[programme.symposium.slug])}?{query}"
        name = gettext("My agenda")
    return calendar_of(programme, Chosen(sessions, [name], address), language)


def calendar_of(programme: Programme, chosen: Chosen, language: str) -> bytes:
    """Return the chosen sessions as a calendar of their own."""
    with override(language):
        calendar = empty_calendar(programme, language, chosen.names)
        calendar.add("SOURCE", settings.BASE_URL + chosen.address, parameters={"VALUE": "URI"})
        made = programme.made.setdefault(("ics", settings.BASE_URL, language), {})  # each telephone asks for other stars, every hour
        for session in chosen.sessions:
            if session.uuid not in made:
                made[session.uuid] = _session_event(programme, session, language).to_ical()
    head = calendar.to_ical().removesuffix(END)
    return b"".join([head, *(made[session.uuid] for session in chosen.sessions), END])


def empty_calendar(programme: Programme, language: str, names: Sequence[str] = ()) -> Calendar:
    """Return a calendar without events: who made it, how it is called, when to ask again, and the zone of its times."""
    symposium = programme.symposium
    calendar = Calendar()
    calendar.add("PRODID", PRODUCER)
    calendar.add("VERSION", "2.0")
    calendar.add("LAST-MODIFIED", programme.published_at)
    calendar.add("REFRESH-INTERVAL", vDuration(ASKED_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(ASKED_AGAIN_AFTER))
    title, title_language = symposium.name.best(language)
    title = " – ".join([*names, title])
    for name in ("NAME", "X-WR-CALNAME"):
        calendar.add(name, vText(allowed(title)), parameters={"LANGUAGE": language if names else title_language})
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        add_text(calendar, name, symposium.notice, language)
    calendar.add("URL", settings.BASE_URL + reverse("agenda:agenda", args=[symposium.slug]))
    calendar.add("X-WR-TIMEZONE", symposium.time_zone)
    picture = settings.BASE_URL + reverse("agenda:picture", args=[symposium.slug])
    calendar.add("IMAGE", picture, parameters={"VALUE": "URI", "DISPLAY": "GRAPHIC", "FMTTYPE": "image/png"})
    calendar.add_component(_time_zone(symposium.time_zone, symposium.starts_on.year, symposium.ends_on.year))
    return calendar


@lru_cache(maxsize=16)
def _time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """Return a zone's offsets in the years of a symposium; finding them takes too long to do it for each file."""
    zone = Timezone.from_tzinfo(ZoneInfo(name), name, date(first_year, 1, 1), date(last_year + 1, 1, 1))
    del zone["COMMENT"]
    return zone


def _session_event(programme: Programme, session: SessionFacts, language: str) -> Event:
    symposium = programme.symposium
    event = Event()
    event.add("UID", session.uuid)
    event.add("DTSTAMP", session.modified)  # in a published calendar: when the event was last revised (RFC 5545 §3.8.7.2)
    event.add("DTSTART", session.start.astimezone(symposium.zone))
    event.add("DTEND", session.end.astimezone(symposium.zone))
    event.add("SEQUENCE", session.sequence)
    event.add("LAST-MODIFIED", session.modified)
    event.add("STATUS", session.state.upper())
    event.add("TRANSP", "TRANSPARENT" if session.is_break or session.is_cancelled else "OPAQUE")
    event.add("CATEGORIES", [str(session.kind_label)])
    title, title_language = (gettext("Closed session"), language) if session.is_closed else session.title.best(language)
    if session.is_cancelled:  # some calendars show a cancelled event like any other
        title = gettext("Cancelled: {title}").format(title=title)
    event.add("SUMMARY", vText(allowed(title)), parameters={"LANGUAGE": title_language})
    add_description(event, [*_presenters(session, language), session.abstract.in_language(language)], programme, language)
    room = session.room.name.in_language(language) if session.room else ""
    add_place(event, [room, symposium.venue.in_language(language)], programme)
    event.add("URL", settings.BASE_URL + reverse("agenda:session", args=[symposium.slug, session.code]))
    return event


def _presenters(session: SessionFacts, language: str) -> list[str]:
    organisations = ", ".join(organisation.name.in_language(language) for organisation in session.organisations)
    people = ", ".join(f"{speaker.person.full_name(language)} ({speaker.part_label})" for speaker in session.speakers)
    return [line for line in (organisations, people) if line]


def add_text(component: Calendar | Event, name: str, text: Text, language: str) -> None:
    """Add a bilingual text, marked with the language in which it is there (RFC 5545 §3.2.10)."""
    if text:
        words, written_in = text.best(language)
        component.add(name, vText(allowed(words)), parameters={"LANGUAGE": written_in})


def add_description(event: Event, paragraphs: Sequence[str], programme: Programme, language: str) -> None:
    """Add these paragraphs, and below them the notice that stands with every export."""
    notice = programme.symposium.notice.in_language(language)
    text = "\n\n".join(filter(None, [*paragraphs, notice]))
    if text:
        event.add("DESCRIPTION", vText(allowed(text)))


def add_place(event: Event, names: Sequence[str], programme: Programme) -> None:
    """Add where it is: in words, the room first, and where the venue stands on earth (RFC 5545 §3.8.1.6)."""
    if any(names):
        event.add("LOCATION", vText(allowed(", ".join(filter(None, names)))))
    if programme.symposium.place:
        event.add("GEO", programme.symposium.place)
