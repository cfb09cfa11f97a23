"""What the screen in the hall shows at a moment: what is on, what is next, and what changed in the last hour.

static/js/now-rule.js holds the same rule, so that a screen goes on without a network; a browser test compares the two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agenda.domain.changes import Change, readable_now
from agenda.domain.programme import DayFacts, Programme, RoomFacts, SessionFacts
from agenda.domain.sentences import Told, told
from agenda.models import ProgrammeRelease, Symposium

MINUTE = timedelta(minutes=1)
LATELY = timedelta(hours=1)
REHEARSED = timedelta(days=366)  # before and after the symposium: no moment further away can be asked for
WEEK = 7  # days ahead that a screen without a network can name
RELEASES_LOOKED_AT = 10
# Changes of when, where and whether: what people in the hall must know.
SAID_ON_THE_WALL = {"cancelled", "reinstated", "moved", "room", "length", "added"}


@dataclass(frozen=True)
class Shown:
    """A session on the wall at a moment, with whole minutes that have passed and are left."""

    session: SessionFacts
    at: datetime

    @property
    def days_ahead(self) -> int:
        """Days from today to its day."""
        return (self.session.date - self.at.date()).days

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.session.end - self.session.start) // MINUTE

    @property
    def left(self) -> int:
        """Minutes until its end; only of one that is on."""
        return (self.session.end - self.at) // MINUTE

    @property
    def passed(self) -> int:
        """Minutes since its start; only of one that is on."""
        return self.minutes - self.left


@dataclass(frozen=True)
class Wall:
    """What is on at a moment, all that begins next, and what to say where there is neither: `mode` is now, next, done, over or empty.

    "done" is of a room in which nothing more takes place, "over" of the whole symposium.
    """

    at: datetime
    mode: str
    now: tuple[Shown, ...]
    next: tuple[Shown, ...]
    begins: datetime | None
    doors: datetime | None

    @property
    def begins_in(self) -> int | None:
        """Minutes until the next session that takes place, within the hour."""
        minutes = (self.begins - self.at) // MINUTE if self.begins else None
        return minutes if minutes is not None and minutes <= LATELY // MINUTE else None

    @property
    def doors_days_ahead(self) -> int:
        """Days from today to the day on which the doors open."""
        return (self.doors.date() - self.at.date()).days if self.doors else 0


def whole_minute(moment: datetime) -> datetime:
    """Return the minute as a clock without seconds shows it."""
    return moment.replace(second=0, microsecond=0)


def may_be_rehearsed(programme: Programme, day: datetime) -> bool:
    """Whether a moment is near enough to the symposium: bounded, so that no arithmetic of dates can fail."""
    return programme.symposium.starts_on - REHEARSED <= day.date() <= programme.symposium.ends_on + REHEARSED


def doors_of(day: DayFacts, programme: Programme) -> datetime | None:
    """Return when the doors open on a day."""
    return datetime.combine(day.date, day.doors_open, programme.symposium.zone) if day.doors_open else None


def wall(programme: Programme, at: datetime, room: RoomFacts | None = None) -> Wall:
    """Return what a screen shows at `at` (aware, in the symposium's zone), for one room with what belongs to the whole house, or for all.

    Next is all that begins at the next time at which something takes place, with what was to begin before and is cancelled. A room keeps
    its place on the screen.
    """
    places = {room: place for place, room in enumerate((None, *programme.rooms))}
    sessions = [session for session in programme.sessions if room is None or session.room in (room, None)]
    on = sorted((session for session in sessions if session.start <= at < session.end), key=lambda session: places[session.room])
    coming = [session for session in sessions if session.start > at]
    begins = min((session.start for session in coming if not session.is_cancelled), default=None)
    until = begins or min((session.start for session in coming), default=at)
    following = sorted((entry for entry in coming if entry.start <= until), key=lambda entry: (entry.start, places[entry.room]))
    doors = None
    if following and not on:
        days = {day.date: doors_of(day, programme) for day in programme.days}
        opens = days.get(until.date())
        doors = opens if opens and opens > at else None
    if on or following:
        mode = "now" if on else "next"
    elif not programme.sessions:
        mode = "empty"
    else:
        mode = "over" if at >= max(session.end for session in programme.sessions) else "done"
    return Wall(at, mode, tuple(Shown(entry, at) for entry in on), tuple(Shown(entry, at) for entry in following), begins, doors)


@dataclass(frozen=True)
class Announced:
    """What changed in a session lately. `session` is as it is now published."""

    told: Told
    session: SessionFacts
    published_at: datetime


def changed_lately(symposium: Symposium, programme: Programme, at: datetime) -> list[Announced]:
    """Return the newest change of when, where or whether of each session that is not over, from the hour before `at`. One query."""
    releases = symposium.releases.filter(published_at__gt=at - LATELY, published_at__lt=at + MINUTE)
    newest = releases.newest_first().only("symposium", "published_at", "changes")[:RELEASES_LOOKED_AT]
    return list(_announced(newest, programme, at))


def _announced(releases: Iterable[ProgrammeRelease], programme: Programme, at: datetime) -> Iterator[Announced]:
    sessions = {session.uuid: session for session in programme.sessions if session.end > at}
    labels = {session.uuid: session.tlp for session in programme.sessions}
    seen = set()
    for release in releases:
        changes = (change for change in readable_now(release.changes, labels) if change.what in SAID_ON_THE_WALL)
        for entry in told(_without_the_day(change) for change in changes if change.uuid in sessions):
            if entry.uuid not in seen:
                seen.add(entry.uuid)
                yield Announced(entry, sessions[entry.uuid], release.published_at)


def _without_the_day(change: Change) -> Change:
    """Return a move within a day with its times alone: "from 10:30 to 10:45" is read at a glance."""
    if change.what != "moved":
        return change
    was, now = ({language: getattr(side, language).rpartition(" ") for language in ("en", "km")} for side in (change.was, change.now))
    if any(was[language][0] != now[language][0] for language in was):
        return change
    return replace(change, was_en=was["en"][2], was_km=was["km"][2], now_en=now["en"][2], now_km=now["km"][2])
