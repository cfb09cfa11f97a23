"""People as a sheet; Latin name and organisation say who is who."""

from collections import Counter

from django.core.exceptions import ValidationError

from agenda.models import Honorific, Person
from agenda.models.search import search_key
from agenda.sheets.cells import written
from agenda.sheets.columns import ChoiceColumn, Column, RelatedColumn, WordColumn
from agenda.sheets.directory import Directory
from agenda.sheets.organisations import MARKDOWN
from agenda.sheets.resource import SheetResource


class PersonSheet(SheetResource):
    """All people. Photos are uploaded in the admin."""

    title = "People"
    explanation = (
        "One person a row. Latin name and organisation together say who it is; a name that nobody of that organisation has adds a person.",
        "To correct a name, or when somebody moves to another organisation, open the person in the admin.",
    )

    class Meta(SheetResource.Meta):
        model = Person
        import_id_fields = ("name_latin", "organisation")

    def columns(self):
        self.directory = Directory()
        return [
            Column("name_latin", "Name (Latin)", "Required, for example SOK Dara.", width=28),
            RelatedColumn(
                "organisation",
                "Organisation",
                "The slug of the organisation.",
                name=lambda organisation: organisation.slug,
                find=self.directory.organisation,
                allowed=list(self.directory.organisations),
            ),
            Column("name_khmer", "Name (Khmer)", width=28),
            ChoiceColumn("honorific", "Honorific", "How the person is addressed; as the person wishes.", Honorific),
            Column("rank", "Rank", "For example Police General."),
            Column("position_en", "Position (English)", width=36),
            Column("position_km", "Position (Khmer)", width=36),
            Column("biography_en", "Biography (English)", MARKDOWN, width=50),
            Column("biography_km", "Biography (Khmer)", width=50),
            WordColumn("email", "E-mail", "For organisers only; in no published programme.", width=30),
        ]

    def with_cells(self, queryset):
        return queryset.select_related("organisation")

    def key_of(self, instance):
        return search_key(instance.name_latin), instance.organisation.slug if instance.organisation else ""

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self._known_names = {name for name, _organisation in self._existing}
        self._shared = self._shared_keys()

    def _shared_keys(self) -> set:
        counted = Counter(self.key_of(person) for people in self.directory.people.values() for person in people)
        return {key for key, count in counted.items() if count > 1}

    def key_in(self, row):
        key = search_key(written(row["Name (Latin)"])), written(row["Organisation"]).strip()
        if key in self._shared:
            raise ValidationError({"name_latin": "Several people of this organisation have this name: change them in the admin."})
        return key if key[0] else None

    def remark(self, instance, is_new):
        if is_new and search_key(instance.name_latin) in self._known_names:
            return "Somebody of this name is known already, in another organisation."
        return ""
