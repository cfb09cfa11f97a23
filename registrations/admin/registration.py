"""Registrations at the desk: who wants to take part, confirmed or declined by a registrar, corrected where it is needed."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import DayFilter, RowOfSymposium, SymposiumFilter
from agenda.models import Day
from registrations.admin.decisions import CONFIRM, DECISIONS, DECLINE, ask_or_carry_out
from registrations.admin.registration_history import ConsentInline, HistoryInline, MailInline
from registrations.domain import corrections, lifecycle
from registrations.forms.phone import PhoneField
from registrations.forms.texts import AddressField, KhmerNameField, LatinNameField, LineField, ParagraphField
from registrations.models import Delegation, Registration

CORRECTED_HERE = tuple("honorific rank name_latin name_khmer position email phone days access_needs diet language".split())


class ComesOnFilter(DayFilter):
    """A day on which the person comes."""

    lookup = "days"


class DelegationFilter(RowOfSymposium):
    """An agency's people."""

    title = parameter_name = lookup = "delegation"

    def rows(self, symposium):
        return Delegation.objects.filter(symposium=symposium).select_related("organisation")


class RegistrationForm(forms.ModelForm):
    """What a registrar may correct of a person. A mail tells of a changed address; nothing else is told."""

    rank = LineField(required=False, max_length=60)
    name_latin = LatinNameField(label="Name in Latin letters", max_length=120)
    name_khmer = KhmerNameField(label="Name in Khmer letters", required=False, max_length=120, widget=forms.TextInput(attrs={"lang": "km"}))
    position = LineField(required=False, max_length=200)
    email = AddressField(
        label="E-mail", required=False, help_text="After a change the old private links open nothing; the new address gets a new one."
    )
    phone = PhoneField(required=False)
    days = forms.ModelMultipleChoiceField(Day.objects.none(), widget=forms.CheckboxSelectMultiple)
    access_needs = ParagraphField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    diet = LineField(required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "days" in self.fields:
            self.fields["days"].queryset = Day.objects.filter(symposium=self.instance.symposium_id)

    def clean_days(self):
        """Say beside the days where there is no seat, so that nothing that was typed is lost; the door checks again, under its lock."""
        days = self.cleaned_data["days"]
        try:
            corrections.check_seats(self.instance, list(days))
        except lifecycle.NotPossible as problem:
            raise forms.ValidationError(str(problem)) from problem
        return days

    def clean_email(self):
        """Keep an address where there is one: mails and the private link go to it."""
        if not self.cleaned_data["email"] and "email" in self.changed_data and self.instance.origin == Registration.Origin.FORM:
            raise forms.ValidationError("A registration from the public form needs an address.")
        return self.cleaned_data["email"]


@admin.register(Registration)
class RegistrationAdmin(DeskAdmin):
    """The participants. A state changes by confirming and declining only, never by hand."""

    form = RegistrationForm
    list_display = ["reference", "name", "agency", "days_short", "state", "state_since", "language", "created_at"]
    list_display_links = ["reference", "name"]
    list_filter = [SymposiumFilter, "state", ComesOnFilter, "delegation__organisation__kind", DelegationFilter, "origin"]
    search_fields = ["search_key", "delegation__organisation__search_key"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["confirm", "decline"]
    inlines = [HistoryInline, MailInline, ConsentInline]
    change_form_template = "admin/registrations/registration_change_form.html"
    fieldsets = [
        (
            "State",
            {"fields": ["reference", "symposium", "agency", "origin", "state", ("state_since", "state_until"), "vetted_at", "queued_at"]},
        ),
        ("Person", {"fields": [("honorific", "rank"), ("name_latin", "name_khmer"), "position"]}),
        ("Contact", {"fields": [("email", "email_verified_at"), "phone", "language"]}),
        ("Days and needs", {"fields": ["days", "access_needs", "diet"]}),
    ]
    readonly_fields = [
        *("reference", "symposium", "agency", "origin", "state", "state_since", "state_until"),
        *("vetted_at", "queued_at", "email_verified_at"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_agency_and_days()

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return readonly if obj and obj.is_live else [*readonly, *CORRECTED_HERE]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        decide = path("<int:pk>/decide/<slug:decision>/", self.admin_site.admin_view(self.decide), name="registrations_registration_decide")
        return [decide, *super().get_urls()]

    @admin.display(description="name", ordering="name_latin")
    def name(self, registration):
        """Print the name with rank."""
        return " ".join(filter(None, [registration.rank, registration.name_latin]))

    @admin.display(description="agency", ordering="delegation__organisation__name_en")
    def agency(self, registration):
        """Print the agency, marked where it is not listed."""
        return str(registration.delegation) if registration.delegation else f"{registration.other_agency} (not listed)"

    @admin.display(description="days")
    def days_short(self, registration):
        """Print the days, short."""
        return ", ".join(f"{day.date:%d\u00a0%b}" for day in registration.days.all())

    @admin.action(description="Confirm …", permissions=["change"])
    def confirm(self, request, queryset):
        """Confirm the chosen people, after asking."""
        return ask_or_carry_out(self, request, queryset, CONFIRM)

    @admin.action(description="Decline …", permissions=["change"])
    def decline(self, request, queryset):
        """Decline the chosen people, after asking."""
        return ask_or_carry_out(self, request, queryset, DECLINE)

    def decide(self, request, pk: int, decision: str):
        """Confirm or decline one person, after asking."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        registration = self.get_queryset(request).filter(pk=pk).first()
        if registration is None or decision not in DECISIONS:
            raise Http404
        back = HttpResponseRedirect(reverse("admin:registrations_registration_change", args=[pk]))
        return ask_or_carry_out(self, request, [registration], DECISIONS[decision]) or back

    def change_view(self, request, object_id, form_url="", extra_context=None):
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except lifecycle.NotPossible as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in CORRECTED_HERE}
        if "days" in changes:
            changes["days"] = list(changes["days"])
        lifecycle.correct(obj, by=request.user, **changes)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:  # all of them read only; the days went through the lifecycle with the rest
            self.save_formset(request, form, formset, change=change)
