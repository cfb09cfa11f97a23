"""What all admins of the agenda share."""

from django.contrib.admin import ModelAdmin, display
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import URLField
from django.template.response import TemplateResponse
from django.urls import path
from translated_fields import TranslatedFieldAdmin

from agenda.admin.files import PrivateFileInput, file_name, link_to_file, send_file
from agenda.domain.history import NEWEST, entries_of
from agenda.models import Tlp
from agenda.models.programme import READ_RED
from agenda.models.search import search_key


class EditedFields(TranslatedFieldAdmin):
    """How fields are edited at the desk, on pages and in their inlines: Khmer is marked as such, private files are opened by staff only."""

    private_files: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.private_files:
            kwargs["widget"] = PrivateFileInput
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name.endswith(("_km", "_khmer")):
            field.widget.attrs["lang"] = "km"
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Offer the label TLP:RED to those alone who may read what carries it: others could not undo it."""
        if db_field.name == "tlp" and not request.user.has_perm(READ_RED):
            kwargs["choices"] = [choice for choice in db_field.get_choices(include_blank=False) if choice[0] != Tlp.RED]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, "stored_file"] if self.private_files else readonly

    def get_fieldsets(self, request, obj=None):
        """Replace files by links for those who may only look: Django would print a file's address, and a private one has none."""
        fieldsets = super().get_fieldsets(request, obj)
        if not self.private_files or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": ["stored_file" if name in self.private_files else name for name in options["fields"]]})
            for title, options in fieldsets
        ]

    @display(description="file")
    def stored_file(self, row):
        """Print a link to the row's private file."""
        return link_to_file(row) or "–"


class DeskAdmin(EditedFields, ModelAdmin):
    """The base of the desk's admins."""

    list_per_page = 100
    sends_files_of = None  # the model whose private files are opened through this admin

    def get_urls(self):
        model = self.sends_files_of
        if model is None:
            return super().get_urls()
        view = self.admin_site.admin_view(send_file)
        return [path(f"file/{model._meta.model_name}/<int:pk>/", view, {"model": model}, file_name(model)), *super().get_urls()]

    def lookup_allowed(self, lookup, value, request):
        """Allow in an address what the list's filters and dates ask: by any other field one could guess at what a list does not show."""
        filters = [entry[0] if isinstance(entry, tuple) else entry for entry in self.get_list_filter(request)]
        names = [getattr(entry, "parameter_name", entry) for entry in (*filters, self.date_hierarchy) if entry]
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return is_offered and super().lookup_allowed(lookup, value, request)

    def history_view(self, request, object_id, extra_context=None):
        """Show who changed what of the row and of what belongs to it, when, from what to what."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "entries": entries_of(row, request.user),
            "object": row,
            "opts": self.opts,
            "newest": NEWEST,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/agenda/history.html", context)

    def get_search_results(self, request, queryset, search_term):
        if any(name.endswith("search_key") for name in self.search_fields):
            search_term = search_key(search_term)
        return super().get_search_results(request, queryset, search_term)
