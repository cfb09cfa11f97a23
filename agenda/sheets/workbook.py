"""Writing files: CSV, and XLSX with the columns' explanation and with their allowed values as drop-downs."""

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from agenda.sheets.cells import neutral, to_xml
from agenda.sheets.columns import Column
from agenda.sheets.files import ROWS
from agenda.sheets.resource import SheetResource

CELL_LETTERS = 32_767  # Excel's limit; openpyxl would cut off the rest
GUIDE, VALUES = "How to fill in", "Allowed values"
HEADING = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1F3A5F")}
TOP = Alignment(vertical="top", wrap_text=True)


class TooLongError(Exception):
    """A text is longer than a cell of a workbook may be; CSV has no such limit."""


def as_csv(resource: SheetResource, rows: Iterable[list[str]]) -> bytes:
    """Return rows as CSV in UTF-8, with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(resource.headings.values())
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(resource: SheetResource, rows: Iterable[list[str]] = ()) -> bytes:
    """Return rows (none: the template) as a workbook: the sheet, its explanation, and the values that its drop-downs offer."""
    columns = list(resource.fields.values())
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = resource.title
    _write(sheet, 1, list(resource.headings.values()))
    for number, row in enumerate(rows, 2):
        _write(sheet, number, row)
    for position, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width, dimension.number_format = column.width, "@"  # text: a spreadsheet would make dates of some
        for name, style in HEADING.items():
            setattr(sheet.cell(1, position), name, style)
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet(GUIDE), resource, columns)
    _offer(workbook.create_sheet(VALUES), sheet, columns)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _write(sheet, number: int, row: list[str]) -> None:
    for position, text in enumerate(row, 1):
        if text:
            _text(sheet, number, position, text)


def _text(sheet, number: int, position: int, text: str):
    """Write a text into a cell, where it stays a text, and return the cell."""
    safe = to_xml(neutral(text))
    if len(safe) > CELL_LETTERS:
        raise TooLongError(f"A text in row {number} is longer than a cell of a workbook may be. Export as CSV instead.")
    cell = sheet.cell(number, position, safe)
    cell.data_type = "s"  # openpyxl makes an error of "#REF!", a formula of "="
    cell.number_format = "@"
    if number > 1:
        cell.alignment = TOP
    return cell


def _explain(sheet, resource: SheetResource, columns: list[Column]) -> None:
    lines = [
        *resource.explanation,
        "Keep the headings. A column that you leave out stays as it is in the database; an empty cell empties it.",
        "Before anything is written you see each change. If one row is wrong, nothing is written.",
        "A text that would be taken for a formula (it begins with = + - @) has an apostrophe before it here; importing takes it off.",
    ]
    for number, line in enumerate(lines, 1):
        sheet.cell(number, 1, line)
    first = len(lines) + 2
    for position, text in enumerate(("Column", "What to write", "Values"), 1):
        cell = sheet.cell(first, position, text)
        cell.font, cell.fill = HEADING["font"], HEADING["fill"]
    for number, column in enumerate(columns, first + 1):
        labels = getattr(column, "labels", {})
        values = "; ".join(value if value == label else f"{value}: {label}" for value, label in labels.items())
        for position, text in enumerate((column.column_name, column.hint, values), 1):
            sheet.cell(number, position, text).alignment = TOP
    for letter, width in (("A", 26), ("B", 60), ("C", 70)):
        sheet.column_dimensions[letter].width = width


def _offer(values, sheet, columns: list[Column]) -> None:
    offering = [(position, column) for position, column in enumerate(columns, 1) if column.allowed]
    for place, (position, column) in enumerate(offering, 1):
        _write_list(values, place, [column.column_name, *column.allowed])
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{VALUES}'!${letter}$2:${letter}${len(column.allowed) + 1}",
            allow_blank=True,
            showErrorMessage=not column.allows_others,
            errorTitle=column.column_name,
            error="Choose one of the values that the list offers.",
        )
        cells = get_column_letter(position)
        rule.add(f"{cells}2:{cells}{ROWS + 1}")
        sheet.add_data_validation(rule)
        values.column_dimensions[letter].width = column.width


def _write_list(sheet, place: int, words: list[str]) -> None:
    for number, word in enumerate(words, 1):
        cell = _text(sheet, number, place, word)
        if number == 1:
            cell.font, cell.fill = HEADING["font"], HEADING["fill"]
