"""The base of all sheets: which rows there are, what a file may hold, and what importing it comes to."""

import logging
from collections import Counter
from collections.abc import Iterable

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from import_export.resources import ModelResource
from import_export.results import RowResult

from agenda.domain.importing import Difference, Outcome, RowChange, Trouble
from agenda.models import Symposium
from agenda.sheets.columns import Column
from agenda.sheets.files import Sheet

ROW = "#row"  # beside a row's cells, its number in the file; no heading of ours
KEPT_VALUE = 80
logger = logging.getLogger(__name__)


class SheetResource(ModelResource):
    """Rows of a model as a sheet. A subclass names its columns and says which row of the database a row of the sheet is.

    Importing writes with `save()`, row by row, and deletes nothing: a row that a file leaves out stays. A column that a file leaves out
    stays, too; an empty cell empties.
    """

    title = ""  # of the sheet, and of the page
    explanation: tuple[str, ...] = ()  # for the template
    generated: tuple[str, ...] = ()  # headings of what a new row is given by the program
    of_symposium = False  # whether the rows belong to one symposium

    class Meta:
        fields = ()
        import_id_fields = ()
        skip_diff = True  # `Difference` says what changes, without a style attribute
        report_skipped = True
        store_instance = True

    def __init__(self, *, rows: QuerySet, symposium: Symposium | None = None) -> None:
        super().__init__()
        self.rows, self.symposium = rows, symposium
        self.fields = {column.attribute: column for column in self.columns()}
        self.headings = {name: column.column_name for name, column in self.fields.items()}
        self._existing: dict[object, Model] = {}
        self._seen: dict[object, int] = {}
        self._before: dict[str, str] | None = None

    def columns(self) -> Iterable[Column]:
        """Return the columns in their order."""
        raise NotImplementedError

    def with_cells(self, queryset: QuerySet) -> QuerySet:
        """Return the rows with all that their cells say, in a constant number of queries."""
        return queryset

    def key_of(self, instance: Model) -> object:
        """Return by what a row of the database is known in a sheet."""
        raise NotImplementedError

    def key_in(self, row: dict) -> object | None:
        """Return by what a row of the sheet names a row of the database; None for a new one."""
        raise NotImplementedError

    def unknown(self, key: object) -> ValidationError | None:
        """Return what is wrong with a key that no row has; None where it makes a new row."""
        return None

    def arranged(self, rows: list[tuple[int, list]], headings: list[str]) -> list[tuple[int, list]]:
        """Return the rows of a file in the order in which they are written."""
        return rows

    def after_all_rows(self, changes: list[RowChange]) -> list[tuple[int, str, str]]:
        """Return what is wrong with all the rows together, once they are written: (row, heading, reason)."""
        return []

    def remark(self, instance: Model, is_new: bool) -> str:
        """Return what the preview should say beside a row."""
        return ""

    # Out

    def said(self, instance: Model) -> dict[str, str]:
        """Return the cells of a row by their headings."""
        return {column.column_name: column.export(instance) for column in self.fields.values()}

    def exported(self, queryset: QuerySet) -> list[list[str]]:
        """Return the rows of an export, without the headings."""
        return [list(self.said(instance).values()) for instance in self.with_cells(queryset)]

    # In

    def import_sheet(self, sheet: Sheet) -> Outcome:
        """Write a sheet's rows and return what that did. The caller decides whether it stays (domain/importing.py)."""
        troubles = [Trouble(sheet.name, *trouble) for trouble in self._wrong_headings(sheet)]
        if troubles:
            return Outcome(troubles=troubles)
        dataset = tablib.Dataset(headers=[*sheet.headings, ROW])
        width = len(sheet.headings)
        for number, cells in self.arranged(sheet.rows, sheet.headings):
            dataset.append([*cells, *[None] * (width - len(cells)), number])
        result = self.import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
        troubles = [Trouble(sheet.name, 0, "", str(error.error)) for error in result.base_errors]
        changes: list[RowChange] = []
        for row, found in zip(dataset.dict, result.rows, strict=True):
            if found.errors or found.validation_error:
                troubles += [Trouble(sheet.name, row[ROW], *trouble) for trouble in self._told(row, found)]
            elif found.import_type != RowResult.IMPORT_TYPE_SKIP:
                changes.append(found.change)
        if not troubles:
            troubles = [Trouble(sheet.name, *trouble) for trouble in self.after_all_rows(changes)]
        changes.sort(key=lambda change: change.row)
        troubles.sort(key=lambda trouble: trouble.row)
        return Outcome(changes, len(dataset) - len(changes), troubles)

    def _wrong_headings(self, sheet: Sheet) -> Iterable[tuple[int, str, str]]:
        known = list(self.headings.values())
        for heading, count in Counter(sheet.headings).items():
            if heading and heading not in known:
                yield 1, heading, f"There is no such column. The columns are: {', '.join(known)}."
            elif heading and count > 1:
                yield 1, heading, "This column stands in the file twice."
        for name in self._meta.import_id_fields:
            if self.headings[name] not in sheet.headings:
                yield 1, self.headings[name], "This column is missing. It says which row is which."
        width = len(sheet.headings)
        nameless = [position for position, heading in enumerate(sheet.headings) if not heading]
        for number, cells in sheet.rows:
            if len(cells) > width or any(position < len(cells) and cells[position] not in (None, "") for position in nameless):
                yield number, "", "A cell of this row stands in a column without a heading."

    def _told(self, row: dict, found: RowResult) -> Iterable[tuple[str, str, str]]:
        """Yield (heading, reason, value) of all that is wrong with a row."""
        for error in found.errors:
            logger.error("A row of a sheet could not be imported.", exc_info=error.error)
            yield "", "This row could not be imported; the technical reason is in the log.", ""
        if found.validation_error:
            for name, reasons in found.validation_error.update_error_dict({}).items():
                heading = "" if name == NON_FIELD_ERRORS else self.headings.get(name, "")
                value = str(getattr(row.get(heading), "content", row.get(heading) or "")) if heading else ""
                for reason in ValidationError(reasons).messages:
                    yield heading, reason, value[:KEPT_VALUE] + ("…" if len(value) > KEPT_VALUE else "")

    # Hooks of django-import-export, in the order in which they are called

    def before_import(self, dataset, **kwargs):
        self._seen = {}
        rows = self._meta.model._default_manager.filter(pk__in=self.rows.order_by().values("pk")).order_by("pk")
        self._existing = {self.key_of(instance): instance for instance in self.with_cells(rows.select_for_update(of=("self",)))}

    def get_instance(self, instance_loader, row):
        key = self.key_in(row)
        if key is None:
            return None
        if key in self._seen:
            name = self._meta.import_id_fields[0]
            raise ValidationError({name: f"This stands in row {self._seen[key]} already."})
        self._seen[key] = row[ROW]
        instance = self._existing.get(key)
        problem = None if instance else self.unknown(key)
        if problem:
            raise problem
        return instance

    def init_instance(self, row=None):
        instance = self._meta.model()
        if self.of_symposium:
            instance.symposium = self.symposium
        return instance

    def after_init_instance(self, instance, new, row, **kwargs):
        self._before = None if new else self.said(instance)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return self._before is not None and not import_validation_errors and self.said(instance) == self._before

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check all of the row but that the rows exist to which its cells led us: they were just loaded."""
        errors = dict(import_validation_errors or {})
        loaded = {field.name for field in instance._meta.fields if field.is_relation and getattr(instance, field.attname) is not None}
        try:
            instance.full_clean(exclude={*errors, *loaded}, validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_import_row(self, row, row_result, **kwargs):
        if row_result.import_type == RowResult.IMPORT_TYPE_SKIP:
            return
        instance, before, now = row_result.instance, self._before, self.said(row_result.instance)
        if before is None:
            left_out = {*self.generated, self.headings.get("symposium")}
            differences = [Difference(heading, "", text) for heading, text in now.items() if text and heading not in left_out]
        else:
            differences = [Difference(heading, before[heading], text) for heading, text in now.items() if text != before[heading]]
        is_new = before is None
        row_result.change = RowChange(row[ROW], instance, is_new, tuple(differences), self.remark(instance, is_new))

    def after_import(self, dataset, result, **kwargs):
        """Leave the database's sequences alone: no key comes from a file."""
