"""What changed lately in a session, said where one looks for it: "Moved from 10:30". Only from changes that everybody may read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.domain.changes import Change, readable_now
from agenda.domain.programme import Programme
from agenda.models import ProgrammeRelease
from agenda.texts import Text

LATELY = timedelta(hours=48)  # before the current release was published
MOST_RELEASES = 50
# What stands at a session. That it is cancelled or closed now is said there anyway; a longer text is no news to somebody on his way.
SAID = ("added", "reinstated", "moved", "room", "length", "title", "organisations", "speakers")
UNDONE_BY = {"cancelled": "reinstated", "reinstated": "cancelled"}


@dataclass(frozen=True)
class Mark:
    """A change in a few words: what (a key of `changes.WORDS`), and what stood there before and stands there now."""

    what: str
    was: Text
    now: Text

    def words(self, language: str) -> str:
        """Return it as it stands at the session, in the language that is active: "Moved from 10:30"."""
        was = self.was.in_language(language)
        match self.what:
            case "added":
                return pgettext("session", "New")
            case "cancelled":
                return pgettext("session", "Cancelled")
            case "moved":
                return _("Moved from {was}").format(was=was) if was else _("Moved")
            case "room":
                return _("Another room (was {was})").format(was=was) if was else _("Another room")
            case "length":
                return _("Another end (was {was})").format(was=was)
            case "title":
                return _("Another title (was “{was}”)").format(was=was) if was else _("Another title")
        words = str(Change(self.what).words)
        return words[:1].upper() + words[1:]


def mark(change: Change) -> Mark:
    """Return a change in short: a move within a day without the day, a length by its end."""
    was, now = change.was, change.now
    if change.what == "moved":
        was = Text(*(_without_same_day(getattr(was, language), getattr(now, language)) for language in ("en", "km")))
    elif change.what == "length":
        was, now = (Text(*(getattr(side, language).rpartition("–")[2] for language in ("en", "km"))) for side in (was, now))
    return Mark(change.what, was, now)


def _without_same_day(was: str, now: str) -> str:
    day, _space, clock = was.rpartition(" ")
    return clock if day == now.rpartition(" ")[0] else was


def net(changes: Iterable[Change]) -> dict[str, dict[str, Change]]:
    """Return, by code and kind, what several changes (the oldest first) come to: what was undone again is left out."""
    found: dict[str, dict[str, Change]] = {}
    for change in changes:
        if not change.code:
            continue
        known = found.setdefault(change.code, {})
        if known.pop(UNDONE_BY.get(change.what), None):
            continue
        if earlier := known.pop(change.what, None):
            change = replace(change, was_en=earlier.was_en, was_km=earlier.was_km)
        if not earlier or change.was != change.now or not change.was:
            known[change.what] = change
    return found


def releases_until(symposium, programme: Programme):
    """Return the newest releases up to this programme's own, without their contents, the newest first."""
    releases = symposium.releases.filter(number__lte=programme.number or 0)
    return releases.only("symposium", "number", "published_at", "changes").newest_first()[:MOST_RELEASES]


def readable(release: ProgrammeRelease, programme: Programme) -> list[Change]:
    """Return the changes of a release that everybody may read now."""
    return readable_now(release.changes, {session.uuid: session.tlp for session in programme.sessions})


def lately(symposium, programme: Programme) -> dict[str, list[Mark]]:
    """Return the marks of each session's code from the last 48 hours before the programme was published.

    One query for each programme in memory, for what was published does not change; none for a draft.
    """
    if programme.number is None:
        return {}
    if "lately" not in programme.made:
        programme.made["lately"] = _lately(symposium, programme)
    return programme.made["lately"]


def _lately(symposium, programme: Programme) -> dict[str, list[Mark]]:
    newest = [release for release in releases_until(symposium, programme) if release.published_at >= programme.published_at - LATELY]
    changes = [change for release in reversed(newest) for change in readable(release, programme)]
    return {code: marks for code, kinds in net(changes).items() if (marks := _said(kinds))}


def _said(kinds: dict[str, Change]) -> list[Mark]:
    if "added" in kinds:
        return [mark(kinds["added"])]
    return [mark(kinds[what]) for what in SAID if what in kinds and not (what == "length" and "moved" in kinds)]
