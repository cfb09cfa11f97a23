"""Texts in cells: no program takes one for a formula, and each comes back as it was, byte for byte."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

# What Excel, LibreOffice or Google Sheets may take for a formula or cut off, after any apostrophes of ours.
RISKY = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
# What XML can't hold, or would change (a carriage return), and an underscore that would begin such an escape (ECMA-376, ST_Xstring).
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class BadCell:
    """A cell that holds no value that could be read: a formula, an error."""

    content: str
    reason: str


def neutral(text: str) -> str:
    """Return a text as it is written to a file: with an apostrophe before what might be taken for a formula."""
    return f"'{text}" if RISKY.match(text) else text


def plain(text: str) -> str:
    """Return a text of a file without the apostrophe that `neutral` wrote; `plain(neutral(text)) == text` for each text."""
    return text[1:] if text.startswith("'") and RISKY.match(text) else text


def to_xml(text: str) -> str:
    """Return a text with what XML can't hold written as _x000D_."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_xml(text: str) -> str:
    """Return a text of an XLSX file with its escapes undone."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def written(value: object) -> str:
    """Return a cell's value as the text that our own files would hold."""
    if value is None:
        return ""
    if isinstance(value, BadCell):
        return value.content
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}" if not (value.second or value.microsecond) else value.isoformat()
    return str(value)
