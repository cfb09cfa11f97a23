"""The history of all that staff edit: who changed what, when, from what to what. Kept by django-auditlog with every save and deletion.

What writes many rows at once (`update`, `bulk_create`) is not seen by it: such a function calls `log_update` for what it changed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.admin.models import LogEntry as SaidByTheDesk
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model, Q, QuerySet
from django.utils import timezone

from agenda import models
from agenda.models.history import KeptInHistory, history_key

MASK = "•••"
COMPUTED = {"id", "search_key", "public_version", "public_changed_at", "version"}  # follow from other fields, or count
NOTHING = ("None", "")
NEWEST = 200  # changes that a row's page shows
LANGUAGES = {"_en": " (English)", "_km": " (Khmer)"}
WHAT = {LogEntry.Action.CREATE: "added", LogEntry.Action.UPDATE: "changed", LogEntry.Action.DELETE: "deleted"}


@dataclass(frozen=True)
class FieldChange:
    """What one field was and is, in words."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Entry:
    """One change: when, who (None: the site itself, or a participant), to what, and its fields."""

    at: datetime
    who: object
    what: str
    changes: Sequence[FieldChange] = ()


def masked(value: str) -> str:
    """Return a mark in place of personal data; nothing stays nothing."""
    return value if value in NOTHING else MASK


def track(model: type[Model], *, masked: Iterable[str] = (), left_out: Iterable[str] = (), many: Iterable[str] = ()) -> None:
    """Keep a history of the model; fields in `masked` without their values, those in `left_out` not at all, `many` many-to-many ones."""
    names = [field.name for field in model._meta.concrete_fields if field.name not in COMPUTED | set(left_out)]
    auditlog.register(model, include_fields=names, mask_fields=list(masked), m2m_fields=set(many))


def track_agenda() -> None:
    """Keep a history of what organisers edit; what a release holds is kept by the release itself."""
    for model in (models.Symposium, models.Day, models.Room, models.Organisation, models.OrganisationRole):
        track(model)
    for model in (models.Session, models.SessionOrganisation, models.SessionSpeaker, models.Material):
        track(model)
    for model in (models.NewsItem, models.FaqEntry, models.KeyFigure, models.Statement, models.Page):
        track(model)
    track(models.Person, masked=["email"])
    track(models.ProgrammeRelease, left_out=["public_content", "restricted_content", "changes"])


def log_update(before: Model, after: Model) -> None:
    """Write down what an `update` changed: the row as it was, and as it is."""
    changes = model_instance_diff(before, after)
    if changes:
        LogEntry.objects.log_create(after, action=LogEntry.Action.UPDATE, changes=changes)


def entries_of(row: Model, reader) -> list[Entry]:
    """Return the newest changes of a row and of what belongs to it, the newest first, as far as this member of staff may read them.

    The history of a session that ever was TLP:RED is for those alone who may read such sessions: it tells what it was then.
    """
    found = list(_log_of(row).select_related("actor", "content_type").order_by("-timestamp", "-pk")[:NEWEST])
    if not reader.has_perm(models.programme.READ_RED) and _log_of(row).filter(_red()).exists():
        return []
    changes = field_changes(found)
    entries = [Entry(log.timestamp, log.actor, what_of(log, row), changes[log.pk]) for log in found]
    return sorted([*entries, *_said_of(row)], key=lambda entry: entry.at, reverse=True)


def what_of(log: LogEntry, row: Model | None = None) -> str:
    """Say what was done to what; to the row itself without its name."""
    model = log.content_type.model_class()
    word = WHAT.get(log.action, "read")
    if row is not None and isinstance(row, model) and log.object_pk == str(row.pk):
        return word
    return f"{model._meta.verbose_name if model else log.content_type.name} “{log.object_repr}” {word}"


def field_changes(logs: Iterable[LogEntry]) -> dict[int, list[FieldChange]]:
    """Return the changes of each entry, by its key, with the names of rows that they point to: a query for each kind of row."""
    logs = list(logs)
    names = _names(logs)
    return {log.pk: [_field_change(log, name, values, names) for name, values in sorted((log.changes or {}).items())] for log in logs}


def _red() -> Q:
    return Q(additional_data__red=True) | Q(changes__tlp__0=models.Tlp.RED) | Q(changes__tlp__1=models.Tlp.RED)


def _log_of(row: Model) -> QuerySet[LogEntry]:
    name = row._meta.concrete_model._meta.model_name
    parts = [model for model in auditlog.get_models() if issubclass(model, KeptInHistory) and model.part_of == name]
    types = ContentType.objects.get_for_models(type(row), *parts)
    itself = Q(content_type=types.pop(type(row)), object_pk=str(row.pk))
    of_it = Q(content_type__in=types.values(), additional_data__part_of=history_key(name, row.pk))
    return LogEntry.objects.filter(itself | of_it)


def _said_of(row: Model) -> list[Entry]:
    """Return what the desk wrote down in a sentence of its own, such as that a release was published."""
    said = SaidByTheDesk.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    said = said.exclude(change_message="").exclude(change_message__startswith="[").select_related("user")
    return [Entry(entry.action_time, entry.user, entry.change_message) for entry in said[:NEWEST]]


def _field(log: LogEntry, name: str) -> Field | None:
    model = log.content_type.model_class()
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _names(logs: Iterable[LogEntry]) -> dict[type[Model], dict[str, str]]:
    """Return the names of all rows that the entries point to, by model and key."""
    keys = defaultdict(set)
    for log in logs:
        for name, values in (log.changes or {}).items():
            field = _field(log, name)
            if isinstance(field, ForeignKey) and isinstance(values, list):
                keys[field.related_model] |= {value for value in values if value.isdigit()}
    return {model: {str(row.pk): str(row) for row in model._default_manager.filter(pk__in=found)} for model, found in keys.items()}


def _field_change(log: LogEntry, name: str, values, names: dict[type[Model], dict[str, str]]) -> FieldChange:
    field = _field(log, name)
    label = str(getattr(field, "verbose_name", name)) + LANGUAGES.get(name[-3:], "")
    if isinstance(values, dict):  # many-to-many
        rows = ", ".join(values["objects"])
        return FieldChange(label, rows, "") if values["operation"] == "delete" else FieldChange(label, "", rows)
    was, now = (_in_words(field, value, names) for value in values)
    return FieldChange(label, was, now)


def _in_words(field: Field | None, value: str, names: dict[type[Model], dict[str, str]]) -> str:
    """Return a stored value as the desk prints it."""
    if value in NOTHING:
        return ""
    if isinstance(field, ForeignKey):
        return names[field.related_model].get(value, f"{field.related_model._meta.verbose_name} {value}, deleted since")
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    kind = field.get_internal_type() if field else ""
    if kind == "BooleanField":
        return {"True": "yes", "False": "no"}.get(value, value)
    if kind == "DateTimeField":  # stored in UTC, without saying so
        return f"{timezone.localtime(datetime.fromisoformat(value).replace(tzinfo=UTC)):%Y-%m-%d %H:%M}"
    if kind == "TimeField":
        return f"{time.fromisoformat(value):%H:%M}"
    if kind == "DateField":
        return date.fromisoformat(value).isoformat()
    return json.dumps(json.loads(value), ensure_ascii=False) if kind == "JSONField" else value
