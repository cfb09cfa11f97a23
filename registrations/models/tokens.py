"""Secrets in private links, kept as digests only."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from registrations.models.registration import Registration


class TokenQuerySet(models.QuerySet):
    """Tokens, of which some have ended or were revoked."""

    def valid(self, at=None):
        """Those that still open something."""
        return self.filter(Q(revoked_at__isnull=True) & Q(expires_at__gt=at or timezone.now()))


class Token(models.Model):
    """A private link's secret, as its SHA-256 digest, with purpose and end."""

    class Purpose(models.TextChoices):
        REGISTRATION = "registration", "A participant's own page"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=12, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self):
        return f"{self.get_purpose_display()} until {self.expires_at:%Y-%m-%d}"
