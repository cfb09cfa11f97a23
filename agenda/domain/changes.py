"""What changed between two contents of a programme: one entry a session and kind of change, or of the symposium's facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from agenda.domain import visibility
from agenda.models import Session
from agenda.texts import Text, clock, day_and_month, weekday

WORDS = {
    "added": pgettext_lazy("session", "added"),
    "removed": pgettext_lazy("session", "removed"),
    "cancelled": pgettext_lazy("session", "cancelled"),
    "reinstated": _("takes place after all"),
    "state": pgettext_lazy("session", "confirmation changed"),
    "moved": pgettext_lazy("session", "moved"),
    "room": _("another room"),
    "length": _("longer or shorter"),
    "label": _("label changed"),
    "kind": _("kind changed"),
    "title": _("title changed"),
    "abstract": _("description changed"),
    "organisations": _("presenting organisations changed"),
    "speakers": _("speakers changed"),
    "materials": _("materials changed"),
    "seats": _("number of seats changed"),
    "symposium": _("name, dates, venue or notice changed"),
    "days": _("days or doors changed"),
    "rooms": _("rooms changed"),
    "roles": _("roles of organisations changed"),
    "directory": _("details of an organisation or a person changed"),
}
# Changes of what is public of every session, closed or not.
SLOT_CHANGES = {"added", "removed", "moved", "length", "room", "label", "kind"}


@dataclass(frozen=True)
class Change:
    """One change. `title_*` name the session while it is open; `was_*` and `now_*` say what it was and is, where that is a word or two."""

    what: str
    uuid: str = ""
    code: str = ""
    title_en: str = ""
    title_km: str = ""
    was_en: str = ""
    was_km: str = ""
    now_en: str = ""
    now_km: str = ""

    @property
    def words(self):
        """The kind of change, translated when printed."""
        return WORDS[self.what]

    @property
    def title(self) -> Text:
        """The session's title, empty for a closed session and for changes of the symposium."""
        return Text(self.title_en, self.title_km)

    @property
    def was(self) -> Text:
        """What stood there before."""
        return Text(self.was_en, self.was_km)

    @property
    def now(self) -> Text:
        """What stands there now."""
        return Text(self.now_en, self.now_km)

    def as_content(self) -> dict[str, str]:
        """Return it as stored in a release."""
        return {name: value for name, value in asdict(self).items() if value}


class _Names:
    """Names of rooms, organisations and people in one content, in both languages."""

    def __init__(self, content: Mapping):
        self.rooms = {room["key"]: room["name"] for room in content["rooms"]}
        self.organisations = {entry["slug"]: entry["name"] for entry in content["organisations"]}
        self.people = {entry["key"]: {"en": entry["name_latin"], "km": entry["name_khmer"]} for entry in content["people"]}

    @staticmethod
    def _joined(texts: Iterable[Mapping[str, str]]) -> Text:
        found = [Text(**text) for text in texts]
        return Text(", ".join(text.in_language("en") for text in found), ", ".join(text.in_language("km") for text in found))

    def of(self, what: str, session: Mapping) -> Text:
        match what:
            case "moved":
                return _when(session["start"])
            case "length":
                return _from_to(session["start"], session["end"])
            case "room":
                return Text(**self.rooms.get(session["room"], {}))
            case "title":
                return Text(**session["title"])
            case "organisations":
                return self._joined(self.organisations[slug] for slug in session["organisations"])
            case "speakers":
                return self._joined(self.people[entry["person"]] for entry in session["speakers"])
            case "kind":
                return _labelled(Session.Kind(session["kind"]))
            case "state":
                return _labelled(Session.State(session["state"]))
            case "label":
                return Text(f"TLP:{session['tlp'].upper()}", f"TLP:{session['tlp'].upper()}")
        return Text()


def _when(moment: str) -> Text:
    at = datetime.fromisoformat(moment)
    return Text(*(f"{weekday(at, language)} {day_and_month(at, language)} {clock(at, language)}" for language in ("en", "km")))


