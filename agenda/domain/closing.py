"""Closing a published session at once: a release that differs from the current one in this label, and publishes nothing of the draft."""

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agenda.domain import pictures, visibility
from agenda.domain.release import add_release, contents_of, latest_release, lock_for_release
from agenda.models import Material, ProgrammeRelease, Session, Tlp

TEXTS = ("title", "abstract", "organisations", "speakers", "seats", "materials")


class NotPublishedError(Exception):
    """The session is in no current release: there is nothing to close."""


class NotStricterError(Exception):
    """The published label is as strict already, or stricter."""


def published_label(session: Session) -> str | None:
    """Return the label under which the current release shows a session; None when it does not show it."""
    release = latest_release(session.symposium)
    return _label_in(contents_of(release)[0], session)


def stricter_labels(label: str) -> list[tuple[str, str]]:
    """Return the labels, with their names, under which a session labelled `label` can be closed further."""
    return [(value, name) for value, name in Tlp.choices if visibility.STRICTNESS[value] > visibility.STRICTNESS[label]]


@transaction.atomic
def close_now(session: Session, tlp: str, *, by=None, at: datetime | None = None) -> ProgrammeRelease:
    """Publish a stricter label for one session, and nothing else; the draft's row gets the label too, unless it has a stricter one.

    The session's text and files go from the public to the restricted content, or under TLP:RED into neither; files, organisations and
    people that nothing public names any more are withdrawn with them. Raises NotPublishedError and NotStricterError.
    """
    symposium, release = lock_for_release(session.symposium)
    public, restricted = copy.deepcopy(contents_of(release))
    label = _label_in(public, session)
    if label is None:
        raise NotPublishedError
    if visibility.stricter(label, tlp) == label:
        raise NotStricterError
    uuid = str(session.uuid)
    text = _taken_out_of_public(public, uuid, tlp, session)
    more = _closed_further(restricted["sessions"].pop(uuid, None), text, tlp)
    if more:
        restricted["sessions"][uuid] = more
    _leave_out_who_is_not_named(public, restricted)
    row = Session.objects.select_for_update().get(pk=session.pk)
    row.tlp = visibility.stricter(row.tlp, tlp)
    row.save(update_fields=["tlp"])
    return add_release(symposium, release, public, restricted, by=by, at=at or timezone.now())


def _label_in(public: Mapping, session: Session) -> str | None:
    return next((entry["tlp"] for entry in public["sessions"] if entry["uuid"] == str(session.uuid)), None)


def _taken_out_of_public(public: dict, uuid: str, tlp: str, session: Session) -> dict | None:
    """Leave the session's slot alone in the public content; return its text, with its files by their private names."""
    entry = next(entry for entry in public["sessions"] if entry["uuid"] == uuid)
    entry["tlp"] = tlp
    if "title" not in entry:  # closed already
        return None
    text = {name: entry.pop(name) for name in TEXTS}
    by_copy = {pictures.material_name(row.file): row for row in session.materials.all() if pictures.is_stored(row.file)}
    kept = [(material, by_copy[material["file"]]) for material in text["materials"] if material["file"] in by_copy]
    text["materials"] = [_restricted_material(material, row) for material, row in kept]
    return text


def _restricted_material(material: Mapping, row: Material) -> dict:
    return {
        "title": material["title"],
        "key": row.pk,
        "file": row.file.name,
        "language": material["language"],
        "tlp": Tlp.CLEAR.value,
    }


def _closed_further(known: dict | None, text: dict | None, tlp: str) -> dict | None:
    """Return what participants may read under the new label, from what stood restricted before and what was public."""
    if not visibility.is_kept_online(tlp):
        return None
    known = known or {"materials": []}
    merged = {**known, **(text or {})}
    materials = [*known["materials"], *(text["materials"] if text else [])]
    raised = [{**material, "tlp": visibility.stricter(material["tlp"], tlp)} for material in materials]
    return {**merged, "materials": sorted(raised, key=lambda material: material["key"])}


def _leave_out_who_is_not_named(public: dict, restricted: dict) -> None:
    """Leave in each part of the content the organisations and people that it still names, as a snapshot would."""
    organisations = {entry["slug"]: entry for part in (restricted, public) for entry in part["organisations"]}
    people = {entry["key"]: entry for part in (restricted, public) for entry in part["people"]}
    shown = [session for session in public["sessions"] if "title" in session]
    closed = [session for session in restricted["sessions"].values() if "title" in session]
    for part, sessions, roles in ((public, shown, public["roles"]), (restricted, closed, [])):
        keys = {entry["person"] for session in sessions for entry in session["speakers"]}
        keys |= {role["person"] for role in roles if role["person"]}
        slugs = [slug for session in sessions for slug in session["organisations"]]
        slugs += [role["organisation"] for role in roles] + [people[key]["organisation"] for key in keys]
        part["people"] = [people[key] for key in sorted(keys)]
        part["organisations"] = [organisations[slug] for slug in sorted(_with_parents(slugs, organisations))]


def _with_parents(slugs: Iterable[str], organisations: Mapping[str, Mapping]) -> set[str]:
    found = set()
    for named in slugs:
        slug = named
        while slug and slug not in found:
            found.add(slug)
            slug = organisations[slug]["parent"]
    return found
