"""The published programme as c3voc's schedule, the format of frab and pretalx: one value, from which its JSON and its XML are written.

The format leaves some things open. Here
- a cancelled session is left out, for the format knows no state: EventFahrplan tells its users that a session is cancelled when the next
  version lacks it, while one that only says so in its title would be shown, and alarms set for it, as if it took place;
- breaks are in it: they have ids of their own, and when and where lunch is, is what attendees look up;
- a closed session is its slot; abstracts are Markdown, as organisers write them and as pretalx sends them;
- a session's language is the one that its title is written in, for the language that is spoken is not known;
- a conference's day lasts from midnight to midnight, as no session passes it. EventFahrplan takes a day's end for the time of the clock
  before which a session belongs to the day before: an end in the evening would move all of them.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext, override

from agenda.domain.programme import PersonFacts, Programme, SessionFacts
from agenda.models.programme import CODE_LETTERS

GENERATOR = "symposium"
TIMESLOT = timedelta(minutes=5)
DIGITS = CODE_LETTERS + "01ILO"  # all letters that a code may have; those that we give stand first, so that ids stay below 2 to the 31st
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2
KNOWN_ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")  # which names the JSON schema accepts; Etc/GMT-7 is not one


def schedule(programme: Programme, language: str, export: str) -> dict:
    """Return the programme in one language, in the shape of the JSON schema; `export` is the URL name of the file that this is for."""
    with override(language):
        content = {
            "generator": {"name": GENERATOR, "url": settings.BASE_URL},
            "schedule": {
                "url": _address(f"agenda:{export}", programme),
                "version": str(programme.number or "draft"),
                "base_url": f"{settings.BASE_URL}/",
                "conference": _conference(programme, language),
            },
        }
    return _without_controls(content)


def stable_id(code: str) -> int:
    """Return the number that a session's code is, read with `DIGITS`: the same in each release, above 0, each code's own."""
    number = 0
    for letter in code:
        number = number * len(DIGITS) + DIGITS.index(letter)
    return number + 1


def _conference(programme: Programme, language: str) -> dict:
    symposium = programme.symposium
    sessions = [session for session in programme.sessions if not session.is_cancelled]
    names = {room.key: room.name.in_language(language) for room in programme.rooms}
    rooms = [{"guid": _guid("rooms", room.key), "name": names[room.key], "capacity": room.capacity} for room in programme.rooms]
    if any(session.room is None for session in sessions):
        names[None] = gettext("All rooms")
        rooms.append({"guid": _guid("rooms", f"{symposium.slug}/all"), "name": names[None], "capacity": None})
    days = _days(programme, sessions, names, language)
    zone = {"time_zone_name": symposium.time_zone} if KNOWN_ZONE.match(symposium.time_zone) else {}
    kinds = {session.kind: str(session.kind_label) for session in sessions}
    return {
        "acronym": _acronym(programme),
        "title": symposium.name.in_language(language),
        "description": symposium.notice.in_language(language),
        "start": symposium.starts_on.isoformat(),
        "end": symposium.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": _hours_and_minutes(TIMESLOT),
        **zone,
        "url": _address("agenda:agenda", programme),
        "tracks": [{"name": label, "slug": kind} for kind, label in sorted(kinds.items())],
        "rooms": rooms,
        "days": days,
    }


def _days(programme: Programme, sessions: Iterable[SessionFacts], names: dict[int | None, str], language: str) -> list[dict]:
    """Return the days, each with the rooms that are used in it, in the order of the rooms; rooms of one name are one."""
    zone = programme.symposium.zone
    people = {key: _person(person, language) for key, person in programme.people.items()}
    dates = {day.date for day in programme.days} | {session.date for session in sessions} or {programme.symposium.starts_on}
    events: dict[date, dict[int | None, list[dict]]] = {day: {key: [] for key in names} for day in sorted(dates)}
    for session in sessions:
        key = session.room.key if session.room else None
        events[session.date][key].append(_event(programme, session, names[key], people, language))
    days = []
    for index, (day, by_room) in enumerate(events.items(), start=1):
        rooms: dict[str, list[dict]] = {}
        for key, found in by_room.items():
            if found:
                rooms.setdefault(names[key], []).extend(found)
        limits = [datetime.combine(midnight, time(), zone).isoformat() for midnight in (day, day + timedelta(days=1))]
        days.append({"index": index, "date": day.isoformat(), "day_start": limits[0], "day_end": limits[1], "rooms": rooms})
    return days


def _event(programme: Programme, session: SessionFacts, room: str, people: dict[int, dict], language: str) -> dict:
    zone = programme.symposium.zone
    start = session.start.astimezone(zone)
    title, written_in = (gettext("Closed session"), language) if session.is_closed else session.title.best(language)
    return {
        "guid": session.uuid,
        "code": session.code,
        "id": stable_id(session.code),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "end": session.end.astimezone(zone).isoformat(),
        "duration": _hours_and_minutes(session.end - session.start),
        "room": room,
        "slug": f"{_acronym(programme)}-{session.code.lower()}",
        "url": _address("agenda:session", programme, session.code),
        "title": title,
        "subtitle": ", ".join(organisation.name.in_language(language) for organisation in session.organisations),
        "track": str(session.kind_label),
        "type": session.kind,
        "language": written_in,
        "abstract": session.abstract.in_language(language),
        "description": _remarks(programme, session, language),
        "recording_license": "",
        "do_not_record": session.is_closed,
        "persons": [people[speaker.person.key] for speaker in session.speakers],
        **_files(session, language),
    }


def _remarks(programme: Programme, session: SessionFacts, language: str) -> str:
    """Return what the format has no other place for: that a session is tentative, its label, and the symposium's notice."""
    remarks = [gettext("To be confirmed") if session.is_tentative else "", session.label if session.is_closed else ""]
    return "\n\n".join(filter(None, [*remarks, programme.symposium.notice.in_language(language)]))


