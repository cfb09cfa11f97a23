"""The content of a release, taken from the draft's rows: what is public, and what confirmed participants may read.

The public content of a closed session is its slot. RED text is in neither part. E-mail addresses are in neither part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from agenda.domain import pictures, visibility
from agenda.models import Day, Material, Organisation, Person, Room, Session, Symposium

FORMAT = 2


@dataclass
class Snapshot:
    """A release's content, and the rows that it shows."""

    public: dict
    restricted: dict
    days: list[Day]
    rooms: list[Room]
    sessions: list[Session]
    organisations: dict[str, Organisation]
    people: dict[int, Person]
    lost: list[Organisation | Person | Material] = field(default_factory=list)  # rows whose file is no longer in storage, left out
    copies: list[Callable[[], None]] = field(default_factory=list)  # makes the public copies of files; only a publish calls them


def _texts(row, *names: str) -> dict[str, dict[str, str]]:
    return {name: {"en": getattr(row, f"{name}_en"), "km": getattr(row, f"{name}_km")} for name in names}


class _Taking:
    """One part of the content being taken: collects the organisations and people that its sessions name."""

    def __init__(self):
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[int, Person] = {}

    def add_organisation(self, organisation: Organisation | None, by_pk: dict[int, Organisation]) -> None:
        while organisation and organisation.slug not in self.organisations:
            self.organisations[organisation.slug] = organisation
            organisation = by_pk.get(organisation.parent_id)

    def add_person(self, person: Person | None, by_pk: dict[int, Organisation]) -> None:
        if person:
            self.people[person.pk] = person
            self.add_organisation(by_pk.get(person.organisation_id), by_pk)


def _organisation(organisation: Organisation, by_pk: dict[int, Organisation]) -> dict:
    parent = by_pk.get(organisation.parent_id)
    return {
        "slug": organisation.slug,
        **_texts(organisation, "name", "description"),
        "acronym": organisation.acronym,
        "kind": organisation.kind,
        "parent": parent.slug if parent else "",
        "website": organisation.website,
        "logo": pictures.picture_name(organisation.logo, pictures.LOGO_PIXELS),
    }


def _person(person: Person, by_pk: dict[int, Organisation]) -> dict:
    organisation = by_pk.get(person.organisation_id)
    return {
        "key": person.pk,
        "honorific": person.honorific,
        "rank": person.rank,
        "name_latin": person.name_latin,
        "name_khmer": person.name_khmer,
        **_texts(person, "position", "biography"),
        "organisation": organisation.slug if organisation else "",
        "photo": pictures.picture_name(person.photo, pictures.PHOTO_PIXELS),
    }


def _slot(session: Session, symposium: Symposium) -> dict:
    def moment(clock):
        return datetime.combine(session.day.date, clock, tzinfo=symposium.zone).isoformat()

    return {
        "uuid": str(session.uuid),
        "code": session.code,
        "kind": session.kind,
        "start": moment(session.start),
        "end": moment(session.end),
        "room": session.room_id,
        "tlp": session.tlp,
        "state": session.state,
    }


def _text_of(session: Session) -> dict:
    return {
        **_texts(session, "title", "abstract"),
        "organisations": [entry.organisation.slug for entry in session.session_organisations.all()],
        "speakers": [{"person": entry.person_id, "part": entry.part} for entry in session.session_speakers.all()],
        "seats": session.seats,
    }


def _materials(session: Session, wanted: Callable[[str], bool]) -> list[Material]:
    return [
        material
        for material in session.materials.all()
        if wanted(visibility.stricter(session.tlp, material.tlp)) and pictures.is_stored(material.file)
    ]


def _named(session: Session, part: _Taking, by_pk: dict[int, Organisation]) -> None:
    for entry in session.session_organisations.all():
        part.add_organisation(entry.organisation, by_pk)
    for entry in session.session_speakers.all():
        part.add_person(entry.person, by_pk)


def _restricted_session(session: Session) -> dict | None:
    """What confirmed participants may read of a session beyond the public part, or None."""
    materials = [
        {**_texts(material, "title"), "key": material.pk, "file": material.file.name, "language": material.language,
         "tlp": visibility.stricter(session.tlp, material.tlp)}
        for material in _materials(session, lambda label: visibility.is_kept_online(label) and not visibility.is_public(label))
    ]  # fmt: skip
    if visibility.is_public(session.tlp):
        return {"materials": materials} if materials else None
    return {**_text_of(session), "materials": materials} if visibility.is_kept_online(session.tlp) else None


def _symposium(symposium: Symposium) -> dict:
    return {
        "slug": symposium.slug,
        **_texts(symposium, "name", "venue", "notice"),
        "starts_on": symposium.starts_on.isoformat(),
        "ends_on": symposium.ends_on.isoformat(),
        "time_zone": symposium.time_zone,
        "place": [f"{Decimal(degrees):.5f}" for degrees in (symposium.latitude, symposium.longitude) if degrees is not None] or None,
    }


