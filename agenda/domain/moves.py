"""Moving sessions of the draft: one by hand, or the rest of a day by some minutes. Each move can be undone by the one it returns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from agenda.domain import editing
from agenda.models import Session, Symposium

LAST_MINUTE = 24 * 60 - 1  # no session passes midnight


class NotPossibleError(Exception):
    """This can't be done; the message says why, for the organiser."""


class PlanChangedError(Exception):
    """The programme is no longer the one for which the shift was previewed."""


@dataclass(frozen=True)
class Place:
    """Where a session stands: keys of day and room (None: the whole house), and local times."""

    day_id: int
    start: time
    end: time
    room_id: int | None

    @classmethod
    def of(cls, session: Session) -> "Place":
        """Return the place where a session stands now."""
        return cls(session.day_id, session.start, session.end, session.room_id)


@dataclass(frozen=True)
class Move:
    """A session, the version of it that was seen, and the place where it shall stand."""

    session_id: int
    version: int
    place: Place

    def as_content(self) -> list:
        """Return it as plain values that JSON can hold."""
        place = self.place
        return [self.session_id, self.version, place.day_id, place.start.isoformat(), place.end.isoformat(), place.room_id]

    @classmethod
    def from_content(cls, content: list) -> "Move":
        """Return the move that `as_content` wrote."""
        session_id, version, day_id, start, end, room_id = content
        return cls(session_id, version, Place(day_id, time.fromisoformat(start), time.fromisoformat(end), room_id))


def minutes_of(clock: time) -> int:
    """Return the minutes since midnight."""
    return clock.hour * 60 + clock.minute


