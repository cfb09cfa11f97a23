"""Fields for what people type: normal form, no control characters, names in their script, limits said in words."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenda.models.search import INVISIBLE

# Khmer writers type these to say where a line may break; every other format character can only mislead a reader.
LINE_BREAK_HINTS = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060"}
REFUSED_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
LATIN_NAME_SIGNS = set(" .'-’")
HYPHENS = dict.fromkeys([0x2010, 0x2011], "-")


def without_outer_blanks(text: str) -> str:
    """Return the text in normal form, without blanks and invisible characters around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
    blanks = "".join(chr(code) for code in INVISIBLE)
    previous = None
    while text != previous:
        previous, text = text, text.strip().strip(blanks)
    return text


def has_control_characters(text: str, allowed: str = "") -> bool:
    """Whether the text holds a character that steers instead of saying something, such as NUL or a change of direction."""
    return any(unicodedata.category(sign) in REFUSED_CATEGORIES and sign not in LINE_BREAK_HINTS and sign not in allowed for sign in text)


class LineField(forms.CharField):
    """A text of one line."""

    allowed = ""
    default_error_messages = {
        "required": _("Please fill in this field."),
        "control": _("There is a character here that cannot be shown. Please type this again without copying it."),
    }

    def to_python(self, value):
        text = without_outer_blanks(str(value)) if value not in self.empty_values else self.empty_value
        if has_control_characters(text, self.allowed):
            raise ValidationError(self.error_messages["control"], code="control")
        return text

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # a browser would cut a pasted text without a word; our message names the limit
        return attrs


class ParagraphField(LineField):
    """A text of several lines."""

    allowed = "\n\t"
    widget = forms.Textarea


class NameField(LineField):
    """A name; spaces that cannot be seen are taken out."""

    def to_python(self, value):
        return " ".join(super().to_python(value).translate(INVISIBLE).split())


class LatinNameField(NameField):
    """A name in Latin letters."""

    default_error_messages = {"script": _("Use Latin letters only, as in SOK Dara.")}

    def to_python(self, value):
        name = super().to_python(value).translate(HYPHENS)
        if name and not (all(map(self._may_stand, name)) and any(sign.isalpha() for sign in name)):
            raise ValidationError(self.error_messages["script"], code="script")
        return name

    @staticmethod
    def _may_stand(sign: str) -> bool:
        return sign in LATIN_NAME_SIGNS or unicodedata.name(sign, "").startswith(("LATIN ", "COMBINING "))


class KhmerNameField(NameField):
    """A name in Khmer letters."""

    default_error_messages = {"script": _("Use Khmer letters only, as in សុខ ដារ៉ា.")}

    def to_python(self, value):
        name = super().to_python(value)
        if name and not (all(map(self._may_stand, name)) and any("\u1780" <= sign <= "\u17b3" for sign in name)):
            raise ValidationError(self.error_messages["script"], code="script")
        return name

    @staticmethod
    def _may_stand(sign: str) -> bool:
        return sign in " .-" or "\u1780" <= sign <= "\u17d3" or sign in "\u17d7\u17dd"


class AddressField(forms.EmailField):
    """An e-mail address, in small letters: nobody means two addresses by the case of a letter."""

    default_error_messages = {
        "required": _("Please fill in this field."),
        "invalid": _("Write the whole address, for example name@agency.gov.kh."),
    }

    def __init__(self, **options):
        super().__init__(**{"max_length": 254, **options})

    def to_python(self, value):
        address = without_outer_blanks(str(value or "")).translate(INVISIBLE).lower()
        # A quoted local part may hold a comma, which the outbox would read as two addresses; no agency has one.
        if has_control_characters(address) or '"' in address:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return {**attrs, "autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
