"""Columns of a sheet: how a value of a row is written into a cell and read back, and what the template says of it."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override
from import_export.fields import Field

from agenda.sheets.cells import BadCell, written
from agenda.texts import latin_digits

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
EMPTY = "This cell may not be empty."


class Column(Field):
    """A column with any text. `hint` is for the template; `allowed` are the values of its drop-down."""

    width = 24

    def __init__(self, attribute: str, heading: str, hint: str = "", *, width: int | None = None, allowed: Sequence[str] = ()) -> None:
        super().__init__(attribute=attribute, column_name=heading)
        self.hint, self.allowed, self.width = hint, list(allowed), width or self.width
        self.allows_others = False  # whether more than what the drop-down offers may be typed

    def say(self, value: object) -> str:
        """Return a value of the model as the text of a cell."""
        return written(value)

    def read(self, text: str, value: object) -> object:
        """Return what a cell says as a value of the model; raise ValueError with the reason where it says nothing sensible."""
        if "\0" in text:
            raise ValueError("This text holds a character that no text may hold (NUL).")
        if isinstance(value, bool | date | datetime | time):
            raise ValueError("This cell holds a date, a time or a truth value; write it as a text.")
        return "" if text.isspace() else text

    def export(self, instance, **kwargs):
        return self.say(self.get_value(instance))

    def save(self, instance, row, is_m2m=False, **kwargs):
        value = row[self.column_name]
        if isinstance(value, BadCell):
            raise ValueError(value.reason)
        text = written(value)
        is_new = instance._state.adding
        if not is_new and text == self.export(instance):
            return  # as it was, to the last byte, whatever else it might be read as
        if is_new and not text.strip() and self._has_default(instance):
            return
        setattr(instance, self.attribute, self.read(text, value))

    def _has_default(self, instance: Model) -> bool:
        names = {field.name: field for field in instance._meta.fields}
        return self.attribute in names and names[self.attribute].has_default()


class WordColumn(Column):
    """A short text without spaces around it: a slug, a code, an address."""

    def read(self, text, value):
        return str(super().read(text, value)).strip()


class ChoiceColumn(Column):
    """One of a few values; its English label is understood too."""

    def __init__(self, attribute: str, heading: str, hint: str, choices, *, width: int = 16) -> None:
        with override("en"):
            self.labels = {value: str(label) for value, label in (getattr(choices, "choices", choices)) if value}
        super().__init__(attribute, heading, hint, width=width, allowed=list(self.labels))
        self.understood = {word.casefold(): value for value, label in self.labels.items() for word in (label, value)}

    def read(self, text, value):
        word = text.strip().casefold()
        if word and word not in self.understood:
            raise ValueError(f"Write one of: {', '.join(self.labels)}.")
        return self.understood.get(word, "")


class NumberColumn(Column):
    """A whole number, or nothing."""

    width = 10

    def read(self, text, value):
        word = text.strip()
        if not word:
            return None
        if not word.isdecimal() or len(word) > 9:
            raise ValueError("Write a whole number, such as 120.")
        return int(word)


class TimeColumn(Column):
    """A time of the day."""

    width = 10

    def read(self, text, value):
        if not text.strip():
            raise ValueError(EMPTY)
        if isinstance(value, datetime):
            raise ValueError("Write a time only, such as 09:30, without a date.")
        if isinstance(value, time):
            return value.replace(microsecond=0)
        found = CLOCK.fullmatch(latin_digits(text.strip()))
        try:
            return time(*(int(part or 0) for part in found.groups())) if found else time.fromisoformat("")
        except ValueError as error:
            raise ValueError("Write a time such as 09:30 or 14:05.") from error


class MomentColumn(Column):
    """A day and a time, by the symposium's clock, or nothing."""

    width = 18

    def __init__(self, attribute: str, heading: str, hint: str, zone: ZoneInfo) -> None:
        super().__init__(attribute, heading, hint)
        self.zone = zone

    def say(self, value):
        if value is None:
            return ""
        local = timezone.localtime(value, self.zone).replace(tzinfo=None)
        return f"{local:%Y-%m-%d %H:%M}" if not (local.second or local.microsecond) else local.isoformat(" ")

    def read(self, text, value):
        if not text.strip():
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(text.strip())
        except ValueError as error:
            raise ValueError("Write a day and a time such as 2026-12-01 17:00.") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


class RelatedColumn(Column):
    """Another row by a name that people know: `name` writes it, `find` reads it and raises ValueError where it names none."""

    def __init__(
        self,
        attribute: str,
        heading: str,
        hint: str,
        *,
        name: Callable[[Model], str],
        find: Callable[[str], Model],
        allowed: Sequence[str] = (),
        may_be_empty: bool = True,
        width: int = 20,
    ) -> None:
        super().__init__(attribute, heading, hint, width=width, allowed=allowed)
        self.name, self.find, self.may_be_empty = name, find, may_be_empty

    def say(self, value):
        return "" if value is None else self.name(value)

    def read(self, text, value):
        if text.strip():
            return self.find(text.strip())
        if not self.may_be_empty:
            raise ValueError(EMPTY)
        return None


class OwnSymposiumColumn(Column):
    """The symposium that the sheet is imported into; a row of another one is refused rather than moved."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            "symposium", "Symposium", "The symposium's short name, or empty: the one that you choose when you import.", width=12
        )
        self.slug = slug
        self.allowed = [slug] if slug else []

    def say(self, value):
        return value.slug if value else ""

    def save(self, instance, row, is_m2m=False, **kwargs):
        text = written(row[self.column_name]).strip()
        if text not in ("", self.slug):
            raise ValueError(f"This row belongs to symposium “{text}”, and you are importing into “{self.slug}”.")
