"""Which mail in the outbox was written to which participant, and why."""

from django.db import models
from django.utils import timezone
from post_office.models import Email

from registrations.models.registration import Registration


class RegistrationMail(models.Model):
    """The link between a registration and a mail in the outbox."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    email = models.OneToOneField(Email, on_delete=models.CASCADE, related_name="registration_mail")
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"

    def __str__(self):
        return f"{self.kind}, {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"
