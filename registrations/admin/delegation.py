"""Delegations at the desk: an agency's seats, who holds them and who waits."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import SymposiumFilter, chosen_symposium
from agenda.admin.sheets import SheetsAdmin
from registrations.domain import lifecycle
from registrations.domain.seats import SeatPlan, delegation_problems
from registrations.models import Delegation, Registration
from registrations.sheets.delegations import DelegationSheet


class DelegationForm(forms.ModelForm):
    """A delegation whose seats fit into the days, and are not fewer than it holds."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            for problem in delegation_problems(self.instance):
                self.add_error("seats", problem)


@admin.register(Delegation)
class DelegationAdmin(SheetsAdmin, DeskAdmin):
    """The agencies that send people."""

    sheet = DelegationSheet
    form = DelegationForm
    list_display = ["organisation", "kind", "seats", "held", "waiting", "focal_point", "deadline", "policy"]
    list_filter = [SymposiumFilter, "organisation__kind", "policy"]
    search_fields = ["organisation__search_key", "focal_name", "focal_email"]
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (None, {"fields": ["symposium", "organisation", "seats", "deadline", "policy", "seats_by_day"]}),
        ("Focal point", {"fields": ["focal_name", "focal_email", "focal_language"]}),
    ]

    def get_queryset(self, request):
        state = "registrations__state"
        return (
            super()
            .get_queryset(request)
            .select_related("organisation", "symposium")
            .annotate(
                held_count=Count("registrations", filter=Q(**{f"{state}__in": Registration.HOLDING})),
                waiting_count=Count("registrations", filter=Q(**{state: Registration.State.WAITLISTED})),
            )
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        lifecycle.run_clocks(form.instance.symposium)  # seats that are added go to the waiting list at once

    def after_import(self, request, outcome, symposium):
        lifecycle.run_clocks(symposium)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["symposium", "organisation"] if obj else []  # its registrations say that they belong to them
        return [*super().get_readonly_fields(request, obj), *fixed, "seats_by_day"]

    def get_changeform_initial_data(self, request):
        symposium = chosen_symposium(request)
        return {**({"symposium": symposium.pk} if symposium else {}), **super().get_changeform_initial_data(request)}

    @admin.display(description="kind", ordering="organisation__kind")
    def kind(self, delegation):
        """Print the agency's kind."""
        return delegation.organisation.get_kind_display()

    @admin.display(description="held", ordering="held_count")
    def held(self, delegation):
        """Print how many people hold a seat, with a link to them."""
        address = reverse("admin:registrations_registration_changelist")
        query = f"symposium={delegation.symposium_id}&delegation={delegation.pk}"
        return format_html('<a href="{}?{}">{}</a>', address, query, delegation.held_count)

    @admin.display(description="waiting", ordering="waiting_count")
    def waiting(self, delegation):
        """Print how many people stand on the waiting list."""
        return delegation.waiting_count

    @admin.display(description="focal point", ordering="focal_name")
    def focal_point(self, delegation):
        """Print whom the agency named."""
        return delegation.focal_name or delegation.focal_email or "–"

    @admin.display(description="held on each day")
    def seats_by_day(self, delegation):
        """Print how many seats are held on each day."""
        if not delegation.pk:
            return "–"
        plan = SeatPlan(delegation.symposium)
        return ", ".join(f"{day}: {plan.held_by(delegation, day)}" for day in plan.days.values()) or "–"
