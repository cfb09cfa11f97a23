"""Uploaded files are known by their content and held to their limits."""

import io
import zipfile

import openpyxl
import pytest

from agenda.sheets import files
from agenda.sheets.files import UnreadableError, read_sheet
from tests.agenda.sheets.sheets import csv_file, xlsx_file


def read(content: bytes, title="Sessions"):
    return read_sheet(content, file_name="file.csv", title=title)


def archive(parts: dict[str, bytes], base: bytes | None = None) -> bytes:
    """Return a workbook with parts added or replaced."""
    kept = {}
    if base:
        with zipfile.ZipFile(io.BytesIO(base)) as old:
            kept = {name: old.read(name) for name in old.namelist()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in (kept | parts).items():
            new.writestr(name, part)
    return content.getvalue()


def with_macros() -> bytes:
    kinds = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    return archive({"[Content_Types].xml": kinds}, xlsx_file(["Code"]))


def two_sheets() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Other")
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_and_without_its_mark_and_with_each_delimiter(mark, delimiter):
    sheet = read(mark + delimiter.join(["Code", "Title"]).encode() + b"\r\n" + delimiter.join(["", "ពិធី"]).encode())

    assert (sheet.name, sheet.headings, sheet.rows) == ("file.csv", ["Code", "Title"], [(2, ["", "ពិធី"])])


def test_rows_keep_their_numbers_where_rows_between_are_empty():
    assert [number for number, _cells in read(xlsx_file(["Code"], ["a"], [], [None], ["b"])).rows] == [2, 5]
    assert [number for number, _cells in read(csv_file(["Code"], ["a"], [], [""], ["b"])).rows] == [2, 5]


REFUSED = {
    "nothing": (b"", "empty"),
    "large": (b"a" * (files.FILE_BYTES + 1), "larger than 5 MB"),
    "xls": (files.OLE + b"x", "old .xls workbook"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00", "neither an XLSX workbook nor a CSV"),
    "text with NUL": (b"Code\0,x", "neither an XLSX workbook nor a CSV"),
    "UTF-16": ("Code,កូដ".encode("utf-16"), "UTF-16"),
    "Latin 1": ("Code,é".encode("latin-1"), "neither an XLSX workbook nor a CSV"),
    "half an archive": (files.ZIP + b"broken", "damaged"),
    "a document": (archive({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<Types/>"}), "not an XLSX workbook"),
    "a macro": (archive({"xl/vbaProject.bin": b"x"}, xlsx_file(["Code"])), "macros"),
    "xlsm": (with_macros(), "macros"),
    "a bomb": (archive({"xl/bomb.xml": b"0" * (files.UNPACKED_BYTES + 1)}, xlsx_file(["Code"])), "unpacks to far more"),
    "many parts": (archive({f"xl/{number}.xml": b"" for number in range(files.PARTS)}, xlsx_file(["Code"])), "unpacks to far more"),
    "no sheet in it": (archive({"xl/worksheets/sheet1.xml": b"<not xml"}, xlsx_file(["Code"])), "damaged"),
    "no workbook in it": (archive({"xl/workbook.xml": b"<x/>"}, xlsx_file(["Code"])), "several|damaged|none"),
    "other sheets": (two_sheets(), "none is called “Sessions”"),
    "no headings": (csv_file([], ["x"]), "headings"),
    "many rows": (csv_file(["Code"], *[["x"]] * (files.ROWS + 1)), "more than 5,000 rows"),
    "many rows in a workbook": (xlsx_file(["Code"], *[["x"]] * (files.ROWS + 1)), "more than 5,000 rows"),
    "many columns": (csv_file(["x"] * (files.COLUMNS + 1)), "more than 100 columns"),
    "many columns in a workbook": (xlsx_file(["x"] * (files.COLUMNS + 1)), "more than 100 columns"),
    "an open quote": (b'Code\r\n"open', "CSV file can't be read"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_we_do_not_take_is_refused_with_a_reason(what):
    content, reason = REFUSED[what]

    with pytest.raises(UnreadableError, match=reason):
        read(content)


def test_entities_of_a_workbook_are_not_blown_up():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    bomb = f'<!DOCTYPE x [{entities}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&e9;</worksheet>'

    with pytest.raises(UnreadableError):
        read(archive({"xl/worksheets/sheet1.xml": bomb.encode()}, xlsx_file(["Code"])))


def test_largest_sheet_is_read():
    assert len(read(xlsx_file(["Code"], *[["x"]] * files.ROWS)).rows) == files.ROWS


def test_sheet_of_our_name_is_found_among_others():
    workbook = openpyxl.Workbook()
    workbook.create_sheet("sessions").append(["Code"])
    content = io.BytesIO()
    workbook.save(content)

    assert read(content.getvalue()).headings == ["Code"]
