"""Changes in words: one sentence for each session, such as "moved from Wednesday 14 December 09:00, Hall A, to …, Hall B"."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, override

from agenda.domain.changes import Change
from agenda.texts import Text

PLACE = ("moved", "room", "length")  # told together


@dataclass(frozen=True)
class Told:
    """All that changed in one session, or one thing that changed in the symposium (without `uuid`)."""

    uuid: str
    code: str
    title: Text
    changes: tuple[Change, ...]

    def sentence(self, language: str) -> str:
        """Return what changed, in one sentence without its full stop."""
        with override(language):
            place = {change.what: change for change in self.changes if change.what in PLACE}
            parts = [_other(change, language) for change in self.changes if change.what not in PLACE]
            if place:
                is_first = self.changes[0].what in PLACE
                parts.insert(0 if is_first else 1, _where(place, language))
        return "; ".join(parts)

    @property
    def sentences(self) -> Text:
        """The sentence in both languages."""
        return Text(self.sentence("en"), self.sentence("km"))


def told(changes: Iterable[Change]) -> list[Told]:
    """Gather changes by session, in the order in which the sessions stand."""
    grouped: dict[object, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.uuid or (change.what,), []).append(change)
    return [Told(group[0].uuid, group[0].code, group[0].title, tuple(group)) for group in grouped.values()]


def _where(place: dict[str, Change], language: str) -> str:
    moved, room, length = (place.get(what) for what in PLACE)
    if moved is None and room is None:
        return gettext("{now} instead of {was}").format(now=length.now.in_language(language), was=length.was.in_language(language))
    values = {}
    for side in ("was", "now"):
        when = _text(moved, side, language)
        from_to = _text(length, side, language)
        if moved and length:
            when = when.removesuffix(from_to.partition("–")[0]) + from_to
        values[side] = when
        values[f"{side}_room"] = (_text(room, side, language) or gettext("the whole house")) if room else ""
    if moved and room:
        return gettext("moved from {was}, {was_room}, to {now}, {now_room}").format(**values)
    if moved:
        return gettext("moved from {was} to {now}").format(**values)
    words = gettext("moved from {was} to {now}").format(was=values["was_room"], now=values["now_room"])
    return words if length is None else f"{words}; {_where({'length': length}, language)}"


def _text(change: Change | None, side: str, language: str) -> str:
    return getattr(change, side).in_language(language) if change else ""


def _other(change: Change, language: str) -> str:
    what, was, now = str(change.words), _text(change, "was", language), _text(change, "now", language)
    if change.what == "title":
        was, now = f"“{was}”", f"“{now}”"
    if was and now and was != now:
        return gettext("{what} from {was} to {now}").format(what=what, was=was, now=now)
    if now and was != now:
        return gettext("{what}: {now}").format(what=what, now=now)
    if was and was != now:
        return gettext("{what}, no longer {was}").format(what=what, was=was) if change.what != "removed" else f"{what}: {was}"
    return what
