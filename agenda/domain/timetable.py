"""Days x slots x rooms: the order in which a programme is read, shared by pages, exports and the wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from agenda.domain.programme import DayFacts, Programme, SessionFacts
from agenda.models.search import search_key


@dataclass(frozen=True)
class Slot:
    """What begins at one time: parallel sessions stand together."""

    start: datetime
    end: datetime
    sessions: tuple[SessionFacts, ...]

    @property
    def is_break(self) -> bool:
        """Whether everything in it is a pause."""
        return all(session.is_break for session in self.sessions)


@dataclass(frozen=True)
class DayPlan:
    """A day and its slots."""

    day: DayFacts
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see; an empty value is no wish. `organisation` is a slug, `room` a room's key, `q` words to find.

    `codes` are those of chosen sessions; an empty set wishes for none.
    """

    day: date | None = None
    kind: str = ""
    organisation: str = ""
    room: int | None = None
    q: str = ""
    codes: frozenset[str] | None = None

    def __bool__(self):
        return any((self.day, self.kind, self.organisation, self.room is not None, self.q, self.codes is not None))

    def admit(self, session: SessionFacts) -> bool:
        """Whether the reader wants to see this session. A closed session is found by day, kind and room only."""
        return (
            (self.codes is None or session.code in self.codes)
            and (self.day is None or session.date == self.day)
            and (not self.kind or session.kind == self.kind)
            and (self.room is None or (session.room is not None and session.room.key == self.room))
            and (not self.organisation or self.organisation in session.presenting)
            and all(word in session.search_key for word in search_key(self.q).split())
        )


def slots_of(sessions: Iterable[SessionFacts]) -> tuple[Slot, ...]:
    """Group sessions, already in the order of the day, by their start."""
    groups: dict[datetime, list[SessionFacts]] = {}
    for session in sessions:
        groups.setdefault(session.start, []).append(session)
    return tuple(Slot(start, max(session.end for session in group), tuple(group)) for start, group in groups.items())


def timetable(programme: Programme, filters: Filters = Filters()) -> list[DayPlan]:
    """Return the days with their slots. Without a wish every day stands there, also an empty one; with one, those with a match."""
    by_date: dict[date, list[SessionFacts]] = {day.date: [] for day in programme.days}
    for session in programme.sessions:
        if filters.admit(session):
            by_date.setdefault(session.date, []).append(session)
    return [DayPlan(day, slots_of(by_date[day.date])) for day in programme.days if by_date[day.date] or not filters]
