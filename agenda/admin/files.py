"""Private files at the desk: no address of the site leads to them, so staff open them through a view that asks who they are."""

from dataclasses import dataclass

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from agenda.models import Material, Organisation, Person

FILES = {Organisation: "logo", Person: "photo", Material: "file"}


def file_name(model: type[Model]) -> str:
    """Return the name of the address at which a model's files are opened."""
    return f"agenda_{model._meta.model_name}_file"


def send_file(request, pk: int, model: type[Model]):
    """Send a private file to staff who may view its row."""
    if not request.user.has_perm(f"agenda.view_{model._meta.model_name}"):
        raise PermissionDenied
    rows = Material.objects.readable_by(request.user) if model is Material else model.objects.all()
    file = getattr(get_object_or_404(rows, pk=pk), FILES[model])
    if not file or not file.storage.exists(file.name):
        raise Http404
    return FileResponse(file.open(), as_attachment=True, filename=file.name.rsplit("/", 1)[-1])


def link_to_file(row: Model | None) -> str:
    """Return a link to a row's private file; empty when it has none."""
    if row is None or not getattr(row, FILES[type(row)]):
        return ""
    return format_html('<a href="{}">Open the file</a>', _address(row))


def _address(row: Model) -> str:
    return reverse(f"admin:{file_name(type(row))}", args=[row.pk])


@dataclass(frozen=True)
class _Shown:
    """What the stock widget prints of a stored file."""

    url: str

    def __str__(self):
        return "open the file"


class PrivateFileInput(AdminFileWidget):
    """The stock file input, for a file whose storage has no addresses."""

    def is_initial(self, value):
        return isinstance(value, FieldFile) and bool(value)

    def get_context(self, name, value, attrs):
        stored = value if self.is_initial(value) else None
        context = super().get_context(name, value, attrs)
        if stored:
            context["widget"]["value"] = _Shown(_address(stored.instance))
        return context
