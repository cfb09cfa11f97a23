"""Published releases at the desk: to look at, never to change."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import SymposiumFilter
from agenda.admin.publishing import published_changes
from agenda.models import ProgrammeRelease, Symposium


@admin.register(ProgrammeRelease)
class ProgrammeReleaseAdmin(DeskAdmin):
    """Who published what and when."""

    list_display = ["release", "symposium", "published_at", "published_by", "note_en", "number_of_changes"]
    list_filter = [SymposiumFilter]
    list_select_related = ["symposium", "published_by"]
    date_hierarchy = "published_at"
    search_fields = ["number", "note_en", "note_km"]
    fieldsets = [
        (None, {"fields": ["symposium", "number", "published_at", "published_by"]}),
        ("Note", {"fields": [("note_en", "note_km")]}),
        ("What changed since the release before", {"fields": ["what_changed"]}),
    ]
    readonly_fields = ["what_changed"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("public_content", "restricted_content")

    def get_object(self, request, object_id, from_field=None):
        release = super().get_object(request, object_id, from_field)
        if release:
            release.reader = request.user  # what_changed is not told who asks
        return release

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="release", ordering="number")
    def release(self, release):
        """Print its number."""
        return str(release)

    @admin.display(description="changes")
    def number_of_changes(self, release):
        """Print how many changes it made."""
        return len(release.changes) if release.number > 1 else "first release"

    @admin.display(description="changes")
    def what_changed(self, release):
        """Print its changes in words."""
        changes = published_changes(release, release.reader)
        return render_to_string("admin/agenda/_changes.html", {"changes": changes, "is_first": release.number == 1})

    def view_on_site(self, release):
        """Return the public page of changes while there is one."""
        return reverse("agenda:changes", args=[release.symposium.slug]) if release.symposium.state != Symposium.State.DRAFT else None
