"""What a release changed for the public, and on which days: whom it concerns follows from that."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from agenda.domain.changes import readable_now
from agenda.domain.release import contents_of, latest_release
from agenda.domain.sentences import Told, told
from agenda.models import ProgrammeRelease


@dataclass(frozen=True)
class ChangeOnDays:
    """What changed in one session or fact of the symposium, and the days that it touches: those before and those after."""

    told: Told
    dates: frozenset[date]


def changes_on_days(release: ProgrammeRelease) -> list[ChangeOnDays]:
    """Return the public changes that touch a day, for the first release none. What is closed by now is not named."""
    earlier = release.symposium.releases.filter(number__lt=release.number).newest_first().first()
    if earlier is None:
        return []
    before, after = contents_of(earlier)[0], contents_of(release)[0]
    newest = latest_release(release.symposium)
    labels = {session["uuid"]: session["tlp"] for session in contents_of(newest)[0]["sessions"]}
    dates = _dates_of_sessions(before, after)
    facts = {
        "symposium": _all_days(before) | _all_days(after),
        "days": _changed_days(before, after),
        "rooms": _days_in_rooms(before, after),
    }
    found = [
        ChangeOnDays(entry, frozenset(dates[entry.uuid] if entry.uuid else facts.get(entry.changes[0].what, ())))
        for entry in told(readable_now(release.changes, labels))
    ]
    return [change for change in found if change.dates]


def _dates_of_sessions(*contents: Mapping) -> dict[str, set[date]]:
    dates: dict[str, set[date]] = defaultdict(set)
    for content in contents:
        for session in content["sessions"]:
            dates[session["uuid"]].add(_date(session))
    return dates


def _date(session: Mapping) -> date:
    return datetime.fromisoformat(session["start"]).date()


def _all_days(content: Mapping) -> set[date]:
    return {date.fromisoformat(day["date"]) for day in content["days"]}


def _changed_days(before: Mapping, after: Mapping) -> set[date]:
    ones, others = ({day["date"]: day for day in content["days"]} for content in (before, after))
    return {date.fromisoformat(day) for day in ones.keys() | others.keys() if ones.get(day) != others.get(day)}


def _days_in_rooms(before: Mapping, after: Mapping) -> set[date]:
    """The days on which something stands in a room that is described differently."""
    ones, others = ({room["key"]: room for room in content["rooms"]} for content in (before, after))
    changed = {key for key in ones.keys() & others.keys() if ones[key] != others[key]}
    return {_date(session) for session in after["sessions"] if session["room"] in changed}
