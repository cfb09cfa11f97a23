"""Putting back: a release, or one session of it, is written into the draft's rows again. Readers see it once it is published.

What a release does not know stays as it is: texts of TLP:RED, addresses, pictures, seats of days. Nothing is deleted, for no release holds
what was never published: a session added since is cancelled, a file added since is labelled TLP:RED, rooms, days and organisations stay.
A label is never loosened: what was closed since stays closed, until somebody opens it in its form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model

from agenda.domain import pictures, visibility
from agenda.domain.changes import Change
from agenda.domain.comparing import changes_for_organisers, digest_of, whole
from agenda.domain.release import DraftChangedMeanwhileError, contents_of
from agenda.domain.snapshot import take_snapshot
from agenda.models import Material, Organisation, OrganisationRole, Person, ProgrammeRelease, Session, Symposium, Tlp
from agenda.models.uploads import private_storage


class CannotPutBackError(Exception):
    """The release can't be put back; the text says why, for organisers."""


@dataclass(frozen=True)
class Discards:
    """What putting back would change in the draft, which sessions it would cancel, and which it leaves closed that were freer then.

    `digest` stands for the draft that was compared.
    """

    changes: list[Change]
    cancelled: list[Session]
    stay_closed: list[Session]
    digest: str


def discards(release: ProgrammeRelease, uuid: str | None = None) -> Discards:
    """Compare the draft with a release (or one session of it) that somebody wants to put back."""
    snapshot = take_snapshot(release.symposium)
    then = contents_of(release)
    labels = {entry["uuid"]: entry["tlp"] for entry in then[0]["sessions"]}
    if uuid is not None and uuid not in labels:
        raise CannotPutBackError(f"This session is not in release {release.number}.")
    rows = [row for row in snapshot.sessions if uuid in (None, str(row.uuid))]
    added = [row for row in rows if str(row.uuid) not in labels]
    closed_since = [row for row in rows if str(row.uuid) in labels and _is_stricter(row.tlp, labels[str(row.uuid)])]
    loosened = {str(row.uuid) for row in closed_since}
    changes = [
        change
        for change in changes_for_organisers((snapshot.public, snapshot.restricted), then)
        if uuid in (None, change.uuid) and change.what != "removed" and not (change.what == "label" and change.uuid in loosened)
    ]
    cancelled = [row for row in added if row.state != Session.State.CANCELLED]
    return Discards(changes, cancelled, closed_since, digest_of(snapshot.public, snapshot.restricted))


def _is_stricter(label: str, than: str) -> bool:
    return visibility.STRICTNESS[label] > visibility.STRICTNESS[than]


@transaction.atomic
def put_back(release: ProgrammeRelease, uuid: str | None = None, *, seen: str | None = None) -> None:
    """Write a release, or one session of it, into the draft's rows.

    `seen` is the digest of the draft that the organiser was shown; raises DraftChangedMeanwhileError when it is another one now.
    """
    symposium = Symposium.objects.select_for_update().get(pk=release.symposium_id)
    shown = discards(release, uuid)
    if seen is not None and seen != shown.digest:
        raise DraftChangedMeanwhileError
    content = whole(*contents_of(release))
    list(symposium.sessions.select_for_update().order_by("pk").values_list("pk"))  # nobody edits one meanwhile
    if uuid is None:
        _put_back_symposium(symposium, content)
        _put_back_directory(content)
        _put_back_roles(symposium, content)
    days = {day.date: day for day in symposium.days.all()}
    rows = {str(row.uuid): row for row in symposium.sessions.with_presenters()}
    organisations, people = Organisation.objects.in_bulk(field_name="slug"), Person.objects.in_bulk()
    for entry in content["sessions"]:
        if uuid in (None, entry["uuid"]) and entry["uuid"] in rows:
            _put_back_session(rows[entry["uuid"]], entry, days, organisations, people)
    for row in shown.cancelled:
        _write(rows[str(row.uuid)], state=Session.State.CANCELLED)


def _write(row: Model, **values) -> None:
    """Save a row if any of these values is another one than it has."""
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def _texts(entry: Mapping, *names: str) -> dict[str, str]:
    return {f"{name}_{language}": entry[name][language] for name in names for language in ("en", "km")}


