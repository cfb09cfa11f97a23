"""The symposium at the desk, with its days, rooms and the roles of organisations."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from agenda.admin.board import board_urls
from agenda.admin.desk import DeskAdmin, EditedFields
from agenda.admin.keeping import KeepsThePublished, PublishedRowsStay
from agenda.admin.new_edition import may_make_edition, new_edition_page
from agenda.admin.once import NamedOnce
from agenda.admin.preview import preview_links
from agenda.admin.publishing import may_publish, publish_page
from agenda.admin.shift import shift_urls
from agenda.models import Day, OrganisationRole, ProgrammeRelease, Room, Symposium


class SymposiumForm(forms.ModelForm):
    """A symposium; says beside the mark when another one is the current edition."""

    def clean_is_current(self):
        is_current = self.cleaned_data["is_current"]
        other = Symposium.objects.filter(is_current=True).exclude(pk=self.instance.pk).first() if is_current else None
        if other:
            raise forms.ValidationError(f"{other} is the current edition; take the mark from it first.")
        return is_current


class DaysOnce(PublishedRowsStay, NamedOnce):
    """Days of a symposium, none twice."""

    together = ("date",)
    message = "This day stands above already."


class RolesOnce(NamedOnce):
    """Roles, none twice for the same organisation."""

    together = ("organisation", "role")
    message = "This organisation has this role already."


class PublishedRowsInline(EditedFields, admin.TabularInline):
    """Rows of the symposium that stay once a release has shown them."""

    formset = PublishedRowsStay
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("released")


class DayInline(PublishedRowsInline):
    """Days, with their seats."""

    model = Day
    formset = DaysOnce
    fields = ["date", "label_en", "label_km", "doors_open", "seats"]


class RoomInline(PublishedRowsInline):
    """Rooms."""

    model = Room
    fields = ["name_en", "name_km", "capacity", "order"]


class RoleInline(EditedFields, admin.TabularInline):
    """Who organises, supports, approves."""

    model = OrganisationRole
    formset = RolesOnce
    fields = ["role", "organisation", "person", "order"]
    autocomplete_fields = ["organisation", "person"]
    extra = 0
    verbose_name = "role of an organisation"
    verbose_name_plural = "roles of organisations (presenters follow from the sessions)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation", "person")


@admin.register(Symposium)
class SymposiumAdmin(KeepsThePublished, DeskAdmin):
    """Editions of the symposium."""

    form = SymposiumForm
    list_display = ["title", "slug", "dates", "venue_en", "state", "is_current", "current_release"]
    list_filter = ["state"]
    search_fields = ["name_en", "name_km", "slug", "venue_en", "venue_km"]
    inlines = [DayInline, RoomInline, RoleInline]
    instead = "Set its state to “Archived” instead."
    fieldsets = [
        (None, {"fields": [("name_en", "name_km"), "slug"]}),
        (
            "When and where",
            {
                "fields": [("starts_on", "ends_on"), ("venue_en", "venue_km"), ("latitude", "longitude"), "time_zone"],
                "description": "Each day stands below, within these dates. Readers see a change once you publish.",
            },
        ),
        ("Notice", {"fields": [("notice_en", "notice_km")]}),
        ("What the public sees", {"fields": ["state", "is_current"], "description": "These two take effect as soon as you save."}),
        ("Registration", {"fields": ["registration_opens", "registration_closes", "changes_until"]}),
        ("Personal data", {"fields": ["privacy_contact", "retention_months"]}),
    ]

    def get_queryset(self, request):
        releases = ProgrammeRelease.objects.filter(symposium=OuterRef("pk")).newest_first()
        return (
            super()
            .get_queryset(request)
            .annotate(
                release_number=Subquery(releases.values("number")[:1]),
                release_published_at=Subquery(releases.values("published_at")[:1]),
            )
        )

    @admin.display(description="name", ordering="name_en")
    def title(self, symposium):
        """Print the name, in English where there is one."""
        return symposium.name_en or symposium.name_km

    @admin.display(description="dates", ordering="starts_on")
    def dates(self, symposium):
        """Print the first and the last day."""
        return f"{symposium.starts_on} – {symposium.ends_on}"

    @admin.display(description="current release", ordering="release_number", empty_value="not published yet")
    def current_release(self, symposium):
        """Print the number of the current release and when it was published."""
        if symposium.release_number is None:
            return None
        return f"{symposium.release_number}, {localtime(symposium.release_published_at):%Y-%m-%d %H:%M}"

    def view_on_site(self, symposium):
        """Return the public address while there is one."""
        return reverse("agenda:home", args=[symposium.slug]) if Symposium.objects.visible().filter(pk=symposium.pk).exists() else None

    def reasons_to_keep(self, rows):
        published = Symposium.objects.filter(pk__in=[row.pk for row in rows], releases__isnull=False).distinct()
        return [format_html("The programme of “{}” was published. {}", row, self.instead) for row in published]

    def get_urls(self):
        page = path("<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="agenda_symposium_publish")
        edition = path("<int:pk>/new-edition/", self.admin_site.admin_view(self.new_edition), name="agenda_symposium_new_edition")
        return [page, edition, *board_urls(self), *shift_urls(self), *super().get_urls()]

    def publish(self, request, pk):
        """Show what publishing would change, and publish."""
        return publish_page(request, self, pk)

    def new_edition(self, request, pk):
        """Make a new edition from this one."""
        return new_edition_page(request, self, pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            context |= {"may_publish": may_publish(request.user), "may_make_edition": may_make_edition(request.user)}
            context |= {"preview_links": preview_links(obj, request.user, "home")}
        return super().render_change_form(request, context, add, change, form_url, obj)
