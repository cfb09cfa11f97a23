"""What is wrong or doubtful in a draft programme: errors block publishing, warnings do not."""

from collections.abc import Iterable
from dataclasses import dataclass

from agenda.models import Session, Symposium

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `session_id` is the key of the session to open, `field` the field of its form; both may be missing."""

    severity: str
    code: str
    text: str
    session_id: int | None = None
    field: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it blocks publishing."""
        return self.severity == ERROR


def problems(symposium: Symposium) -> list[Problem]:
    """Return all problems of the draft, errors first, each as the days run. Linear in sessions; a constant number of queries."""
    sessions = list(symposium.sessions.with_presenters().as_the_day_runs())
    return sorted(_rooms_used_twice(sessions), key=lambda problem: not problem.is_error)


def by_session(found: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Return the problems of each session's key."""
    grouped: dict[int, list[Problem]] = {}
    for problem in found:
        if problem.session_id is not None:
            grouped.setdefault(problem.session_id, []).append(problem)
    return grouped


def _rooms_used_twice(sessions: Iterable[Session]) -> Iterable[Problem]:
    """Two sessions that take place in one room at a time; `sessions` are in the order of the day."""
    latest: dict[tuple[int, int], Session] = {}
    for session in sessions:
        if session.room_id is None or session.state == Session.State.CANCELLED:
            continue
        before = latest.get((session.day_id, session.room_id))
        if before and session.start < before.end:
            yield Problem(ERROR, "room-twice", f"“{before}” is in {session.room} until {before.end:%H:%M}.", session.pk, "room")
        if before is None or session.end > before.end:
            latest[session.day_id, session.room_id] = session
