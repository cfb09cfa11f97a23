"""The symposium and its sessions as schema.org Events in JSON-LD 1.1: a file, and blocks for the pages that search engines read.

A closed session is an event without a name of its own: only its slot is told. Breaks are left out.
"""

import json
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from agenda.domain.programme import OrganisationFacts, Programme, SessionFacts, SpeakerFacts
from agenda.exports.characters import allowed
from agenda.markdown import to_plain_text
from agenda.models import OrganisationRole

VOCABULARY = "https://schema.org"
ORGANISING = (OrganisationRole.Role.ORGANISER, OrganisationRole.Role.CO_ORGANISER)
SPONSORING = (OrganisationRole.Role.SUPPORTER, OrganisationRole.Role.CO_SPONSOR)
PART_OF = ("@type", "name", "url", "startDate", "endDate", "location", "organizer")  # what a session says of the whole
# What could end a script element, or begin a comment in one, is written as JSON's own escapes (HTML standard, §4.12.1.3).
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def event_file(programme: Programme, language: str) -> bytes:
    """Return the symposium with all its sessions."""
    with override(language):
        sessions = [_session(programme, session, language, is_part=True) for session in programme.sessions if not session.is_break]
        event = _symposium(programme, language) | {"subEvent": sessions}
    return _text(event).encode()


def symposium_block(programme: Programme, language: str) -> str:
    """Return the symposium alone, as text for a script element."""
    with override(language):
        return _text(_symposium(programme, language)).translate(ESCAPES)


def session_block(programme: Programme, session: SessionFacts, language: str) -> str:
    """Return a session as a part of the symposium, as text for a script element."""
    with override(language):
        whole = {name: value for name, value in _symposium(programme, language).items() if name in PART_OF}
        return _text(_session(programme, session, language) | {"superEvent": whole}).translate(ESCAPES)


def _text(event: dict) -> str:
    return allowed(json.dumps({"@context": VOCABULARY, **event}, ensure_ascii=False, separators=(",", ":")))


def _address(name: str, *parts: str) -> str:
    return settings.BASE_URL + reverse(f"agenda:{name}", args=parts)


def _symposium(programme: Programme, language: str) -> dict:
    symposium = programme.symposium
    event = {
        "@type": "Event",
        "name": symposium.name.in_language(language),
        "url": _address("home", symposium.slug),
        "startDate": symposium.starts_on.isoformat(),
        "endDate": symposium.ends_on.isoformat(),
        **_as_planned(is_cancelled=False),
        "location": _venue(programme, language),
        "inLanguage": language,
        "image": _address("picture", symposium.slug),
        "organizer": _holders(programme, ORGANISING, language),
        "sponsor": _holders(programme, SPONSORING, language),
    }
    return _filled(event)


def _session(programme: Programme, session: SessionFacts, language: str, *, is_part: bool = False) -> dict:
    event = {
        "@type": "Event",
        "name": gettext("Closed session") if session.is_closed else session.title.in_language(language),
        "url": _address("session", programme.symposium.slug, session.code),
        "identifier": f"urn:uuid:{session.uuid}",
        "startDate": session.start.isoformat(),
        "endDate": session.end.isoformat(),
        **_as_planned(is_cancelled=session.is_cancelled),
        "location": _room(programme, session, language),
        "inLanguage": language,
        "description": to_plain_text(session.abstract.in_language(language)),
        "performer": [_speaker(speaker, language) for speaker in session.speakers],
        "organizer": [_organisation(programme, organisation, language) for organisation in session.organisations],
    }
    if not is_part:
        event |= {"image": _address("picture", programme.symposium.slug)}
    return _filled(event)


def _filled(event: dict) -> dict:
    return {name: value for name, value in event.items() if value}


def _as_planned(*, is_cancelled: bool) -> dict:
    state = "EventCancelled" if is_cancelled else "EventScheduled"
    return {"eventStatus": f"{VOCABULARY}/{state}", "eventAttendanceMode": f"{VOCABULARY}/OfflineEventAttendanceMode"}


def _venue(programme: Programme, language: str) -> dict:
    symposium = programme.symposium
    venue = symposium.venue.in_language(language)
    place = {"@type": "Place", "name": venue, "address": venue}
    if symposium.place:
        latitude, longitude = map(float, symposium.place)
        place["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return place


def _room(programme: Programme, session: SessionFacts, language: str) -> dict:
    venue = _venue(programme, language)
    return venue | {"name": f"{session.room.name.in_language(language)}, {venue['name']}"} if session.room else venue


def _holders(programme: Programme, roles: Sequence[str], language: str) -> list[dict]:
    """Return who has one of these roles, in the order of protocol, each once."""
    found = {
        entry.organisation.slug: entry.organisation
        for role, _label, entries in programme.roles_by_protocol
        if role in roles
        for entry in entries
    }
    return [_organisation(programme, organisation, language) for organisation in found.values()]


def _organisation(programme: Programme, organisation: OrganisationFacts, language: str) -> dict:
    page = _address("organisation", programme.symposium.slug, organisation.slug)
    return {"@type": "Organization", "name": organisation.name.in_language(language), "url": organisation.website or page}


def _speaker(speaker: SpeakerFacts, language: str) -> dict:
    person = speaker.person
    name = person.name_khmer if language == "km" and person.name_khmer else person.name_latin
    described = {"@type": "Person", "name": name, "jobTitle": person.position.in_language(language)}
    if person.organisation:
        described["affiliation"] = {"@type": "Organization", "name": person.organisation.name.in_language(language)}
    return _filled(described)
