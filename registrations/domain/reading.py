"""What a confirmed participant may read of closed sessions, by their labels (TLP 2.0). Texts and files come from the current release."""

from collections.abc import Iterator
from dataclasses import dataclass

from agenda.domain import visibility
from agenda.domain.programme import SessionFacts, SpeakerFacts
from agenda.domain.release import latest_release, programme_of, restricted_parts
from agenda.texts import Text
from registrations.models import Registration


@dataclass(frozen=True)
class RestrictedMaterial:
    """A file for some participants only; `file` is its name in private storage."""

    key: int
    title: Text
    file: str
    language: str
    label: str


@dataclass(frozen=True)
class ReadableSession:
    """A session with what this participant may read beyond the public slot."""

    slot: SessionFacts
    title: Text
    abstract: Text
    organisations: tuple[Text, ...]
    speakers: tuple[SpeakerFacts, ...]
    materials: tuple[RestrictedMaterial, ...]


def readable_sessions(registration: Registration) -> list[ReadableSession]:
    """Return the sessions of which the participant may read more than the public does, as the days run; none unless confirmed."""
    if registration.state != Registration.State.CONFIRMED:
        return []
    release = latest_release(registration.symposium)
    return list(_readable(registration, release)) if release else []


def readable_material(registration: Registration, key: int) -> RestrictedMaterial | None:
    """Return the material with this key if the participant may have it."""
    materials = (material for session in readable_sessions(registration) for material in session.materials)
    return next((material for material in materials if material.key == key), None)


def _readable(registration: Registration, release) -> Iterator[ReadableSession]:
    programme = programme_of(release)
    restricted = restricted_parts(release)
    agency = registration.delegation.organisation.slug if registration.delegation_id else None
    for slot in programme.sessions:
        content = restricted.sessions.get(slot.uuid)
        if content is None:
            continue
        presenting = content["organisations"] if slot.is_closed else [organisation.slug for organisation in slot.organisations]

        def allowed(label: str, presenting=presenting) -> bool:
            return visibility.may_read(label, agency=agency, presenting=presenting, is_confirmed=True)

        materials = tuple(
            RestrictedMaterial(entry["key"], Text(**entry["title"]), entry["file"], entry["language"], f"TLP:{entry['tlp'].upper()}")
            for entry in content["materials"]
            if allowed(entry["tlp"])
        )
        if slot.is_closed and allowed(slot.tlp):
            yield ReadableSession(
                slot,
                Text(**content["title"]),
                Text(**content["abstract"]),
                tuple(restricted.organisations[slug].name for slug in presenting),
                tuple(SpeakerFacts(restricted.people[entry["person"]], entry["part"]) for entry in content["speakers"]),
                materials,
            )
        elif not slot.is_closed and materials:
            yield ReadableSession(
                slot, slot.title, slot.abstract, tuple(entry.name for entry in slot.organisations), slot.speakers, materials
            )
