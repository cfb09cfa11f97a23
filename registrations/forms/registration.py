"""The public registration form: the agency first, then the person, the days and the consents."""

import uuid

from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from agenda.domain.programme import Programme
from agenda.models import Day, Symposium
from agenda.texts import digits
from registrations.domain.lifecycle import Entry
from registrations.domain.seats import SeatPlan
from registrations.forms.choices import NOT_LISTED, agency_choices
from registrations.forms.details import CorrectionForm
from registrations.forms.texts import LineField
from registrations.models import Delegation


class SubmissionField(forms.UUIDField):
    """The number of one opened form; a missing or broken one is no fault of the participant."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class RegistrationForm(CorrectionForm):
    """What somebody writes who wants to take part."""

    field_order = ["submission", "agency", "other_agency"]  # as they stand on the page: the list of errors follows it

    submission = SubmissionField(required=False, initial=uuid.uuid4)
    agency = forms.ChoiceField(
        label=gettext_lazy("Agency"),
        help_text=gettext_lazy("You take one of your agency's seats. If none is free, you stand on the waiting list."),
        error_messages={
            "required": gettext_lazy("Choose your agency, or “My agency is not listed”."),
            "invalid_choice": gettext_lazy("Choose an agency from the list."),
        },
    )
    other_agency = LineField(
        label=gettext_lazy("Name of your agency"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Only if it is not listed."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    consent_processing = forms.BooleanField(
        label=gettext_lazy("I agree that the organisers keep these data to run the symposium."),
        error_messages={"required": gettext_lazy("Without this consent we cannot register you.")},
    )

    def __init__(self, *args, symposium: Symposium, days: list[Day], programme: Programme, **options):
        super().__init__(*args, symposium=symposium, days=days, **options)
        delegations = list(Delegation.objects.filter(symposium=symposium).select_related("organisation__parent__parent"))
        self.delegations = {str(delegation.pk): delegation for delegation in delegations}
        self.fields["agency"].choices = agency_choices(delegations, SeatPlan(symposium), days, programme)
        self.fields["consent_processing"].help_text = processing_text(symposium)

    def layout(self) -> Layout:
        """The agency first, the consents last."""
        return Layout(
            "submission",
            Fieldset(_("Your agency"), "agency", "other_agency"),
            *self.person_groups(),
            Fieldset(_("Your data"), "consent_processing", *self.free_consents()),
            Submit("register", _("Send registration")),
        )

    def clean(self):
        """Ask for the name of an agency that is not listed, and forget one that was typed beside a listed agency."""
        cleaned = super().clean()
        if cleaned.get("agency") != NOT_LISTED:
            cleaned["other_agency"] = ""
        elif not cleaned.get("other_agency") and "other_agency" not in self.errors:
            self.add_error("other_agency", _("Write the name of your agency."))
        return cleaned

    def entry(self) -> Entry:
        """Return what was written, for the domain."""
        return Entry(
            delegation=self.delegations.get(self.cleaned_data["agency"]),
            other_agency=self.cleaned_data["other_agency"],
            submission=self.cleaned_data["submission"],
            consents=self.consents(),
            **self.person(),
        )


def processing_text(symposium: Symposium) -> str:
    """Say for what the data are kept, how long, whom to ask, and where more is written."""
    kept = ngettext(
        "Needed. Deleted %(months)s month after the symposium.",
        "Needed. Deleted %(months)s months after the symposium.",
        symposium.retention_months,
    ) % {"months": digits(symposium.retention_months, get_language())}
    ask = _("Questions about your data: {contact}.").format(contact=symposium.privacy_contact)
    link = format_html('<a href="{}">{}</a>', reverse("agenda:privacy", args=[symposium.slug]), _("Privacy"))
    return format_html("{} {} {}", kept, ask, link)
