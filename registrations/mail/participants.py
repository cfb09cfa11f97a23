"""Mails to a participant about his registration; to the agency's focal point where the participant has no address."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from post_office.models import Email

from agenda.domain import release
from agenda.domain.programme import Programme
from agenda.domain.sentences import Told
from agenda.exports.ical_days import days_calendar
from agenda.models import ProgrammeRelease
from agenda.texts import Text, date_in_words, digits, moment_in_words, rank_in_language
from registrations.mail.compose import absolute, compose
from registrations.mail.outgoing import Enclosure, put_into_outbox
from registrations.models import Registration, RegistrationMail

LINK_LABELS = {
    "received": gettext_noop("Open my registration"),
    "waiting": gettext_noop("Open my registration"),
    "already": gettext_noop("Open my registration"),
    "confirmed": gettext_noop("Open my registration"),
    "offered": gettext_noop("See the place that is free"),
    "verify-address": gettext_noop("Confirm my address"),
}
WITH_PRIVATE_LINK = frozenset(LINK_LABELS)
WITH_CALENDAR = frozenset({"received", "confirmed"})
COLON = {"en": ": ", "km": "៖ "}


def write(
    registration: Registration,
    kind: str,
    *,
    at: datetime,
    secret: str = "",
    place: int | None = None,
    reason: str = "",
    was_offered: bool = False,
    release_told: ProgrammeRelease | None = None,
    entries: Iterable[Told] = (),
) -> Email | None:
    """Put a mail of a kind into the outbox; return it, or None where neither the person nor the focal point has an address.

    `release_told` is the release that the mail tells of, `entries` what it changed.
    """
    delegation = registration.delegation
    is_own = bool(registration.email)
    to = registration.email if is_own else delegation.focal_email if delegation else ""
    if not to:
        return None
    language = registration.language if is_own else delegation.focal_language
    programme = release.current(registration.symposium)
    days = sorted(day.date for day in registration.days.all())
    with override(language):
        person = _full_name(registration, language)
        facts = {
            "name": person if is_own else delegation.focal_name or gettext("focal point"),
            "person": person,
            "for_focal_point": not is_own,
            "agency": agency_name(registration, programme, language),
            "days": [date_in_words(day, language) for day in days],
            "reference": registration.reference,
            "contact": registration.symposium.privacy_contact,
            "link": absolute("registrations:own", secret) if secret else "",
            "link_label": gettext(LINK_LABELS[kind]) if secret else "",
            "register": absolute("registrations:register", registration.symposium.slug),
            "is_unverified": registration.state == Registration.State.UNVERIFIED,
            "is_unseen": is_own and not registration.email_verified_at,
            "until": _moment(registration.state_until, programme, language),
            "place": digits(place, language) if place else "",
            "reason": reason,
            "was_offered": was_offered,
            **(_release_facts(release_told, entries, programme, language) if release_told else {}),
        }
    enclosures = [calendar_of(programme, days, language)] if kind in WITH_CALENDAR else []
    letter = compose(kind, facts, programme, language)
    email = put_into_outbox(letter, to=to, reply_to=registration.symposium.privacy_contact, enclosures=enclosures)
    RegistrationMail.objects.create(registration=registration, email=email, kind=kind, release=release_told, created_at=at)
    return email


def _release_facts(told_of: ProgrammeRelease, entries: Iterable[Told], programme: Programme, language: str) -> Mapping[str, object]:
    """Return what a mail says of a release, in the language now active; sessions that are closed by now are unnamed."""
    lines = []
    for entry in entries:
        about = entry.title.in_language(language) or f"{gettext('Closed session')} {entry.code}" if entry.uuid else ""
        sentence = entry.sentence(language)
        lines.append(f"{about}{COLON[language]}{sentence}" if about else f"{sentence[:1].upper()}{sentence[1:]}")
    return {
        "lines": lines,
        "note": Text.of(told_of, "note").in_language(language),
        "changes_page": f"{absolute('agenda:changes', programme.symposium.slug)}#release-{told_of.number}",
        "agenda_page": absolute("agenda:agenda", programme.symposium.slug),
    }


def agency_name(registration: Registration, programme: Programme, language: str) -> str:
    """Return the agency's published name, or else the name in its own row, or what the participant wrote."""
    if registration.delegation is None:
        return registration.other_agency
    organisation = registration.delegation.organisation
    published = programme.organisations.get(organisation.slug)
    return (published.name if published else Text.of(organisation, "name")).in_language(language)


def calendar_of(programme: Programme, days: list, language: str) -> Enclosure:
    """Return the chosen days as a calendar file to enclose."""
    content = days_calendar(programme, days, language)
    return Enclosure(f"symposium-{programme.symposium.slug}.ics", content, "text/calendar; method=PUBLISH")


def _full_name(registration: Registration, language: str) -> str:
    """Return how the person is addressed, in the language now active."""
    honorific = str(registration.get_honorific_display()) if registration.honorific else ""
    name = registration.name_khmer if language == "km" and registration.name_khmer else registration.name_latin
    return " ".join(filter(None, [honorific, rank_in_language(registration.rank, language), name]))


def _moment(moment: datetime | None, programme: Programme, language: str) -> str:
    return moment_in_words(timezone.localtime(moment, programme.symposium.zone), language) if moment else ""
