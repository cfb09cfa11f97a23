"""An agency's delegation to a symposium: its seats, its focal point, and how its people are let in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agenda.models import Organisation, Symposium


class DelegationQuerySet(models.QuerySet):
    """Delegations, before and after their deadline."""

    def keeping_seats(self, at=None):
        """Those before their deadline: their seats are kept for them, and are their limit."""
        return self.filter(Q(deadline__isnull=True) | Q(deadline__gt=at or timezone.now()))


class Delegation(models.Model):
    """The seats of one agency at one symposium."""

    class Policy(models.TextChoices):
        CONFIRM = "confirm", "People whom the focal point brings are confirmed at once"
        VET = "vet", "Everybody is vetted"

    symposium = models.ForeignKey(Symposium, on_delete=models.PROTECT, related_name="delegations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delegations")
    seats = models.PositiveIntegerField(help_text="Kept for this agency on each day until the deadline, and its limit until then.")
    focal_name = models.CharField("focal point", max_length=120, blank=True)
    focal_email = models.EmailField("focal point's e-mail", blank=True)
    focal_language = models.CharField("focal point's language", max_length=2, choices=settings.LANGUAGES, default="km")
    deadline = models.DateTimeField(
        null=True, blank=True, help_text="After it, unused seats go back to the pool that all share. Empty: kept until the end."
    )
    policy = models.CharField(max_length=8, choices=Policy, default=Policy.VET, help_text="The public form is always vetted.")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["symposium", "organisation"],
                name="delegation_once_in_symposium",
                violation_error_message="This organisation has a delegation already.",
            )
        ]

    def __str__(self):
        return str(self.organisation)

    def keeps_seats(self, at=None) -> bool:
        """Whether its deadline is still to come."""
        return self.deadline is None or self.deadline > (at or timezone.now())
