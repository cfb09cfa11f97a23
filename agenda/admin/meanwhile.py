"""What an organiser is told when somebody else has saved the same session meanwhile: both versions, and who it was."""

from dataclasses import dataclass
from datetime import time

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.timezone import localtime

from agenda.models import Session


def who_changed(session: Session) -> str:
    """Say who changed a session last and when, as far as the desk knows."""
    content_type = ContentType.objects.get_for_model(Session)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(session.pk)).select_related("user")
    entry = entries.order_by("-action_time", "-pk").first()
    return f"{entry.user}, {localtime(entry.action_time):%Y-%m-%d %H:%M}" if entry else "somebody"


def in_words(day, start: time, end: time, room) -> str:
    """Say where a session stands: "Wed 14 Dec, 09:00–10:30, Ballroom"."""
    return f"{day.date:%a %d %b}, {start:%H:%M}–{end:%H:%M}, {room or 'no room'}"


def place_in_words(session: Session) -> str:
    """Say where a session stands now."""
    return in_words(session.day, session.start, session.end, session.room)


@dataclass(frozen=True)
class Difference:
    """A field of which the editor typed one thing while another stands there now."""

    label: str
    typed: str
    stands: str


def _shown(field: forms.Field, value) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(field, forms.TypedChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value).replace("\r\n", "\n").strip()


def _row_in_words(form: forms.BaseForm) -> str:
    """Say what stands in a row of an inline, as typed; nothing for an empty row or one that is taken out."""
    typed = getattr(form, "cleaned_data", {})
    if typed.get("DELETE") or not form.is_bound or not (form.has_changed() or form.instance.pk):
        return ""
    return str(form.instance) if any(typed.get(name) for name in ("organisation", "person", "title_en", "title_km")) else ""


def _lines(rows) -> str:
    return "\n".join(filter(None, rows))


def differences(form: forms.ModelForm, stands: Session, formsets) -> list[Difference]:
    """Compare what was typed into a session's form and its inlines with the session as it stands now; what is the same is left out."""
    found = []
    for name, field in form.fields.items():
        if field.widget.is_hidden or not hasattr(stands, name):
            continue
        typed = _shown(field, form.cleaned_data[name]) if name in form.cleaned_data else str(form[name].value() or "")
        found.append(Difference(str(form[name].label), typed, _shown(field, getattr(stands, name))))
    for formset in formsets:
        rows = formset.model._default_manager.filter(session=stands)
        title = str(formset.model._meta.verbose_name_plural)
        found.append(Difference(title.capitalize(), _lines(map(_row_in_words, formset.forms)), _lines(map(str, rows))))
    return [entry for entry in found if entry.typed != entry.stands]


def rows_as_typed(data, prefix: str, standing: set[str], *, take_out_others: bool):
    """Return an inline's part of a form so that it can be saved over what stands now.

    Rows that somebody has deleted meanwhile become new ones, so that nothing typed is lost; rows that somebody has added meanwhile are
    taken out when `take_out_others`. `standing` are the keys of the rows there are; `data` is a mutable QueryDict.
    """
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not total.isascii() or not total.isdigit() or int(total) > 1000:
        return data
    names = [name for name in data if name.startswith(f"{prefix}-") and name.split("-")[1].isdigit()]
    rows = [
        {name.split("-", 2)[2]: data.pop(name) for name in names if name.split("-")[1] == str(number) and name in data}
        for number in range(int(total))
    ]
    kept = [row for row in rows if row.get("id", [""])[-1] in standing]
    new = [{**row, "id": [""]} for row in rows if row.get("id", [""])[-1] not in standing]
    others = sorted(standing - {row["id"][-1] for row in kept}) if take_out_others else []
    kept += [{"id": [key], "DELETE": ["on"]} for key in others]
    for number, row in enumerate([*kept, *new]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(kept) + len(new))
    return data
