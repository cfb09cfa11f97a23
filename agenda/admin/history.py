"""The history of everything at the desk, for organisers: who changed what, when, from what to what."""

from auditlog import admin as stock  # registers the page that is taken out here
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import KnownChoices
from agenda.domain.history import WHAT, field_changes
from agenda.models.programme import READ_RED

admin.site.unregister(stock.LogEntry)


class KindFilter(KnownChoices):
    """The kind of row that was changed."""

    title = "what"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        types = ContentType.objects.get_for_models(*auditlog.get_models())
        return sorted(((str(type_.pk), model._meta.verbose_name) for model, type_ in types.items()), key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(content_type=self.value()) if self.value() else queryset


@admin.register(LogEntry)
class HistoryAdmin(DeskAdmin):
    """Each change, to be read only; TLP:RED sessions' too, so those alone see it who may read them."""

    list_display = ["timestamp", "who", "done", "kind", "row", "changed"]
    list_display_links = ["timestamp"]
    list_filter = [("actor", admin.RelatedOnlyFieldListFilter), KindFilter, "action"]
    list_select_related = ["actor", "content_type"]
    search_fields = ["object_repr"]
    search_help_text = "By the name of what was changed."
    date_hierarchy = "timestamp"
    ordering = ["-timestamp", "-pk"]
    show_full_result_count = False
    fieldsets = [(None, {"fields": ["timestamp", "who", "done", "kind", "row"]}), ("From what to what", {"fields": ["in_full"]})]
    readonly_fields = ["timestamp", "who", "done", "kind", "row", "in_full"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and request.user.has_perm(READ_RED)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="who", ordering="actor__username", empty_value="the site, or a visitor")
    def who(self, entry):
        """Print who changed it."""
        return entry.actor

    @admin.display(description="done", ordering="action")
    def done(self, entry):
        """Print whether it was added, changed or deleted."""
        return WHAT.get(entry.action, "read")

    @admin.display(description="what", ordering="content_type")
    def kind(self, entry):
        """Print what kind of row it is."""
        return entry.content_type.name

    @admin.display(description="which", ordering="object_repr")
    def row(self, entry):
        """Print its name then, with a link to it where it has a page."""
        try:
            page = f"admin:{entry.content_type.app_label}_{entry.content_type.model}_change"
            address = reverse(page, args=[entry.object_pk])
        except NoReverseMatch:
            return entry.object_repr
        return format_html('<a href="{}">{}</a>', address, entry.object_repr)

    @admin.display(description="changed")
    def changed(self, entry):
        """Print the names of the fields."""
        return ", ".join(sorted((entry.changes or {}).keys())).replace("_", " ")

    @admin.display(description="changes")
    def in_full(self, entry):
        """Print each field as it was and is."""
        changes = field_changes([entry])[entry.pk]
        return render_to_string("admin/agenda/_field_changes.html", {"changes": changes})
