"""The door list: who is registered, as door staff may see it: name, agency and state."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import SymposiumFilter
from registrations.models import DoorListEntry


@admin.register(DoorListEntry)
class DoorListAdmin(DeskAdmin):
    """Names, agencies and states, to be read only. Neither search nor address asks for anything else of a person."""

    list_display = ["name_latin", "name_khmer", "agency", "state"]
    list_display_links = None
    list_filter = [SymposiumFilter, "state"]
    search_fields = ["name_latin", "name_khmer"]
    fields = readonly_fields = ["name_latin", "name_khmer", "agency", "state"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("delegation__organisation")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """Refuse: a registration's history tells more than a door list does."""
        raise PermissionDenied

    @admin.display(description="agency", ordering="delegation__organisation__name_en")
    def agency(self, entry):
        """Print the agency."""
        return str(entry.delegation) if entry.delegation else entry.other_agency