def _from_to(start: str, end: str) -> Text:
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return Text(*(f"{clock(begins, language)}–{clock(ends, language)}" for language in ("en", "km")))


def _labelled(choice) -> Text:
    from_catalogue = []
    for language in ("en", "km"):
        with override(language):
            from_catalogue.append(str(choice.label))
    return Text(*from_catalogue)


def _minutes(session: Mapping) -> float:
    return (datetime.fromisoformat(session["end"]) - datetime.fromisoformat(session["start"])).total_seconds() / 60


def _whats(old: Mapping, new: Mapping) -> Iterator[str]:
    """Name the ways in which a session differs, the weightiest first."""
    if old["state"] != new["state"]:
        yield {Session.State.CANCELLED: "cancelled"}.get(new["state"], "reinstated" if old["state"] == Session.State.CANCELLED else "state")
    if old["start"] != new["start"]:
        yield "moved"
    if old["room"] != new["room"]:
        yield "room"
    if _minutes(old) != _minutes(new):
        yield "length"
    if old["tlp"] != new["tlp"]:
        yield "label"
    if old["kind"] != new["kind"]:
        yield "kind"
    if "title" in old and "title" in new:  # open both before and after
        # Under another label the same files are kept elsewhere, so they are compared under the same label only.
        texts = ("title", "abstract", "organisations", "speakers", *(("materials",) if old["tlp"] == new["tlp"] else ()), "seats")
        yield from (what for what in texts if old[what] != new[what])


def _of_session(what: str, session: Mapping, was: Text = Text(), now: Text = Text()) -> Change:  # noqa: B008 - frozen
    title = session.get("title", {"en": "", "km": ""})
    return Change(what, session["uuid"], session["code"], title["en"], title["km"], was.en, was.km, now.en, now.km)


def compare(old: Mapping, new: Mapping) -> list[Change]:
    """Return the changes from one content to the next, sessions in the order of the new programme. Linear in sessions."""
    names_old, names_new = _Names(old), _Names(new)
    before = {session["uuid"]: session for session in old["sessions"]}
    after = {session["uuid"]: session for session in new["sessions"]}
    changes = []
    for uuid, session in after.items():
        if uuid not in before:
            changes.append(_of_session("added", session, now=names_new.of("moved", session)))
            continue
        earlier = before[uuid]
        # A session that was closed or is closed now is named by neither of its titles.
        named = session if "title" in earlier else {**session, "title": {"en": "", "km": ""}}
        changes += [_of_session(what, named, names_old.of(what, earlier), names_new.of(what, session)) for what in _whats(earlier, session)]
    changes += [
        _of_session("removed", session, was=names_old.of("moved", session)) for uuid, session in before.items() if uuid not in after
    ]
    changes += [Change(what) for what in ("symposium", "days", "rooms", "roles") if old[what] != new[what]]
    if _described_differently(old, new):
        changes.append(Change("directory"))
    return changes


def _described_differently(old: Mapping, new: Mapping) -> bool:
    """Whether an organisation or a person named in both contents is described differently."""
    for part, key in (("organisations", "slug"), ("people", "key")):
        known = {entry[key]: entry for entry in old[part]}
        if any(entry[key] in known and known[entry[key]] != entry for entry in new[part]):
            return True
    return False


def _without_texts(change: Change) -> Change:
    """Return the change without the session's name and, unless it is about the slot, without what it was and is."""
    named = {"title_en": "", "title_km": ""}
    return replace(change, **named) if change.what in SLOT_CHANGES else Change(change.what, change.uuid, change.code)


def readable_now(changes: Iterable[Mapping], current: Mapping[str, str]) -> list[Change]:
    """Return stored changes for the public: a session is named only if it was open then and is open now.

    `current` is the label of each session's uuid in the current release.
    """
    readable = []
    for stored in changes:
        change = Change(**stored)
        if change.uuid and not visibility.is_public(current.get(change.uuid, "red")):
            change = _without_texts(change) if change.what != "title" else None
        if change:
            readable.append(change)
    return readable
