"""Which mail in the outbox was written to which participant, and why."""

from django.db import models
from django.utils import timezone
from post_office.models import Email

from agenda.models import ProgrammeRelease
from registrations.models.registration import Registration


class RegistrationMail(models.Model):
    """The link between a registration and a mail in the outbox; `release` is the one that the mail tells of."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    email = models.OneToOneField(Email, on_delete=models.CASCADE, related_name="registration_mail")
    kind = models.CharField(max_length=20)
    release = models.ForeignKey(ProgrammeRelease, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        constraints = [
            models.UniqueConstraint(
                fields=["release", "registration"], condition=models.Q(release__isnull=False), name="mail_once_a_release_and_registration"
            )
        ]

    def __str__(self):
        return f"{self.kind}, {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"
