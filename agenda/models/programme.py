"""The programme that organisers edit: sessions, who presents, and their materials. Nobody outside sees these rows."""

import secrets
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.models.bilingual import BilingualModel, bilingual, written_in_one_language
from agenda.models.history import KeptInHistory
from agenda.models.organisations import Organisation, Person
from agenda.models.search import search_key
from agenda.models.symposium import Day, Room, Symposium
from agenda.models.uploads import private_storage, upload_path

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 and O, 1, I and L
CODE_LENGTH = 6


def new_code() -> str:
    """Return a random session code; it tells nothing of the session."""
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(CODE_LENGTH))


class Tlp(models.TextChoices):
    """Labels of the Traffic Light Protocol 2.0 (FIRST), the freest first."""

    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"


READ_RED = "agenda.read_red"  # the permission without which no text of a TLP:RED session or material is shown at the desk


class SessionQuerySet(models.QuerySet):
    """Sessions, in the order and with the company in which they are read. Every write raises `version`."""

    def update(self, **values):
        values.setdefault("version", F("version") + 1)
        return super().update(**values)

    def readable_by(self, user):
        """Those that this member of staff may read: all, or all but TLP:RED."""
        return self if user.has_perm(READ_RED) else self.exclude(tlp=Tlp.RED)

    def as_the_day_runs(self):
        """In the order of days, times and rooms."""
        return self.order_by("day__date", "start", "end", F("room__order").asc(nulls_first=True), "pk")

    def with_presenters(self):
        """With everything that a list or a snapshot prints of a session, in a constant number of queries."""
        return self.select_related("day", "room").prefetch_related(
            models.Prefetch("session_organisations", SessionOrganisation.objects.select_related("organisation")),
            models.Prefetch("session_speakers", SessionSpeaker.objects.select_related("person__organisation")),
            "materials",
        )


