"""Published releases at the desk: to look at and to put back, never to change."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html_join

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import SymposiumFilter
from agenda.admin.preview import may_look_back, release_links
from agenda.admin.publishing import published_changes
from agenda.admin.putting_back import may_put_back, put_back_address, put_back_page
from agenda.domain.changes import WORDS
from agenda.models import ProgrammeRelease, Symposium

KINDS_IN_LIST = 4


@admin.register(ProgrammeRelease)
class ProgrammeReleaseAdmin(DeskAdmin):
    """Who published what and when."""

    list_display = ["release", "edition", "published_at", "published_by", "what", "note_en"]
    list_filter = [SymposiumFilter]
    list_select_related = ["symposium", "published_by"]
    date_hierarchy = "published_at"
    list_per_page = 25  # each row's changes are read to say what they are
    search_fields = ["number", "note_en", "note_km"]
    fieldsets = [
        (None, {"fields": ["symposium", "number", "published_at", "published_by", ("announce", "announced_at")]}),
        ("Note", {"fields": [("note_en", "note_km")]}),
        ("What changed since the release before", {"fields": ["what_changed"]}),
    ]
    readonly_fields = ["what_changed"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("public_content", "restricted_content")

    def get_urls(self):
        page = path("<int:pk>/put-back/", self.admin_site.admin_view(self.put_back), name="agenda_programmerelease_put_back")
        return [page, *super().get_urls()]

    def put_back(self, request, pk):
        """Show what putting a release back would discard, and put it back."""
        return put_back_page(request, self, pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["look_links"] = release_links(obj) if may_look_back(request.user) else []
        context["put_back_address"] = put_back_address(obj) if may_put_back(request.user) else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return [*columns, "to_look_at"] if may_look_back(request.user) else columns

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

    @admin.display(description="edition", ordering="symposium")
    def edition(self, release):
        """Print the symposium, short."""
        return release.symposium.slug

    @admin.display(description="what")
    def what(self, release):
        """Print how many changes it made, and their kinds."""
        if release.number == 1:
            return "first release"
        kinds = list(dict.fromkeys(str(WORDS[stored["what"]]) for stored in release.changes))
        named = ", ".join(kinds[:KINDS_IN_LIST]) + (", …" if len(kinds) > KINDS_IN_LIST else "")
        return f"{len(release.changes)} change{'' if len(release.changes) == 1 else 's'}: {named}" if kinds else "details only"

    @admin.display(description="look at it")
    def to_look_at(self, release):
        """Print links to the programme as it was published."""
        return format_html_join(", ", '<a href="{}">{}</a>', [(address, language) for language, address in release_links(release)])

    @admin.display(description="changes")
    def what_changed(self, release):
        """Print its changes in words."""
        changes = published_changes(release, release.reader)
        return render_to_string("admin/agenda/_changes.html", {"changes": changes, "is_first": release.number == 1})

    def view_on_site(self, release):
        """Return the public page of changes while there is one."""
        return reverse("agenda:changes", args=[release.symposium.slug]) if release.symposium.state != Symposium.State.DRAFT else None
