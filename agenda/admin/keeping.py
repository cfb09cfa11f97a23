"""What was once published is kept: the desk says why it can't be deleted, and what to do instead."""

from collections.abc import Iterable

from django.forms import HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.desk import DeskAdmin
from agenda.models import ReleasedRecord


def first_release_numbers(model_name: str, keys: Iterable[int]) -> dict[int, int]:
    """Return, by the row's key, the number of the release that showed it first; rows never published are missing."""
    rows = ReleasedRecord.objects.filter(**{f"{model_name}__in": list(keys)})
    return dict(rows.values_list(f"{model_name}_id", "release__number"))


class KeepsThePublished(DeskAdmin):
    """An admin that deletes nothing which a release has shown, one by one or many at once."""

    delete_confirmation_template = "admin/agenda/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/agenda/delete_selected_confirmation.html"
    instead = "What was published is kept."

    def reasons_to_keep(self, rows: list) -> list[str]:
        """Return a sentence for each row that a release has shown."""
        numbers = first_release_numbers(self.opts.model_name, [row.pk for row in rows])
        return [
            format_html(
                '“{}” was published in release {}. {} <a href="{}">Open it</a>',
                row,
                numbers[row.pk],
                self.instead,
                reverse(f"admin:agenda_{self.opts.model_name}_change", args=[row.pk]),
            )
            for row in rows
            if row.pk in numbers
        ]

    def get_deleted_objects(self, objs, request):
        reasons = self.reasons_to_keep(list(objs))
        return ([], {}, set(), reasons) if reasons else super().get_deleted_objects(objs, request)


class PublishedRowsStay(BaseInlineFormSet):
    """Rows of an inline that can't be ticked for deletion once a release has shown them; the inline selects `released` with them."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if hasattr(form.instance, "released") and DELETION_FIELD_NAME in form.fields:  # those who only look have none
            form.fields[DELETION_FIELD_NAME].disabled = True  # what is sent for it is then ignored
            form.fields[DELETION_FIELD_NAME].widget = HiddenInput()
