"""Comparing two contents for organisers, who may know closed sessions: by all that a release holds, not by its public part alone."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from agenda.domain.changes import Change, compare

EMPTY = {"symposium": None, "days": [], "rooms": [], "roles": [], "sessions": [], "organisations": [], "people": []}
EMPTY_RESTRICTED = {"sessions": {}, "organisations": [], "people": []}


@dataclass(frozen=True)
class Comparison:
    """What publishing would change: since which release, and how; whether anything differs at all, and which rows' files are lost.

    `digest` stands for the draft as it was compared: it tells whether somebody has edited since.
    """

    since: int
    changes: list[Change]
    differs: bool
    lost: list[Model]
    digest: str = field(default="", compare=False)


def whole(public: Mapping, restricted: Mapping) -> dict:
    """Return one content with the public and the restricted part of each session. Texts of TLP:RED are in neither."""
    sessions = []
    for session in public["sessions"]:
        more = restricted["sessions"].get(session["uuid"], {})
        materials = {"materials": [*session.get("materials", []), *more["materials"]]} if more else {}
        sessions.append({**session, **more, **materials})
    return {
        **public,
        "sessions": sessions,
        "organisations": list({entry["slug"]: entry for part in (public, restricted) for entry in part["organisations"]}.values()),
        "people": list({entry["key"]: entry for part in (public, restricted) for entry in part["people"]}.values()),
    }


def changes_for_organisers(before: tuple[Mapping, Mapping], after: tuple[Mapping, Mapping]) -> list[Change]:
    """Return the changes between two (public, restricted) contents, with what changed in closed sessions."""
    return compare(whole(*before), whole(*after))


def without_numbers(content: Mapping) -> dict:
    """Return a public content without its change numbers, which a draft has not got yet."""
    sessions = [{name: value for name, value in session.items() if name not in ("sequence", "modified")} for session in content["sessions"]]
    return {**content, "sessions": sessions}


def digest_of(public: Mapping, restricted: Mapping) -> str:
    """Return what stands for a content: the same for the same content only."""
    written = json.dumps([without_numbers(public), restricted], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
