"""Phone numbers: typed as people write them, kept in international form (ITU-T E.164)."""

import unicodedata

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat

from agenda.models.search import INVISIBLE
from agenda.texts import latin_digits

HOME_REGION = "KH"
LONGEST_TYPED = 40


def readable(number: str) -> str:
    """Return a kept number as people write it: Cambodian ones without +855, others in international form."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    is_at_home = phonenumbers.region_code_for_number(parsed) == HOME_REGION
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if is_at_home else PhoneNumberFormat.INTERNATIONAL)


class PhoneField(forms.CharField):
    """A phone number; Cambodian ones are understood without +855, in Khmer digits too."""

    widget = forms.TelInput
    default_error_messages = {
        "required": _("Please fill in this field."),
        "invalid": _("Write the whole number, for example 012 345 678, or with the country's code: +66 2 123 4567."),
    }

    def to_python(self, value):
        typed = latin_digits(unicodedata.normalize("NFKC", str(value or "")).translate(INVISIBLE)).strip()
        if not typed:
            return self.empty_value
        readings = [typed, "+" + typed.removeprefix("00")] if typed.startswith("00") else [typed]
        numbers = [number for reading in readings if (number := self._number(reading))]
        if not numbers:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return phonenumbers.format_number(numbers[0], PhoneNumberFormat.E164)

    @staticmethod
    def _number(typed: str) -> phonenumbers.PhoneNumber | None:
        """Return the number that could be called, or None. An extension can't be kept, so it is not understood."""
        if len(typed) > LONGEST_TYPED:
            return None
        try:
            number = phonenumbers.parse(typed, HOME_REGION)
        except NumberParseException:
            return None
        return number if phonenumbers.is_valid_number(number) and not number.extension else None

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "autocomplete": "tel", "inputmode": "tel"}