class Session(KeptInHistory, BilingualModel):
    """A slot of the programme. Start and end are local times of its day."""

    class Kind(models.TextChoices):
        CEREMONY = "ceremony", _("Ceremony")
        DISCUSSION = "discussion", _("Panel discussion")
        PRESENTATION = "presentation", _("Presentation")
        CASE_STUDY = "case-study", _("Case study")
        BREAK = "break", _("Break")
        NETWORKING = "networking", _("Networking")

    class State(models.TextChoices):
        TENTATIVE = "tentative", _("To be confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    required_texts = ("title",)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, default=new_code, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, on_delete=models.CASCADE, related_name="sessions")
    day = models.ForeignKey(Day, on_delete=models.RESTRICT, related_name="sessions")
    start = models.TimeField(help_text="Local time, for example 09:00.")
    end = models.TimeField(help_text="After the start, on the same day.")
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="sessions",
        help_text="Empty: the whole house, for example lunch.",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    title = bilingual(models.CharField("title", max_length=200))
    abstract = bilingual(models.TextField("abstract", help_text="Markdown."))
    tlp = models.CharField(
        "label",
        max_length=12,
        choices=Tlp,
        default=Tlp.CLEAR,
        help_text="Above TLP:CLEAR the public sees time, room and kind of a “closed session” only; texts of TLP:RED are nowhere online.",
    )
    seats = models.PositiveIntegerField(null=True, blank=True, help_text="Only where seats in this session are limited.")
    organisations = models.ManyToManyField(Organisation, through="SessionOrganisation", related_name="sessions")
    speakers = models.ManyToManyField(Person, through="SessionSpeaker", related_name="sessions")
    state = models.CharField(
        max_length=10, choices=State, default=State.CONFIRMED, help_text="A session once published is cancelled, never deleted."
    )
    is_pinned = models.BooleanField(
        "fixed point", default=False, help_text="Keeps its time when the rest of a day is shifted, for example lunch or a ceremony."
    )
    version = models.PositiveIntegerField(default=1, editable=False)  # raised by every save, of its presenters and files too
    search_key = models.TextField(editable=False, default="")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["day__date", "start", "end", "pk"]
        constraints = [
            written_in_one_language("session", "title"),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="session_ends_after_start", violation_error_message="The end is not after the start."
            ),
        ]
        indexes = [models.Index(fields=["symposium", "day", "start"], name="session_as_the_day_runs")]
        permissions = [("read_red", "Can read TLP:RED sessions and materials")]

    def __str__(self):
        """Name the session wherever the admin or a log prints it: one labelled TLP:RED by its code only. Its title is `title`."""
        return f"TLP:RED session {self.code}" if self.is_red else self.title_en or self.title_km

    @property
    def is_red(self) -> bool:
        """Whether its texts are for organisers alone."""
        return self.tlp == Tlp.RED

    def is_readable_by(self, user) -> bool:
        """Whether this member of staff may read its texts; of others (`SessionQuerySet.readable_by`) he knows the slot at most."""
        return not self.is_red or user.has_perm(READ_RED)

    def save(self, *args, update_fields=None, **kwargs):
        while self._state.adding and Session.objects.filter(code=self.code).exists():
            self.code = new_code()
        self.search_key = search_key(self.title_en, self.title_km, self.abstract_en, self.abstract_km, self.code)
        if not self._state.adding:
            self.version = F("version") + 1  # never the value once read: another process may have raised it since
            update_fields = update_fields and {*update_fields, "version"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if not isinstance(self.version, int):
            self.refresh_from_db(fields=["version"])

    def clean(self):
        super().clean()
        errors = {}
        if self.start and self.end and self.end <= self.start:
            errors["end"] = "The end must be after the start, on the same day."
        if self.symposium_id and self.day_id and self.day.symposium_id != self.symposium_id:
            errors["day"] = "This day belongs to another symposium."
        if self.symposium_id and self.room_id and self.room.symposium_id != self.symposium_id:
            errors["room"] = "This room belongs to another symposium."
        if errors:
            raise ValidationError(errors)


class PartOfSession(KeptInHistory):
    """A row that belongs to a session: writing it is a change of the session."""

    part_of = "session"

    class Meta:
        abstract = True

    @property
    def is_red(self) -> bool:
        """Whether who it names is for organisers alone: as its session says."""
        return self.session.is_red

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Session.objects.filter(pk=self.session_id).update()

    def delete(self, *args, **kwargs):
        session_id = self.session_id
        deleted = super().delete(*args, **kwargs)
        Session.objects.filter(pk=session_id).update()
        return deleted


class SessionOrganisation(PartOfSession):
    """An organisation that presents in a session; the order is the order of protocol."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="session_organisations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="session_organisations")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "presenting organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"],
                name="organisation_once_in_session",
                violation_error_message="This organisation is named twice in the session.",
            )
        ]

    def __str__(self):
        return str(self.organisation)


class SessionSpeaker(PartOfSession):
    """A person's part in a session."""

    class Part(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="session_speakers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="session_speakers")
    part = models.CharField(max_length=10, choices=Part, default=Part.SPEAKER)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "speaker"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="person_once_in_session",
                violation_error_message="This person is named twice in the session.",
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.get_part_display()})"


class MaterialQuerySet(models.QuerySet):
    """Materials, of which some are closed."""

    def readable_by(self, user):
        """Those that this member of staff may read: all, or all that neither are TLP:RED nor belong to such a session."""
        return self if user.has_perm(READ_RED) else self.exclude(tlp=Tlp.RED).exclude(session__tlp=Tlp.RED)


class Material(PartOfSession, BilingualModel):
    """A file of a session: slides, a procedure, a form. It is never freer than its session."""

    required_texts = ("title",)

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    title = bilingual(models.CharField("title", max_length=200))
    file = models.FileField(upload_to=upload_path, storage=private_storage)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("km", "Khmer")], default="en")
    tlp = models.CharField("label", max_length=12, choices=Tlp, default=Tlp.CLEAR)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [written_in_one_language("material", "title")]

    def __str__(self):
        return f"TLP:RED material {self.pk or ''}".strip() if self.is_red else self.title_en or self.title_km

    @property
    def is_red(self) -> bool:
        """Whether it is for organisers alone, by its own label or its session's."""
        return self.tlp == Tlp.RED or super().is_red
