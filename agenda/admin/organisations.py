"""Organisations and people at the desk."""

from django.contrib import admin

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import TakesPartFilter
from agenda.admin.keeping import KeepsThePublished
from agenda.admin.sheets import SheetsAdmin
from agenda.models import Organisation, Person
from agenda.sheets.organisations import OrganisationSheet
from agenda.sheets.people import PersonSheet

INSTEAD = "What was published is kept; take it out of the sessions and roles instead, and publish."


@admin.register(Organisation)
class OrganisationAdmin(SheetsAdmin, KeepsThePublished, DeskAdmin):
    """Agencies, operators, companies, NGOs and their departments."""

    sheet = OrganisationSheet
    list_display = ["name_en", "name_km", "acronym", "kind", "parent"]
    list_display_links = ["name_en", "name_km"]
    list_filter = ["kind", TakesPartFilter]
    list_select_related = ["parent"]
    search_fields = ["search_key"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name_en"]}
    private_files = ("logo",)
    sends_files_of = Organisation
    instead = INSTEAD
    fieldsets = [
        (None, {"fields": [("name_en", "name_km"), "acronym", "slug", "kind", "parent"]}),
        ("What the public reads of it", {"fields": [("description_en", "description_km"), "website", "logo"]}),
    ]


@admin.register(Person)
class PersonAdmin(SheetsAdmin, KeepsThePublished, DeskAdmin):
    """Speakers, moderators, and those who stand for an organisation."""

    sheet = PersonSheet
    list_display = ["name_latin", "name_khmer", "honorific", "rank", "position_en", "organisation"]
    list_display_links = ["name_latin", "name_khmer"]
    list_filter = [TakesPartFilter, "organisation__kind", "honorific"]
    list_select_related = ["organisation"]
    search_fields = ["search_key", "organisation__search_key"]
    autocomplete_fields = ["organisation"]
    private_files = ("photo",)
    sends_files_of = Person
    instead = INSTEAD
    fieldsets = [
        (
            None,
            {
                "fields": [("honorific", "rank"), ("name_latin", "name_khmer"), ("position_en", "position_km"), "organisation"],
                "description": "Both names are shown: the Khmer one first on Khmer pages, the Latin one on English pages.",
            },
        ),
        ("What the public reads of the person", {"fields": [("biography_en", "biography_km"), "photo"]}),
        ("Private: for organisers and programme editors only", {"fields": ["email"]}),
    ]

    def has_export_permission(self, request):
        return self.has_change_permission(request)  # the file has the addresses

    def get_fieldsets(self, request, obj=None):
        """Leave out the address for those who only look."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.has_change_permission(request, obj) else fieldsets[:-1]
