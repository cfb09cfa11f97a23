"""What the board and its shift page ask for; the same forms with and without JavaScript."""

from django import forms
from django.core import signing

from agenda.domain.moves import Move, Place
from agenda.models import Day, Room, Session, Symposium

SALT = "agenda.board.undo"


class MoveForm(forms.Form):
    """A session, the version of it that was seen, and where it shall stand."""

    session = forms.ModelChoiceField(Session.objects.none(), error_messages={"invalid_choice": "This session has been deleted meanwhile."})
    version = forms.IntegerField(min_value=1)
    day = forms.ModelChoiceField(Day.objects.none(), error_messages={"invalid_choice": "There is no such day in this symposium."})
    start = forms.TimeField(error_messages={"invalid": "Write the start as 09:00."})
    end = forms.TimeField(error_messages={"invalid": "Write the end as 10:30."})
    room = forms.ModelChoiceField(
        Room.objects.none(), required=False, error_messages={"invalid_choice": "There is no such room in this symposium."}
    )

    def __init__(self, data, *, symposium: Symposium, user):
        super().__init__(data)
        self.fields["session"].queryset = symposium.sessions.readable_by(user)
        self.fields["day"].queryset = symposium.days.all()
        self.fields["room"].queryset = symposium.rooms.all()

    def clean(self):
        values = super().clean()
        if values.get("start") and values.get("end") and values["end"] <= values["start"]:
            raise forms.ValidationError("The end must be after the start, on the same day.")
        return values

    def move(self) -> Move:
        """Return the move that was asked for."""
        values = self.cleaned_data
        room = values["room"]
        place = Place(values["day"].pk, values["start"], values["end"], room.pk if room else None)
        return Move(values["session"].pk, values["version"], place)


class UndoForm(forms.Form):
    """The moves that put back what was moved, signed by us."""

    moves = forms.CharField(widget=forms.HiddenInput)

    def clean_moves(self):
        try:
            return [Move.from_content(entry) for entry in signing.loads(self.cleaned_data["moves"], salt=SALT)]
        except signing.BadSignature as error:
            raise forms.ValidationError("This can't be undone from here.") from error


def signed(moves: list[Move]) -> str:
    """Return moves as UndoForm takes them."""
    return signing.dumps([entry.as_content() for entry in moves], salt=SALT, compress=True)


class SessionAtItsTime(forms.ModelChoiceField):
    """A session to choose, named with its time."""

    def label_from_instance(self, obj):
        return f"{obj.day.date:%a %d %b}, {obj.start:%H:%M}, {obj.room or 'no room'}: {obj}"


class ShiftForm(forms.Form):
    """From which session on, by how many minutes, and where."""

    ROOM, ALL = "room", "all"

    session = SessionAtItsTime(Session.objects.none(), label="From")
    minutes = forms.IntegerField(
        min_value=-720, max_value=720, initial=10, label="Minutes", help_text="15 for a quarter of an hour later, -15 for earlier."
    )
    rooms = forms.ChoiceField(
        choices=[(ALL, "All rooms"), (ROOM, "The room of this session only")], initial=ALL, widget=forms.RadioSelect, label="Where"
    )

    def __init__(self, data=None, *, symposium: Symposium, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["session"].queryset = symposium.sessions.select_related("day", "room").as_the_day_runs()

    def clean_minutes(self):
        if self.cleaned_data["minutes"] == 0:
            raise forms.ValidationError("By 0 minutes nothing moves.")
        return self.cleaned_data["minutes"]

    def wanted(self) -> dict:
        """Return what to shift, as the functions of agenda.domain.moves take it."""
        values = self.cleaned_data
        return {"first": values["session"], "minutes": values["minutes"], "all_rooms": values["rooms"] == self.ALL}
