"""Reading an uploaded file: by its content, within limits, and never trusted."""

import csv
import io
import logging
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import openpyxl

from agenda.sheets.cells import BadCell, from_xml, plain

MEGABYTE = 1024 * 1024
FILE_BYTES = 5 * MEGABYTE
UNPACKED_BYTES = 60 * MEGABYTE
PARTS = 500
ROWS = 5_000
SCANNED_ROWS = 1_048_576  # as many as a sheet has
COLUMNS = 100
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMULA = "This cell holds a formula. Put its value there instead (copy, paste special, values)."
csv.field_size_limit(FILE_BYTES)  # of the whole process; its own limit is less than what a text may be
logger = logging.getLogger(__name__)


class UnreadableError(Exception):
    """The file is not taken; says why, in a sentence for its uploader."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: its name, its headings, and its rows that hold anything, each with its number in the file."""

    name: str
    headings: list[str]
    rows: list[tuple[int, list[object]]]


def read_sheet(content: bytes, *, file_name: str, title: str) -> Sheet:
    """Return the sheet `title` of an XLSX workbook, or a CSV file; raise UnreadableError for anything else and for what is too large."""
    if len(content) > FILE_BYTES:
        raise UnreadableError("The file is larger than 5 MB.")
    if not content:
        raise UnreadableError("The file is empty.")
    if content.startswith(OLE):
        raise UnreadableError("This is an old .xls workbook or one with a password. Save it as .xlsx without a password.")
    if content.startswith(ZIP):
        check_archive(content)
        name, rows = _workbook_rows(content, title)
    else:
        name, rows = file_name, _csv_rows(content)
    return _sheet(name, rows)


def check_archive(content: bytes) -> None:
    """Refuse, before anything of it is unpacked, an archive that is no workbook, holds macros, or unpacks to more than a workbook would."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise UnreadableError("The file unpacks to far more than a workbook should hold, so it was not opened.")
            if any(part.flag_bits & 0x1 for part in parts):
                raise UnreadableError("The workbook has a password. Save it without one.")
            if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
                raise UnreadableError("This is not an XLSX workbook. Save the sheet as .xlsx or as CSV UTF-8.")
            kinds = next(archive.read(part) for part in parts if part.filename.lower() == "[content_types].xml")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableError("The workbook is damaged: it could not be unpacked.") from error
    if b"macroenabled" in kinds.lower() or any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableError("The workbook holds macros (.xlsm). Save it as .xlsx, without macros.")


def _workbook_rows(content: bytes, title: str) -> tuple[str, list[list[object]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not keep (pictures, extensions) is not asked for here
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            try:
                sheet = _chosen_sheet(workbook, title)
                sheet.reset_dimensions()
                cells = islice(sheet.iter_rows(max_col=COLUMNS + 1), SCANNED_ROWS)
                return sheet.title, list(_trimmed([_value(cell) for cell in row] for row in cells))
            finally:
                workbook.close()
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        logger.info("An uploaded workbook could not be read.", exc_info=True)
        raise UnreadableError(
            "The workbook is damaged: it could not be read. Open it in a spreadsheet program and save it anew."
        ) from error


def _chosen_sheet(workbook, title: str):
    found = {sheet.title.strip().casefold(): sheet for sheet in workbook.worksheets}
    sheet = found.get(title.casefold()) or (workbook.worksheets[0] if len(workbook.worksheets) == 1 else None)
    if sheet is None:
        raise UnreadableError(f"The workbook has several sheets and none is called “{title}”.")
    return sheet


def _value(cell) -> object:
    if cell.data_type == "f":
        return BadCell(str(cell.value), FORMULA)
    if cell.data_type == "e":
        return BadCell(str(cell.value), "This cell holds an error instead of a value.")
    return plain(from_xml(cell.value)) if isinstance(cell.value, str) else cell.value


def _csv_rows(content: bytes) -> list[list[object]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("This text is in UTF-16. Save it as “CSV UTF-8”.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("This is neither an XLSX workbook nor a CSV file in UTF-8. Save it as .xlsx or as “CSV UTF-8”.") from error
    if "\0" in text:
        raise UnreadableError("This is neither an XLSX workbook nor a CSV file in UTF-8.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return list(_trimmed([plain(cell) for cell in row] for row in reader))
    except csv.Error as error:
        raise UnreadableError(f"The CSV file can't be read: {error}.") from error


def _trimmed(rows: Iterable[list[object]]) -> Iterator[list[object]]:
    """Yield the rows without their empty end; refuse more than we import. Empty rows between others stay: they count."""
    filled = 0
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
        filled += bool(row)
        if filled > ROWS + 1:
            raise UnreadableError(f"The sheet has more than {ROWS:,} rows. Import it in parts.")
        if len(row) > COLUMNS:
            raise UnreadableError(f"The sheet has more than {COLUMNS} columns.")
        yield row


def _sheet(name: str, rows: list[list[object]]) -> Sheet:
    if not rows or not rows[0]:
        raise UnreadableError("The first row must hold the headings of the columns.")
    headings = ["" if cell is None else str(cell).strip() for cell in rows[0]]
    return Sheet(name, headings, [(number, row) for number, row in enumerate(rows[1:], 2) if row])
