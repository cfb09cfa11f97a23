"""The programme board: days x rooms x five-minute rows, for organisers who lay out the draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agenda.domain import conflicts
from agenda.domain.conflicts import Problem
from agenda.domain.moves import minutes_of
from agenda.models import Day, Room, Session, Symposium, Tlp

STEP = 5  # minutes: a row of the grid
SLOT = 30  # minutes: an empty place that opens a new session
FIRST_HOUR, LAST_HOUR = 8, 18  # shown at least
MOST_LANES = 8  # side by side in one room


@dataclass(frozen=True)
class Span:
    """A stretch of the grid: its first row and its rows as hours and minutes, in whole steps, for the style sheet's classes."""

    hour: int
    minute: int
    hours: int
    minutes: int

    @classmethod
    def between(cls, start: int, end: int) -> "Span":
        """Return the rows from one minute of the day to another: at least one row."""
        start -= start % STEP
        length = max(-(-(end - start) // STEP) * STEP, STEP)
        return cls(*divmod(start, 60), *divmod(length, 60))


@dataclass(frozen=True)
class Block:
    """A session on the board; of those side by side at one time in one column it has lane `lane` of `lanes`."""

    session: Session
    span: Span
    problems: Sequence[Problem]
    lane: int
    lanes: int
    is_open: bool  # whether its text may be shown to who looks; else it is a closed session

    @property
    def title(self) -> str:
        """Its title, in English where there is one."""
        return self.session.title_en or self.session.title_km

    @property
    def label_class(self) -> str:
        """The class that colours its label."""
        return self.session.tlp.partition("+")[0]

    @property
    def has_errors(self) -> bool:
        """Whether something in it blocks publishing."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True)
class FreeSlot:
    """A place where nothing stands; times as the session's form takes them."""

    start: str
    end: str
    span: Span


@dataclass(frozen=True)
class Column:
    """A room on a day; `room` is None for sessions without one."""

    day: Day
    room: Room | None
    blocks: Sequence[Block]
    free: Sequence[FreeSlot]


@dataclass(frozen=True)
class BoardDay:
    """A day and its columns."""

    day: Day
    columns: Sequence[Column]


@dataclass(frozen=True)
class Board:
    """All days, with the hours that the grid shows: from `first_hour` to `last_hour`, the same for each day."""

    days: Sequence[BoardDay]
    rooms: Sequence[Room]
    first_hour: int
    last_hour: int
    problems: Sequence[Problem]

    @property
    def hours(self) -> range:
        """The hours of the time axis."""
        return range(self.first_hour, self.last_hour)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def lanes_of(sessions: Sequence[Session]) -> dict[int, tuple[int, int]]:
    """Return (lane, lanes) of each session by its key: those that overlap stand side by side. `sessions` come as they start."""
    found: dict[int, tuple[int, int]] = {}
    cluster: list[tuple[Session, int]] = []
    ends: list = []

    def close() -> None:
        lanes = min(len(ends), MOST_LANES)
        found.update({session.pk: (lane % MOST_LANES, lanes) for session, lane in cluster})

    for session in sessions:
        if cluster and session.start >= max(ends):
            close()
            cluster, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= session.start), len(ends))
        ends[lane : lane + 1] = [session.end]
        cluster.append((session, lane))
    close()
    return found


def _free_slots(sessions: Iterable[Session], first_hour: int, last_hour: int) -> list[FreeSlot]:
    taken = [(minutes_of(session.start), minutes_of(session.end)) for session in sessions]
    slots = []
    for start in range(first_hour * 60, last_hour * 60, SLOT):
        end = min(start + SLOT, 24 * 60 - 1)
        if not any(begins < end and start < ends for begins, ends in taken):
            slots.append(FreeSlot(_clock(start), _clock(end), Span.between(start, end)))
    return slots


def _blocks(sessions: Sequence[Session], problems: dict[int, list[Problem]], *, reads_red: bool) -> list[Block]:
    lanes = lanes_of(sessions)
    return [
        Block(
            session,
            Span.between(minutes_of(session.start), minutes_of(session.end)),
            problems.get(session.pk, ()),
            *lanes[session.pk],
            is_open=reads_red or session.tlp != Tlp.RED,
        )
        for session in sessions
    ]


def board(symposium: Symposium, *, reads_red: bool) -> Board:
    """Lay out the draft of a symposium; `reads_red` says whether texts of TLP:RED are for who looks. A constant number of queries."""
    days, rooms = list(symposium.days.all()), list(symposium.rooms.all())
    sessions = list(symposium.sessions.with_presenters().as_the_day_runs())
    problems = conflicts.problems(symposium)
    grouped = conflicts.by_session(problems)
    by_place: dict[tuple[int, int | None], list[Session]] = {}
    for session in sessions:
        by_place.setdefault((session.day_id, session.room_id), []).append(session)
    first = min([FIRST_HOUR, *(session.start.hour for session in sessions)])
    last = max([LAST_HOUR, *(-(-minutes_of(session.end) // 60) for session in sessions)])

    def column(day: Day, room: Room | None) -> Column:
        here = by_place.get((day.pk, room and room.pk), [])
        return Column(day, room, _blocks(here, grouped, reads_red=reads_red), _free_slots(here, first, last))

    return Board(
        days=[BoardDay(day, [column(day, room) for room in [*rooms, None]]) for day in days],
        rooms=rooms,
        first_hour=first,
        last_hour=last,
        problems=problems,
    )
