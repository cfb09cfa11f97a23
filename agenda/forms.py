"""What a reader may ask of the agenda."""

import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agenda.domain.chosen import read_codes
from agenda.domain.programme import Programme
from agenda.domain.timetable import Filters
from agenda.models import Session
from agenda.texts import Text, day_and_month, weekday

NOT_THERE = {"invalid_choice": _("There is no such choice in this programme.")}
LONGEST_SEARCH = 100


def without_control_characters(text: str) -> None:
    """Refuse what nobody types: control characters."""
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise ValidationError(_("Please search for words without control characters."))


def _sorted(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: choice[1].casefold())


class CodesField(forms.Field):
    """Codes of chosen sessions, parted by commas; None where there is no such wish. Codes that no session has do no harm."""

    widget = forms.HiddenInput

    def to_python(self, value: str | None) -> frozenset[str] | None:
        return read_codes(value) if value else None


class AgendaFilterForm(forms.Form):
    """Day, kind, organisation, room, words to search for and chosen sessions; each may stay empty, and only what there is can be chosen."""

    q = forms.CharField(
        label=_("Search"),
        max_length=LONGEST_SEARCH,
        required=False,
        validators=[without_control_characters],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": _("Please search for fewer words.")},
    )
    day = forms.TypedChoiceField(label=_("Day"), required=False, coerce=date.fromisoformat, empty_value=None, error_messages=NOT_THERE)
    kind = forms.ChoiceField(label=_("Kind"), required=False, error_messages=NOT_THERE)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False, error_messages=NOT_THERE)
    room = forms.TypedChoiceField(label=_("Room"), required=False, coerce=int, empty_value=None, error_messages=NOT_THERE)
    sessions = CodesField(required=False)

    def __init__(self, data, *, programme: Programme):
        super().__init__(data)
        language = get_language()
        kinds = {session.kind for session in programme.sessions}
        presenting = [programme.organisations[slug] for slug in programme.sessions_by_organisation]
        slugs = {slug for organisation in presenting for slug in (organisation.slug, organisation.parent) if slug}
        organisations = [(slug, programme.organisations[slug].name) for slug in slugs]
        days = [(day.date.isoformat(), f"{weekday(day.date, language)} {day_and_month(day.date, language)}") for day in programme.days]
        self.fields["day"].choices = [("", _("All days")), *days]
        self.fields["kind"].choices = [("", _("All kinds")), *((kind.value, kind.label) for kind in Session.Kind if kind in kinds)]
        self.fields["organisation"].choices = [("", _("All organisations")), *_sorted(self._named(organisations, language))]
        self.fields["room"].choices = [("", _("All rooms")), *self._named([(room.key, room.name) for room in programme.rooms], language)]

    @staticmethod
    def _named(choices: list[tuple[str | int, Text]], language: str) -> list[tuple[str, str]]:
        return [(str(value), name.in_language(language)) for value, name in choices]

    def filters(self) -> Filters | None:
        """Return what the reader wants to see; None where that can't be in this programme."""
        if not self.is_valid():
            return None
        values = dict(self.cleaned_data)
        return Filters(codes=values.pop("sessions"), **values)
