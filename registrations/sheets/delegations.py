"""Delegations of one symposium as a sheet; the organisation says which is which."""

from zoneinfo import ZoneInfo

from django.conf import settings

from agenda.sheets.cells import written
from agenda.sheets.columns import ChoiceColumn, Column, MomentColumn, NumberColumn, OwnSymposiumColumn, RelatedColumn, WordColumn
from agenda.sheets.directory import Directory
from agenda.sheets.resource import SheetResource
from registrations.domain.seats import SeatPlan, delegation_problems
from registrations.models import Delegation


class DelegationSheet(SheetResource):
    """The agencies of one symposium, their seats and focal points."""

    title = "Delegations"
    of_symposium = True
    explanation = (
        "One agency a row. An agency that has no delegation yet gets one; a row that is left out stays as it is.",
        "All rows together must fit into the seats of the days, so seats can be moved from one agency to another in one file.",
    )

    class Meta(SheetResource.Meta):
        model = Delegation
        import_id_fields = ("organisation",)

    def columns(self):
        self.directory = Directory()
        zone = self.symposium.zone if self.symposium else ZoneInfo(settings.TIME_ZONE)
        languages = [("en", "English"), ("km", "Khmer")]
        return [
            OwnSymposiumColumn(self.symposium.slug if self.symposium else ""),
            RelatedColumn(
                "organisation",
                "Organisation",
                "Required. The agency's slug.",
                name=lambda organisation: organisation.slug,
                find=self.directory.organisation,
                allowed=list(self.directory.organisations),
                may_be_empty=False,
            ),
            NumberColumn("seats", "Seats", "Required. Kept for this agency on each day until the deadline."),
            Column("focal_name", "Focal point", width=28),
            WordColumn("focal_email", "Focal point's e-mail", width=30),
            ChoiceColumn("focal_language", "Focal point's language", "Empty in a new row: km.", languages, width=22),
            MomentColumn("deadline", "Deadline", "Such as 2026-12-01 17:00, by the symposium's clock. Empty: kept until the end.", zone),
            ChoiceColumn("policy", "Policy", "Empty in a new row: vet.", Delegation.Policy, width=12),
        ]

    def with_cells(self, queryset):
        return queryset.select_related("organisation", "symposium")

    def key_of(self, instance):
        return instance.organisation.slug

    def key_in(self, row):
        return written(row["Organisation"]).strip() or None

    def after_all_rows(self, changes):
        plan = SeatPlan(self.symposium) if changes else None
        return [
            (change.row, self.headings["seats"], problem)
            for change in changes
            for problem in delegation_problems(change.instance, plan=plan)
        ]
