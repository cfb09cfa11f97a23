"""A participant's registration, its consents and its history. The state changes through domain/lifecycle.py only."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agenda.models import Day, Honorific, Person, Symposium
from agenda.models.search import search_key
from registrations.models.delegation import Delegation

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Return a reference to say on the phone, such as DFS-7K3Q9; it opens nothing."""
    return "DFS-" + "".join(secrets.choice(REFERENCE_LETTERS) for _position in range(5))


class RegistrationQuerySet(models.QuerySet):
    """Registrations by what their state means for seats, clocks and the queue."""

    def holding_a_seat(self):
        """Those that take a seat on each of their days, counted by state alone."""
        return self.filter(state__in=Registration.HOLDING)

    def live(self):
        """Those that may still lead to a seat."""
        return self.filter(state__in=Registration.LIVE)

    def overdue(self, at):
        """Those whose state ends by the clock, at or before `at` (aware)."""
        return self.filter(state__in=(Registration.State.UNVERIFIED, Registration.State.OFFERED), state_until__lte=at)

    def waiting_in_order(self):
        """The waiting list, in order of arrival."""
        return self.filter(state=Registration.State.WAITLISTED).order_by("queued_at", "pk")

    def with_agency_and_days(self):
        """With what a list prints of a registration, in a constant number of queries."""
        return self.select_related("delegation__organisation", "symposium").prefetch_related("days")


class Registration(models.Model):
    """One person's wish to take part, as a member of an agency."""

    class State(models.TextChoices):
        UNVERIFIED = "unverified", "Address not verified"
        PENDING = "pending", "Being checked"
        CONFIRMED = "confirmed", "Confirmed"
        WAITLISTED = "waitlisted", "On the waiting list"
        OFFERED = "offered", "Seat offered"
        DECLINED = "declined", "Not accepted"
        CANCELLED = "cancelled", "Cancelled"

    class Origin(models.TextChoices):
        FORM = "form", "Public form"
        FOCAL_POINT = "focal-point", "Focal point"
        INVITATION = "invitation", "Invitation"
        DESK = "desk", "Desk"

    class CancelledBy(models.TextChoices):
        PARTICIPANT = "participant", "Participant"
        AGENCY = "agency", "Agency"
        ORGANISER = "organiser", "Organiser"
        EXPIRED = "expired", "Expired"

    HOLDING = (State.UNVERIFIED, State.PENDING, State.OFFERED, State.CONFIRMED)
    LIVE = (*HOLDING, State.WAITLISTED)

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    symposium = models.ForeignKey(Symposium, on_delete=models.PROTECT, related_name="registrations")
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    other_agency = models.CharField("agency that is not listed", max_length=200, blank=True)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.FORM)
    submission = models.UUIDField(null=True, blank=True, editable=False, help_text="The form it came from: sent twice, it counts once.")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations", help_text="A speaker's."
    )
    honorific = models.CharField(max_length=20, choices=Honorific, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    name_latin = models.CharField("name in Latin letters", max_length=120)
    name_khmer = models.CharField("name in Khmer letters", max_length=120, blank=True)
    position = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text="In international form (E.164).")
    days = models.ManyToManyField(Day, related_name="registrations")
    access_needs = models.CharField(max_length=500, blank=True)
    diet = models.CharField(max_length=200, blank=True)
    language = models.CharField("language of mails", max_length=2, choices=settings.LANGUAGES, default="km")
    state = models.CharField(max_length=10, choices=State, db_index=True)
    state_since = models.DateTimeField()
    state_until = models.DateTimeField(null=True, blank=True, db_index=True, help_text="When this state ends by itself.")
    queued_at = models.DateTimeField(null=True, blank=True, help_text="Since when on the waiting list: its order.")
    vetted_at = models.DateTimeField(null=True, blank=True, help_text="When a registrar accepted the person.")
    cancelled_by = models.CharField(max_length=12, choices=CancelledBy, blank=True)
    created_at = models.DateTimeField()
    search_key = models.TextField(editable=False, default="")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delegation__isnull=False, other_agency="") | Q(delegation__isnull=True) & ~Q(other_agency=""),
                name="registration_has_one_agency",
            ),
            models.UniqueConstraint(
                fields=["symposium", "email"],
                # Verified ones only: a correction may name an address that is taken, and must not tell so (lifecycle.verify does, by mail).
                condition=Q(origin="form", state__in=("unverified", "pending", "offered", "confirmed", "waitlisted"))
                & Q(email_verified_at__isnull=False)
                & ~Q(email=""),
                name="registration_live_once_an_address",
            ),
            models.UniqueConstraint(
                fields=["submission", "email"], condition=Q(submission__isnull=False), name="registration_once_a_submission"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("unverified", "offered"), state_until__isnull=False)
                | ~Q(state__in=("unverified", "offered")) & Q(state_until__isnull=True),
                name="registration_clock_runs_only_where_a_state_ends",
            ),
            models.CheckConstraint(condition=~Q(state="waitlisted") | Q(queued_at__isnull=False), name="registration_waits_since_a_time"),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_by="") | ~Q(state="cancelled") & Q(cancelled_by=""),
                name="registration_cancelled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["symposium", "state", "created_at"], name="registration_by_state"),
            models.Index(fields=["delegation", "state"], name="registration_by_delegation"),
        ]

    def __str__(self):
        return f"{self.reference} {self.name_latin}"

    def save(self, *args, **kwargs):
        while self._state.adding and Registration.objects.filter(reference=self.reference).exists():
            self.reference = new_reference()
        self.search_key = search_key(self.name_latin, self.name_khmer, self.email, self.phone, self.reference, self.other_agency)
        super().save(*args, **kwargs)

    @property
    def is_live(self) -> bool:
        """Whether it may still lead to a seat."""
        return self.state in self.LIVE

    @property
    def holds_a_seat(self) -> bool:
        """Whether it takes a seat on each of its days."""
        return self.state in self.HOLDING


class DoorListEntry(Registration):
    """A registration as door staff see it: name, agency and state. A model of its own, so that no right to see one gives more."""

    class Meta:
        proxy = True
        ordering = ["name_latin", "pk"]
        verbose_name = "person on the door list"
        verbose_name_plural = "door list"

    def __str__(self):
        return self.name_latin


class RegistrationEvent(models.Model):
    """One step in a registration's history: who changed what, when and why."""

    class Actor(models.TextChoices):
        PARTICIPANT = "participant", "Participant"
        AGENCY = "agency", "Agency"
        ORGANISER = "organiser", "Organiser"
        CLOCK = "clock", "Clock"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    from_state = models.CharField(max_length=10, choices=Registration.State, blank=True)
    to_state = models.CharField(max_length=10, choices=Registration.State)
    actor = models.CharField(max_length=12, choices=Actor)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step"
        verbose_name_plural = "history"

    def __str__(self):
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.what}"


class Consent(models.Model):
    """A participant's consent to one purpose: to which text, when, and when it was withdrawn."""

    class Purpose(models.TextChoices):
        PROCESSING = "processing", "Processing of the registration"
        PHOTOS = "photos", "Photographs"
        DIRECTORY = "directory", "Directory of contacts"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_given_once_a_purpose"
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}, {timezone.localtime(self.given_at):%Y-%m-%d}"