def _files(session: SessionFacts, language: str) -> dict:
    """Return a session's picture, where there is one, the sites of those who present it, and its public materials."""
    logo = next((organisation.logo for organisation in session.organisations if organisation.logo), "")
    presenting = [organisation for organisation in session.organisations if organisation.website]
    return {
        **({"logo": _public_file(logo)} if logo else {}),
        "links": [{"url": organisation.website, "title": organisation.name.in_language(language)} for organisation in presenting],
        "attachments": [{"url": _public_file(entry.file), "title": entry.title.in_language(language)} for entry in session.materials],
    }


def _person(person: PersonFacts, language: str) -> dict:
    """Return a speaker: named without `public_name`, for the schema refuses a person that has both."""
    biography, photo = person.biography.in_language(language), person.photo
    return {
        "guid": _guid("people", person.key),
        "id": person.key,
        "name": person.full_name(language),
        **({"biography": biography} if biography else {}),
        **({"avatar": _public_file(photo)} if photo else {}),
    }


def _acronym(programme: Programme) -> str:
    """Return the symposium's slug as the JSON schema wants an acronym: four letters or more, no hyphen."""
    return programme.symposium.slug.lower().replace("-", "_").ljust(4, "_")


def _guid(kind: str, key: object) -> str:
    """Return a UUID that is this row's on this site alone. No e-mail address is in it, which others could guess and compare."""
    return str(uuid5(NAMESPACE_URL, f"{settings.BASE_URL}/{kind}/{key}"))


def _address(name: str, programme: Programme, *arguments: str) -> str:
    return settings.BASE_URL + reverse(name, args=[programme.symposium.slug, *arguments])


def _public_file(name: str) -> str:
    return urljoin(f"{settings.BASE_URL}/", default_storage.url(name))


def _hours_and_minutes(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


def _without_controls(value):
    """Return the same value without the characters that XML 1.0 can't hold, and with one kind of line's end."""
    if isinstance(value, str):
        return NOT_IN_XML.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {_without_controls(key): _without_controls(entry) for key, entry in value.items()}
    return [_without_controls(entry) for entry in value] if isinstance(value, list) else value