def moved_by(clock: time, minutes: int) -> time | None:
    """Return the clock time so many minutes later, or None where that is another day."""
    total = minutes_of(clock) + minutes
    return clock.replace(hour=total // 60, minute=total % 60) if 0 <= total <= LAST_MINUTE else None


@transaction.atomic
def move(symposium: Symposium, moves: Iterable[Move]) -> list[Move]:
    """Carry out all moves or none, and return those that undo them; sessions that stand there already are left alone.

    Raises editing.ChangedMeanwhileError when somebody has changed one of the sessions since it was seen, and NotPossibleError for a place
    that can't be.
    """
    wanted = {entry.session_id: entry for entry in moves}
    try:
        sessions = editing.locked({key: entry.version for key, entry in wanted.items()})
    except Session.DoesNotExist as error:
        raise NotPossibleError("This session has been deleted meanwhile.") from error
    _check(symposium, sessions.values(), [entry.place for entry in wanted.values()])
    undo = []
    for key, session in sessions.items():
        before, after = Place.of(session), wanted[key].place
        if before != after:
            session.day_id, session.start, session.end, session.room_id = after.day_id, after.start, after.end, after.room_id
            session.save(update_fields=["day", "start", "end", "room"])
            undo.append(Move(key, session.version, before))
    return undo


def still_stand(moves: Iterable[Move]) -> bool:
    """Whether nobody has changed the sessions since these moves were made: they can be carried out."""
    versions = {entry.session_id: entry.version for entry in moves}
    return dict(Session.objects.filter(pk__in=versions).values_list("pk", "version")) == versions


def _check(symposium: Symposium, sessions: Iterable[Session], places: Iterable[Place]) -> None:
    days = set(symposium.days.values_list("pk", flat=True))
    rooms = {None, *symposium.rooms.values_list("pk", flat=True)}
    if any(session.symposium_id != symposium.pk for session in sessions):
        raise NotPossibleError("This session belongs to another symposium.")
    for place in places:
        if place.day_id not in days or place.room_id not in rooms:
            raise NotPossibleError("There is no such day or room in this symposium any more.")
        if place.end <= place.start:
            raise NotPossibleError("The end must be after the start, on the same day.")


@dataclass(frozen=True)
class Shifted:
    """A session that a shift moves. `start` and `end` are its new times, None where it would leave the day; `meets` are the sessions which
    stay and into whose time it would run."""

    session: Session
    start: time | None
    end: time | None
    runs_late: bool
    meets: tuple[Session, ...]

    @property
    def leaves_the_day(self) -> bool:
        """Whether it would begin before the day or pass midnight."""
        return self.start is None or self.end is None


@dataclass(frozen=True)
class ShiftPlan:
    """What a shift would do: what moves, which fixed points stay, and when the day ends so far."""

    shifted: tuple[Shifted, ...]
    pinned: tuple[Session, ...]
    last_end: time

    @property
    def is_possible(self) -> bool:
        """Whether it can be carried out: something moves, and everything stays within its day."""
        return bool(self.shifted) and not any(entry.leaves_the_day for entry in self.shifted)

    @property
    def seen(self) -> str:
        """The versions that were previewed, so that a shift is carried out on what the organiser saw."""
        return ",".join(f"{entry.session.pk}.{entry.session.version}" for entry in self.shifted)

    def moves(self) -> list[Move]:
        """Return the moves that carry it out."""
        return [
            Move(entry.session.pk, entry.session.version, Place(entry.session.day_id, entry.start, entry.end, entry.session.room_id))
            for entry in self.shifted
        ]


def _share_a_room(one: Session, other: Session) -> bool:
    """Whether one needs the other's room; a session without a room fills the whole house."""
    return one.room_id is None or other.room_id is None or one.room_id == other.room_id


def plan(day: Sequence[Session], first: Session, minutes: int, *, all_rooms: bool) -> ShiftPlan:
    """Plan to shift the rest of a day: what begins with `first` or later, in its room or in all, by ± minutes. Reads no database.

    `day` are all sessions of the day. Fixed points and cancelled sessions keep their time.
    """
    takes_place = [session for session in day if session.state != Session.State.CANCELLED]
    rest = [session for session in takes_place if session.start >= first.start and (all_rooms or session.room_id == first.room_id)]
    moving = [session for session in rest if not session.is_pinned]
    keys = {session.pk for session in moving}
    staying = [session for session in takes_place if session.pk not in keys]
    last_end = max((session.end for session in takes_place), default=first.end)
    shifted = []
    for session in moving:
        start, end = moved_by(session.start, minutes), moved_by(session.end, minutes)
        stays_in_day = start is not None and end is not None
        meets = tuple(other for other in staying if stays_in_day and _meets_anew(session, start, end, other))
        shifted.append(Shifted(session, start, end, stays_in_day and end > max(last_end, session.end), meets))
    return ShiftPlan(tuple(shifted), tuple(session for session in rest if session.is_pinned), last_end)


def _meets_anew(session: Session, start: time, end: time, other: Session) -> bool:
    """Whether a session that moves to these times runs into one that stays, and did not before."""
    already = session.start < other.end and other.start < session.end
    return _share_a_room(session, other) and start < other.end and other.start < end and not already


def preview(first: Session, minutes: int, *, all_rooms: bool) -> ShiftPlan:
    """Return what shifting the rest of the day would do; nothing is written."""
    day = Session.objects.filter(day=first.day_id).select_related("day", "room").as_the_day_runs()
    return plan(list(day), first, minutes, all_rooms=all_rooms)


@transaction.atomic
def shift(first: Session, minutes: int, *, all_rooms: bool, seen: str) -> list[Move]:
    """Shift the rest of the day as it was previewed, all of it or nothing, and return the moves that undo it.

    Raises PlanChangedError when it would do something else than what was seen, NotPossibleError when a session would leave its day.
    """
    keys = Session.objects.filter(day=first.day_id).order_by("pk").values_list("pk", flat=True)
    list(Session.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
    first = Session.objects.select_related("symposium").filter(pk=first.pk).first()
    if first is None:
        raise NotPossibleError("The session from which to shift has been deleted meanwhile.")
    planned = preview(first, minutes, all_rooms=all_rooms)
    if planned.seen != seen:
        raise PlanChangedError
    if not planned.is_possible:
        raise NotPossibleError("A session would leave its day, or nothing moves; nothing was changed.")
    return move(first.symposium, planned.moves())
