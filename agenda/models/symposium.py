"""The symposium itself, its days and its rooms."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agenda.models.bilingual import BilingualModel, bilingual, written_in_one_language
from agenda.models.history import KeptInHistory

RESERVED_SLUGS = {"admin", "preview", "release", "registration", "delegation"}


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError("Write a name of the IANA time zone database, such as Asia/Phnom_Penh.") from error


class SymposiumQuerySet(models.QuerySet):
    """Every write raises `public_version`, by which cached public pages are keyed."""

    def update(self, **values):
        values.setdefault("public_version", F("public_version") + 1)
        values.setdefault("public_changed_at", timezone.now())
        return super().update(**values)

    def raise_public_version(self) -> int:
        """Make every cached public page of these symposia stale."""
        return self.update()

    def visible(self):
        """Those whose pages the public may read: not in draft, and with a published programme."""
        return self.exclude(state=Symposium.State.DRAFT).filter(releases__isnull=False).distinct()


class Symposium(BilingualModel):
    """One edition of the symposium."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft: staff only"
        PUBLIC = "public", "Public"
        ARCHIVED = "archived", "Archived: can be read, no registration"

    required_texts = ("name", "venue")

    slug = models.SlugField(max_length=40, unique=True, help_text="Stands in every address, for example 2022. Keep it once it is public.")
    name = bilingual(models.CharField("name", max_length=200))
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    venue = bilingual(models.CharField("venue", max_length=200, help_text="Hotel or hall, and town."))
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Of the venue, in degrees; calendars and maps lead there. Empty: they search for its name.",
    )
    longitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    time_zone = models.CharField(max_length=40, default="Asia/Phnom_Penh", validators=[validate_time_zone])
    notice = bilingual(models.TextField("notice", help_text="Shown on every page of the programme and in every export, in a line or two."))
    state = models.CharField(
        max_length=10, choices=State, default=State.DRAFT, help_text="The public sees it once a programme is published."
    )
    is_current = models.BooleanField(
        "current edition", default=False, help_text="The edition that the site's front address leads to. Only one is."
    )
    registration_opens = models.DateTimeField(null=True, blank=True, help_text="Empty: not yet fixed, the form stays closed.")
    registration_closes = models.DateTimeField(null=True, blank=True, help_text="Empty: open until the symposium begins.")
    changes_until = models.DateTimeField(
        "participants change their data until", null=True, blank=True, help_text="Empty: until the symposium begins."
    )
    privacy_contact = models.EmailField(help_text="Whom to ask about personal data; shown on the privacy page and in mails.")
    retention_months = models.PositiveSmallIntegerField(
        "personal data kept for (months)", default=12, validators=[MinValueValidator(1)], help_text="Counted from the last day."
    )
    public_version = models.PositiveBigIntegerField(default=1, editable=False)
    public_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SymposiumQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name_plural = "symposia"
        constraints = [
            written_in_one_language("symposium", "name"),
            written_in_one_language("symposium", "venue"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="symposium_ends_after_start"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180), latitude__isnull=False, longitude__isnull=False),
                name="symposium_place_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(registration_closes__isnull=True)
                | Q(registration_opens__isnull=True)
                | Q(registration_closes__gt=F("registration_opens")),
                name="symposium_registration_closes_after_opening",
            ),
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="symposium_one_is_current",
                violation_error_message="Another symposium is the current edition; take the mark from it first.",
            ),
        ]

    def __str__(self):
        return f"{self.name_en or self.name_km} {self.slug}"

    def get_absolute_url(self):
        return reverse("agenda:home", args=[self.slug])

    def save(self, *args, update_fields=None, **kwargs):
        if not self._state.adding:
            self.public_version = F("public_version") + 1  # never the value once read: another process may have raised it since
            self.public_changed_at = timezone.now()
            update_fields = update_fields and {*update_fields, "public_version", "public_changed_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if not isinstance(self.public_version, int):
            self.refresh_from_db(fields=["public_version"])

    def clean(self):
        super().clean()
        errors = {}
        if self.slug in RESERVED_SLUGS:
            errors["slug"] = "This word stands for another page in the site's addresses; choose another."
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = "The last day comes before the first."
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude" if self.latitude is None else "longitude"] = "Give both latitude and longitude, or neither."
        if self.registration_opens and self.registration_closes and self.registration_closes <= self.registration_opens:
            errors["registration_closes"] = "Registration closes before it opens."
        if errors:
            raise ValidationError(errors)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the symposium's clocks run."""
        return ZoneInfo(self.time_zone)


class Day(KeptInHistory, BilingualModel):
    """A day of the symposium; its seats are the room for participants on that day."""

    part_of = "symposium"

    symposium = models.ForeignKey(Symposium, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    label = bilingual(models.CharField("label", max_length=100, help_text="For example “Day 1: law and policy”. May stay empty."))
    doors_open = models.TimeField(null=True, blank=True)
    seats = models.PositiveIntegerField(help_text="How many participants may come on this day, all agencies together.")

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["symposium", "date"], name="day_once_in_symposium")]

    def __str__(self):
        return f"{self.date:%a %d %b %Y}"

    def clean(self):
        super().clean()
        symposium = getattr(self, "symposium", None)
        if (
            symposium
            and self.date
            and symposium.starts_on
            and symposium.ends_on
            and not symposium.starts_on <= self.date <= symposium.ends_on
        ):
            raise ValidationError({"date": f"The symposium lasts from {symposium.starts_on} to {symposium.ends_on}."})

    def has_begun(self, at=None) -> bool:
        """Whether it is this day already, or later, by the symposium's clock."""
        return timezone.localtime(at, self.symposium.zone).date() >= self.date


class Room(KeptInHistory, BilingualModel):
    """A room of the venue."""

    part_of = "symposium"

    required_texts = ("name",)

    symposium = models.ForeignKey(Symposium, on_delete=models.CASCADE, related_name="rooms")
    name = bilingual(models.CharField("name", max_length=100))
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Persons. Empty: not known.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Rooms stand in this order, the smallest number first.")

    class Meta:
        ordering = ["order", "name_en", "pk"]
        constraints = [written_in_one_language("room", "name")]

    def __str__(self):
        return self.name_en or self.name_km
