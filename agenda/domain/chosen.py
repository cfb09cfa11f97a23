"""Sessions that a reader chose by their codes: his stars, or what a colleague sent him; and which of them overlap."""

from collections.abc import Iterable
from dataclasses import dataclass

from agenda.domain.programme import Programme, SessionFacts

MOST_CODES = 500
LONGEST_CODE = 20  # letters that are looked at; a code has six
NAMED_CLASHES = 3


@dataclass(frozen=True)
class Clash:
    """What overlaps with one session: the first few by name, and how many more."""

    named: tuple[SessionFacts, ...]
    more: int


@dataclass(frozen=True)
class Chosen:
    """What a choice of codes is in a programme: its sessions as the days run, how many codes it does not know, and clashes by code."""

    sessions: tuple[SessionFacts, ...]
    unknown: int
    clashes: dict[str, Clash]

    @property
    def codes(self) -> str:
        """The known codes as they stand in an address."""
        return ",".join(session.code for session in self.sessions)


def read_codes(text: str) -> frozenset[str]:
    """Return the codes in a text that parts them by commas, in any case; no more than the first 500 of it are read."""
    parts = text[: MOST_CODES * (LONGEST_CODE + 1)].split(",", MOST_CODES)[:MOST_CODES]
    return frozenset(code[:LONGEST_CODE] for part in parts if (code := part.strip().upper()))


def choose(programme: Programme, codes: frozenset[str]) -> Chosen:
    """Return what these codes choose of the programme."""
    known = codes & programme.sessions_by_code.keys()
    sessions = tuple(session for session in programme.sessions if session.code in known) if known else ()
    return Chosen(sessions, len(codes) - len(known), clashes(sessions))


def clashes(sessions: Iterable[SessionFacts]) -> dict[str, Clash]:
    """Return, by code, what overlaps with each session that takes place; one that begins when another ends does not clash with it."""
    found: dict[str, list[SessionFacts]] = {}
    running: list[SessionFacts] = []
    for session in sorted((session for session in sessions if not session.is_cancelled), key=lambda session: session.start):
        running = [earlier for earlier in running if earlier.end > session.start]
        for earlier in running:
            found.setdefault(earlier.code, []).append(session)
            found.setdefault(session.code, []).append(earlier)
        running.append(session)
    return {code: Clash(tuple(others[:NAMED_CLASHES]), max(0, len(others) - NAMED_CLASHES)) for code, others in found.items()}
