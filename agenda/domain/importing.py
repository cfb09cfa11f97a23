"""Importing a sheet: all of its rows are written, or none; what is written is what was shown before."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import Model

from agenda.models import Organisation, Person, Session


@dataclass(frozen=True)
class Trouble:
    """What keeps a sheet from being imported. Row 0: the sheet as a whole; column and value may be empty."""

    sheet: str
    row: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class Difference:
    """A cell that an import changes; a new row was empty before."""

    column: str
    was: str
    now: str


@dataclass(frozen=True)
class RowChange:
    """A row that an import adds or changes, with the object that it became."""

    row: int
    instance: Model
    is_new: bool
    differences: tuple[Difference, ...]
    remark: str = ""


@dataclass(frozen=True)
class Outcome:
    """What importing a sheet does: the rows that change, how many stay as they are, and what is wrong."""

    changes: list[RowChange] = field(default_factory=list)
    unchanged: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        """How many rows change."""
        return len(self.changes) - self.added

    @property
    def fingerprint(self) -> str:
        """The same for the same changes of the same rows; what is made anew each time, such as codes and keys, is left out."""
        said = [(change.row, change.is_new, change.differences) for change in self.changes]
        return hashlib.sha256(repr((said, self.unchanged)).encode("utf-8", "surrogatepass")).hexdigest()


def preview(import_sheet: Callable[[], Outcome]) -> Outcome:
    """Return what an import would do; nothing of it stays."""
    with transaction.atomic():
        outcome = import_sheet()
        transaction.set_rollback(True)
    return outcome


def write(import_sheet: Callable[[], Outcome], *, as_previewed: str, sheet: str) -> tuple[Outcome, bool]:
    """Import a sheet and return what it did and whether it stays.

    Nothing stays if a row is wrong, or if the changes are not those that were previewed (a fingerprint): somebody has edited meanwhile.
    """
    try:
        with transaction.atomic():
            outcome = import_sheet()
            stays = not outcome.troubles and outcome.fingerprint == as_previewed
            if not stays:
                transaction.set_rollback(True)
    except DatabaseError:
        reason = "The database refused a row that was right a moment ago: somebody has edited the same. Upload the file again."
        return Outcome(troubles=[Trouble(sheet, 0, "", reason)]), False
    return outcome, stays


def set_presenters(session: Session, organisations: Sequence[Organisation]) -> None:
    """Make these, in this order, the organisations that present in a session; rows that stay are kept."""
    present = {entry.organisation_id: entry for entry in session.session_organisations.all()}
    wanted = [(organisation.pk, {"organisation": organisation}) for organisation in organisations]
    _set_company(session.session_organisations, present, wanted)


def set_speakers(session: Session, speakers: Iterable[tuple[Person, str]]) -> None:
    """Make these, in this order and with these parts, the speakers of a session; rows that stay are kept."""
    present = {entry.person_id: entry for entry in session.session_speakers.all()}
    _set_company(session.session_speakers, present, [(person.pk, {"person": person, "part": part}) for person, part in speakers])


def _set_company(manager, present: dict[int, Model], wanted: list[tuple[int, dict]]) -> None:
    for key in present.keys() - {key for key, _values in wanted}:
        present[key].delete()
    for order, (key, values) in enumerate(wanted):
        entry = present.get(key)
        if entry is None:
            manager.create(order=order, **values)
        elif (entry.order, *(getattr(entry, name) for name in values)) != (order, *values.values()):
            for name, value in {"order": order, **values}.items():
                setattr(entry, name, value)
            entry.save()
