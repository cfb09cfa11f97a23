"""Sessions of one symposium as a sheet; the code says which is which, and none makes a new one."""

from django.core.exceptions import ValidationError

from agenda.domain.importing import set_presenters, set_speakers
from agenda.models import Session, Tlp
from agenda.sheets.cells import written
from agenda.sheets.columns import ChoiceColumn, Column, NumberColumn, OwnSymposiumColumn, RelatedColumn, TimeColumn, WordColumn
from agenda.sheets.directory import Directory
from agenda.sheets.organisations import MARKDOWN
from agenda.sheets.resource import SheetResource


class CompanyColumn(Column):
    """Several names in one cell, separated by ";". What is read waits on the instance until the session is saved."""

    width = 36

    def __init__(self, attribute, heading, hint, *, stored, say_one, find_one, allowed=()) -> None:
        super().__init__(attribute, heading, hint, allowed=allowed)
        self.stored, self.say_one, self.find_one = stored, say_one, find_one
        self.allows_others = True

    def export(self, instance, **kwargs):
        entries = self.waiting(instance)
        if entries is None:
            entries = [] if instance._state.adding else self.stored(instance)
        return "; ".join(self.say_one(entry) for entry in entries)

    def waiting(self, instance):
        """Return what was read and is not yet saved; None where nothing was."""
        return instance.__dict__.get(self.attribute)

    def read(self, text, value):
        entries = [self.find_one(word.strip()) for word in text.split(";") if word.strip()]
        rows = [entry[0] if isinstance(entry, tuple) else entry for entry in entries]
        twice = next((row for position, row in enumerate(rows) if row in rows[:position]), None)
        if twice:
            raise ValueError(f"{twice} is named twice.")
        return entries


class SessionSheet(SheetResource):
    """The draft of one symposium. Materials are uploaded in the admin."""

    title = "Sessions"
    of_symposium = True
    generated = ("Code",)
    explanation = (
        "One session a row. The code says which session a row is; leave it empty for a new session, and a code is given to it.",
        "Nothing is deleted by leaving a row out. A session that does not take place gets the state “cancelled”.",
        "What you import is the draft: readers see it once you publish.",
    )

    class Meta(SheetResource.Meta):
        model = Session
        import_id_fields = ("code",)

    def columns(self):
        directory = Directory(self.symposium)
        return [
            OwnSymposiumColumn(self.symposium.slug if self.symposium else ""),
            WordColumn("code", "Code", "Empty for a new session; otherwise leave it as it is.", width=10),
            RelatedColumn(
                "day",
                "Day",
                "Required. A day of the symposium, such as 2026-12-14.",
                name=lambda day: day.date.isoformat(),
                find=directory.day,
                allowed=list(directory.days),
                may_be_empty=False,
                width=13,
            ),
            TimeColumn("start", "Start", "Required. Local time, such as 09:00."),
            TimeColumn("end", "End", "Required. After the start, on the same day."),
            RelatedColumn(
                "room",
                "Room",
                "The room's name. Empty: the whole house, for example lunch.",
                name=str,
                find=directory.room,
                allowed=[str(room) for room in directory.rooms],
            ),
            ChoiceColumn("kind", "Kind", "Required.", Session.Kind),
            Column("title_en", "Title (English)", "Required in one language, better in both.", width=44),
            Column("title_km", "Title (Khmer)", width=44),
            Column("abstract_en", "Abstract (English)", MARKDOWN, width=50),
            Column("abstract_km", "Abstract (Khmer)", width=50),
            ChoiceColumn("tlp", "Label", "Traffic Light Protocol. Empty in a new row: clear.", Tlp),
            NumberColumn("seats", "Seats", "Only where seats in this session are limited."),
            ChoiceColumn("state", "State", "Empty in a new row: confirmed.", Session.State),
            CompanyColumn(
                "waiting_presenters",
                "Presented by",
                "Slugs of organisations in the order of protocol, separated by ; (the drop-down gives one).",
                stored=lambda session: [entry.organisation for entry in session.session_organisations.all()],
                say_one=lambda organisation: organisation.slug,
                find_one=directory.organisation,
                allowed=list(directory.organisations),
            ),
            CompanyColumn(
                "waiting_speakers",
                "Speakers",
                "Latin name and part (speaker, moderator, panellist), separated by ; as in: SOK Dara (moderator); KEO Vanna (speaker)",
                stored=lambda session: [(entry.person, entry.part) for entry in session.session_speakers.all()],
                say_one=lambda entry: directory.speaker_said(*entry),
                find_one=directory.speaker,
            ),
        ]

    def offer_no_red(self) -> None:
        """Let nobody label by this sheet what they could not read afterwards."""
        known = self.fields["tlp"]
        self.fields["tlp"] = ChoiceColumn("tlp", known.column_name, known.hint, [choice for choice in Tlp.choices if choice[0] != Tlp.RED])

    def with_cells(self, queryset):
        return queryset.prefetch_related(None).with_presenters().select_related("symposium", "day", "room")

    def key_of(self, instance):
        return instance.code

    def key_in(self, row):
        return written(row["Code"]).strip().upper() or None

    def unknown(self, key):
        where = f"The symposium “{self.symposium.slug}” has no session {key}."
        return ValidationError({"code": f"{where} Leave the code empty for a new session."})

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.attribute != "code":  # given once, never typed
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def save_m2m(self, instance, row, **kwargs):
        presenters, speakers = self.fields["waiting_presenters"], self.fields["waiting_speakers"]
        is_new = self._before is None
        if (organisations := presenters.waiting(instance)) is not None and (organisations or not is_new):
            set_presenters(instance, organisations)
        if (entries := speakers.waiting(instance)) is not None and (entries or not is_new):
            set_speakers(instance, entries)