def _put_back_symposium(symposium: Symposium, content: Mapping) -> None:
    facts = content["symposium"]
    dates = {name: date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on")}
    latitude, longitude = (Decimal(degrees) for degrees in facts["place"]) if facts["place"] else (None, None)
    place = {"latitude": latitude, "longitude": longitude, "time_zone": facts["time_zone"]}
    _write(symposium, **_texts(facts, "name", "venue", "notice"), **dates, **place)
    _put_back_days(symposium, content)
    rooms = symposium.rooms.in_bulk()
    for order, entry in enumerate(content["rooms"]):
        if entry["key"] in rooms:
            _write(rooms[entry["key"]], **_texts(entry, "name"), capacity=entry["capacity"], order=order)
    known = {entry["key"] for entry in content["rooms"]}
    for order, room in enumerate([room for key, room in rooms.items() if key not in known], len(known)):
        _write(room, order=order)


def _put_back_days(symposium: Symposium, content: Mapping) -> None:
    """A release knows a day by its date. A day that stands on another date now is the next one that the release does not know."""
    wanted = {date.fromisoformat(entry["date"]): entry for entry in content["days"]}
    rows = {day.date: day for day in symposium.days.all()}
    moved = [day for day in rows.values() if day.date not in wanted]
    for on, entry in wanted.items():
        row = rows.get(on) or (moved.pop(0) if moved else None)
        if row is None:
            raise CannotPutBackError(f"The symposium has fewer days than then: add {on:%Y-%m-%d} first, with its seats.")
        doors = entry["doors_open"]
        _write(row, date=on, **_texts(entry, "label"), doors_open=time.fromisoformat(doors) if doors else None)


def _put_back_directory(content: Mapping) -> None:
    organisations, people = Organisation.objects.in_bulk(field_name="slug"), Person.objects.in_bulk()
    for entry in content["organisations"]:
        if row := organisations.get(entry["slug"]):
            same = {name: entry[name] for name in ("acronym", "kind", "website")}
            _write(row, **_texts(entry, "name", "description"), **same, parent=organisations.get(entry["parent"]))
    for entry in content["people"]:
        if row := people.get(entry["key"]):
            same = {name: entry[name] for name in ("honorific", "rank", "name_latin", "name_khmer")}
            _write(row, **_texts(entry, "position", "biography"), **same, organisation=organisations.get(entry["organisation"]))


def _put_back_roles(symposium: Symposium, content: Mapping) -> None:
    wanted = {(entry["role"], entry["organisation"]): (order, entry["person"]) for order, entry in enumerate(content["roles"])}
    for role in symposium.roles.select_related("organisation"):
        key = (role.role, role.organisation.slug)
        if key in wanted:
            order, person = wanted.pop(key)
            _write(role, order=order, person_id=person)
        else:
            role.delete()
    organisations = Organisation.objects.in_bulk([slug for _role, slug in wanted], field_name="slug")
    for (role, slug), (order, person) in wanted.items():
        if slug in organisations:
            OrganisationRole.objects.create(symposium=symposium, organisation=organisations[slug], role=role, person_id=person, order=order)


def _put_back_session(row: Session, entry: Mapping, days: Mapping, organisations: Mapping, people: Mapping) -> None:
    start, end = datetime.fromisoformat(entry["start"]), datetime.fromisoformat(entry["end"])
    if start.date() not in days:
        raise CannotPutBackError(f"“{row}” was on {start:%Y-%m-%d}, which is no day of the symposium any more.")
    slot = {"day": days[start.date()], "start": start.time(), "end": end.time(), "room_id": entry["room"]}
    texts = {}
    if "title" in entry and row.tlp != Tlp.RED:  # under TLP:RED a text is in no release: what stands in the draft is all there is
        texts = {**_texts(entry, "title", "abstract"), "seats": entry["seats"]}
        _put_back_presenters(row, entry, organisations, people)
        _put_back_materials(row, entry)
    _write(row, **slot, **texts, kind=entry["kind"], state=entry["state"], tlp=visibility.stricter(row.tlp, entry["tlp"]))


def _put_back_presenters(row: Session, entry: Mapping, organisations: Mapping, people: Mapping) -> None:
    if missing := [slug for slug in entry["organisations"] if slug not in organisations]:
        raise CannotPutBackError(f"“{row}” was presented by “{missing[0]}”; no organisation has this word in its address any more.")
    there = {link.organisation.slug: link for link in row.session_organisations.all()}
    for order, slug in enumerate(entry["organisations"]):
        link = there.pop(slug, None)
        if link:
            _write(link, order=order)
        else:
            row.session_organisations.create(organisation=organisations[slug], order=order)
    speaking = {link.person_id: link for link in row.session_speakers.all()}
    for order, speaker in enumerate(entry["speakers"]):
        link = speaking.pop(speaker["person"], None)
        if link:
            _write(link, order=order, part=speaker["part"])
        else:
            row.session_speakers.create(person=people[speaker["person"]], order=order, part=speaker["part"])
    for link in [*there.values(), *speaking.values()]:
        link.delete()


def _put_back_materials(row: Session, entry: Mapping) -> None:
    """Files are known by their content where they were public, by their row where they were not."""
    there = list(row.materials.all())
    by_copy = {pictures.material_name(material.file): material for material in there if pictures.is_stored(material.file)}
    by_file = {material.file.name: material for material in there}
    for wanted in entry["materials"]:
        material = by_file.get(wanted["file"]) or by_copy.get(wanted["file"]) or _file_put_back(row, wanted)
        if material is None:
            continue
        if material in there:
            there.remove(material)
        label = wanted.get("tlp", entry["tlp"])  # the stricter one of session and file
        effective = visibility.stricter(material.tlp, entry["tlp"])
        is_kept = visibility.stricter(effective, label) == effective
        _write(material, **_texts(wanted, "title"), language=wanted["language"], tlp=material.tlp if is_kept else label)
    for material in there:
        _write(material, tlp=Tlp.RED)


def _file_put_back(row: Session, wanted: Mapping) -> Material | None:
    """Make the row of a file anew from what storage still holds of it; None where it holds nothing."""
    material = Material(session=row, tlp=wanted.get("tlp", Tlp.CLEAR.value))
    if private_storage().exists(wanted["file"]):
        material.file.name = wanted["file"]
    elif default_storage.exists(wanted["file"]):
        with default_storage.open(wanted["file"]) as copy:
            material.file.save(wanted["file"].rpartition("/")[2], ContentFile(copy.read()), save=False)
    return material if material.file else None