def _parts(part: _Taking, by_pk: dict[int, Organisation]) -> dict[str, list[dict]]:
    return {
        "organisations": [_organisation(row, by_pk) for _slug, row in sorted(part.organisations.items())],
        "people": [_person(row, by_pk) for _key, row in sorted(part.people.items())],
    }


def _copies(part: _Taking, public_materials: Iterable[Material]) -> list[Callable[[], None]]:
    logos = [row.logo for row in part.organisations.values() if row.logo]
    photos = [row.photo for row in part.people.values() if row.photo]
    return [
        *(lambda file=file: pictures.copy_picture(file, pictures.LOGO_PIXELS) for file in logos),
        *(lambda file=file: pictures.copy_picture(file, pictures.PHOTO_PIXELS) for file in photos),
        *(lambda file=material.file: pictures.copy_material(file) for material in public_materials),
    ]


def _lost(parts: Iterable[_Taking], sessions: Iterable[Session]) -> list[Organisation | Person | Material]:
    logos = [(row, row.logo) for part in parts for row in part.organisations.values()]
    photos = [(row, row.photo) for part in parts for row in part.people.values()]
    materials = [(row, row.file) for session in sessions for row in session.materials.all()]
    return list({row: None for row, file in [*logos, *photos, *materials] if file and not pictures.is_stored(file)})


def take_snapshot(symposium: Symposium) -> Snapshot:
    """Read the draft into a release's content, in a constant number of queries. Copies no file."""
    by_pk = Organisation.objects.in_bulk()
    days, rooms = list(symposium.days.all()), list(symposium.rooms.all())
    sessions = list(symposium.sessions.with_presenters().as_the_day_runs())
    public, restricted, public_materials = _Taking(), _Taking(), []
    public_sessions, restricted_sessions, roles = [], {}, []
    for role in symposium.roles.select_related("person"):
        public.add_organisation(by_pk[role.organisation_id], by_pk)
        public.add_person(role.person, by_pk)
        roles.append({"role": role.role, "organisation": by_pk[role.organisation_id].slug, "person": role.person_id})
    for session in sessions:
        slot = _slot(session, symposium)
        if visibility.is_public(session.tlp):
            free = _materials(session, visibility.is_public)
            public_materials += free
            slot |= _text_of(session)
            slot["materials"] = [
                {**_texts(material, "title"), "file": pictures.material_name(material.file), "language": material.language}
                for material in free
            ]
            _named(session, public, by_pk)
        elif visibility.is_kept_online(session.tlp):
            _named(session, restricted, by_pk)
        public_sessions.append(slot)
        if more := _restricted_session(session):
            restricted_sessions[str(session.uuid)] = more
    return Snapshot(
        public={
            "symposium": _symposium(symposium),
            "days": [
                {"date": day.date.isoformat(), **_texts(day, "label"), "doors_open": day.doors_open and f"{day.doors_open:%H:%M}"}
                for day in days
            ],
            "rooms": [{"key": room.pk, **_texts(room, "name"), "capacity": room.capacity} for room in rooms],
            "roles": roles,
            "sessions": public_sessions,
            **_parts(public, by_pk),
        },
        restricted={"sessions": restricted_sessions, **_parts(restricted, by_pk)},
        days=days,
        rooms=rooms,
        sessions=sessions,
        organisations={**public.organisations, **restricted.organisations},
        people={**public.people, **restricted.people},
        lost=_lost([public, restricted], sessions),
        copies=_copies(public, public_materials),
    )


def number_changes(content: dict, before: dict | None, at: datetime) -> None:
    """Give each session its change numbers: SEQUENCE and LAST-MODIFIED rise when its public part or place changed (RFC 5545 §3.8.7)."""
    earlier = {session["uuid"]: session for session in before["sessions"]} if before else {}
    rooms_before = {room["key"]: room for room in before["rooms"]} if before else {}
    rooms = {room["key"]: room for room in content["rooms"]}
    same_venue = not before or all(content["symposium"][name] == before["symposium"][name] for name in ("venue", "place"))
    for session in content["sessions"]:
        known = earlier.get(session["uuid"])
        if known is None:
            session |= {"sequence": 0, "modified": at.isoformat()}
            continue
        numbers = {"sequence": known["sequence"], "modified": known["modified"]}
        same_room = rooms.get(session["room"]) == rooms_before.get(known["room"])
        if session | numbers != known or not same_room or not same_venue:
            numbers = {"sequence": known["sequence"] + 1, "modified": at.isoformat()}
        session |= numbers
