"""Files as an organiser uploads them, and what importing them comes to."""

import csv
import io

import openpyxl

from agenda.domain import importing
from agenda.sheets.files import read_sheet
from agenda.sheets.workbook import as_csv, as_xlsx


def csv_file(*rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def xlsx_file(*rows, title="Sessions") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def a_sheet(kind, **options):
    """Return a sheet of all rows of its model (of the symposium, where it has one)."""
    rows = kind._meta.model._default_manager.all()
    if symposium := options.get("symposium"):
        rows = rows.filter(symposium=symposium)
    return kind(rows=rows, **options)


def exported(kind, file_format="csv", **options) -> bytes:
    sheet = a_sheet(kind, **options)
    return (as_csv if file_format == "csv" else as_xlsx)(sheet, sheet.exported(sheet.rows))


def previewed(kind, content: bytes, **options) -> importing.Outcome:
    read = read_sheet(content, file_name="file.csv", title=kind.title)
    return importing.preview(lambda: a_sheet(kind, **options).import_sheet(read))


def imported(kind, content: bytes, **options) -> importing.Outcome:
    """Import as the desk does: what was previewed, if nothing was wrong."""
    read = read_sheet(content, file_name="file.csv", title=kind.title)
    fingerprint = previewed(kind, content, **options).fingerprint
    return importing.write(lambda: a_sheet(kind, **options).import_sheet(read), as_previewed=fingerprint, sheet=read.name)[0]


def told(outcome: importing.Outcome) -> list[tuple[int, str, str]]:
    return [(trouble.row, trouble.column, trouble.reason) for trouble in outcome.troubles]


def differences(outcome: importing.Outcome) -> list[tuple[int, str, str, str]]:
    return [(change.row, found.column, found.was, found.now) for change in outcome.changes for found in change.differences]
