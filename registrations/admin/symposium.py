"""The symposium's admin, with what registrations know of its days: their seats never fall under what is kept or held."""

from django import forms
from django.contrib import admin

from agenda.admin import new_edition
from agenda.admin import symposium as agenda_admin
from agenda.domain.editions import new_edition as agenda_edition
from agenda.models import Symposium
from registrations.domain import lifecycle
from registrations.domain.editions import new_edition_with_delegations
from registrations.domain.seats import day_problems


class DayForm(forms.ModelForm):
    """A day with no fewer seats than delegations keep and people hold on it."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and self.instance.pk and "seats" in self.changed_data:
            for problem in day_problems(self.instance):
                self.add_error("seats", problem)


class DayInline(agenda_admin.DayInline):
    """Days, with seats that are checked."""

    form = DayForm


# The agenda may not know registrations, so its admin is put in place here once more, with the checked days.
admin.site.unregister(Symposium)


class EditionForm(new_edition.EditionForm):
    """What is new about a new edition, and whether its agencies get the seats that they had."""

    delegations = forms.BooleanField(
        label="Copy the delegations", required=False, help_text="Agencies, seats and policies; without focal points and deadlines."
    )


@admin.register(Symposium)
class SymposiumAdmin(agenda_admin.SymposiumAdmin):
    """Editions of the symposium; seats that are added go to the waiting list at once."""

    inlines = [DayInline, agenda_admin.RoomInline, agenda_admin.RoleInline]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        lifecycle.run_clocks(form.instance)

    def new_edition(self, request, pk):
        """Make a new edition from this one, with its delegations if that is ticked."""
        if not request.user.has_perms(["registrations.view_delegation", "registrations.add_delegation"]):
            return super().new_edition(request, pk)
        make = new_edition_with_delegations if request.POST.get("delegations") else agenda_edition
        return new_edition.new_edition_page(request, self, pk, EditionForm, make)
