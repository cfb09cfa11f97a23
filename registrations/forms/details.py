"""What a participant says of himself; the form with which he corrects it later."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agenda.models import Day, Symposium
from registrations.forms.choices import day_label, honorific_choices
from registrations.forms.phone import PhoneField, readable
from registrations.forms.texts import AddressField, KhmerNameField, LatinNameField, LineField, ParagraphField
from registrations.models import Consent, Registration

PERSON_FIELDS = tuple("honorific rank name_latin name_khmer position email phone days access_needs diet language".split())


class DaysField(forms.ModelMultipleChoiceField):
    """The days on which a participant comes."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("Choose at least one day."),
        "invalid_choice": _("Choose from the days of this symposium."),
        "invalid_pk_value": _("Choose from the days of this symposium."),
    }

    def label_from_instance(self, day: Day) -> str:
        return day_label(day)


class CorrectionForm(forms.Form):
    """All that a participant may change by himself: person, days, needs, language and the free consents."""

    honorific = forms.ChoiceField(
        label=_("Honorific"),
        choices=honorific_choices,
        widget=forms.Select(attrs={"autocomplete": "honorific-prefix"}),
        error_messages={"required": _("Choose how you are addressed."), "invalid_choice": _("Choose from the list.")},
    )
    rank = LineField(label=_("Rank"), required=False, max_length=60, widget=forms.TextInput(attrs={"list": "ranks", "autocomplete": "off"}))
    name_latin = LatinNameField(
        label=_("Name in Latin letters"),
        max_length=120,
        help_text=_("As in the passport, family name first."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    name_khmer = KhmerNameField(
        label=_("Name in Khmer letters"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "km", "spellcheck": "false"}),
    )
    position = LineField(
        label=_("Position"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = AddressField(label=_("E-mail"), help_text=_("Your own address: the private link to your registration comes to it."))
    phone = PhoneField(label=_("Phone"), help_text=_("With or without +855, for example 012 345 678."))
    days = DaysField(label=_("I take part on"), queryset=Day.objects.none())
    access_needs = ParagraphField(
        label=_("Access needs"),
        required=False,
        max_length=500,
        help_text=_("For example a wheelchair, an interpreter, a seat near the front."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    diet = LineField(label=_("Diet"), required=False, max_length=200, help_text=_("For example vegetarian, halal, allergies."))
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language.")},
    )
    consent_photos = forms.BooleanField(
        label=_("Photographs in which I can be recognised may be published."),
        required=False,
        help_text=_("Optional: on the symposium's site and in its report. You may withdraw it on your private page."),
    )
    consent_directory = forms.BooleanField(
        label=_("Other confirmed participants may find me in the directory of contacts."),
        required=False,
        help_text=_("Optional: with name, position, agency, e-mail and phone. You may withdraw it on your private page."),
    )

    def __init__(self, *args, symposium: Symposium, days: list[Day], **options):
        super().__init__(*args, **options)
        self.symposium = symposium
        self.fields["days"].queryset = symposium.days.filter(pk__in=[day.pk for day in days])
        self.fields["language"].initial = get_language()

    @property
    def helper(self) -> FormHelper:
        """How crispy sets the form: one column, a heading for each group."""
        helper = FormHelper()
        helper.form_class = "sheet"
        helper.attrs = {"novalidate": ""}  # a browser's own messages would hide ours, and are not in Khmer
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """The groups, in the order in which one reads them."""
        return Layout(*self.person_groups(), Fieldset(_("Your data"), *self.free_consents()), Submit("save", _("Save")))

    def person_groups(self) -> list[Fieldset]:
        """The person and the days."""
        person = ["honorific", "rank", Row("name_latin", "name_khmer"), "position", Row("email", "phone"), "language"]
        return [Fieldset(_("You"), *person), Fieldset(_("Your days"), "days", "access_needs", "diet")]

    def free_consents(self) -> list[str]:
        """The consents that are the participant's choice."""
        return ["consent_photos", "consent_directory"]

    def clean_days(self) -> list[Day]:
        """Return the days as a list."""
        return list(self.cleaned_data["days"])

    def consents(self) -> set[str]:
        """Return the purposes that the person agrees to."""
        free = {Consent.Purpose.PHOTOS: "consent_photos", Consent.Purpose.DIRECTORY: "consent_directory"}
        return {Consent.Purpose.PROCESSING, *(purpose for purpose, field in free.items() if self.cleaned_data[field])}

    def person(self) -> dict:
        """Return what was said of the person, by the names of the registration's fields."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS}


def written_by(registration: Registration, purposes: set[str]) -> dict:
    """Return the first values of a correction form: what the registration says now, and the purposes agreed to."""
    return {
        **{name: getattr(registration, name) for name in PERSON_FIELDS if name != "days"},
        "phone": readable(registration.phone),
        "days": [day.pk for day in registration.days.all()],
        "consent_photos": Consent.Purpose.PHOTOS in purposes,
        "consent_directory": Consent.Purpose.DIRECTORY in purposes,
    }
