"""What stands below a registration at the desk, to be read only: history, consents, mails."""

from django.contrib import admin
from django.utils.html import format_html

from registrations.domain.outbox import without_secrets
from registrations.models import Consent, RegistrationEvent, RegistrationMail


class ReadOnlyInline(admin.TabularInline):
    """Rows that nobody changes by hand."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class HistoryInline(ReadOnlyInline):
    """Each step: when, what, from where to where, by whom, why."""

    model = RegistrationEvent
    fields = ["at", "what", "from_state", "to_state", "actor", "by", "reason"]
    verbose_name_plural = "history"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class ConsentInline(ReadOnlyInline):
    """To what the person agreed, when, and when it was withdrawn."""

    model = Consent
    fields = ["purpose", "text_version", "given_at", "withdrawn_at"]


class MailInline(ReadOnlyInline):
    """What was written to the person, without the private links."""

    model = RegistrationMail
    fields = ["created_at", "kind", "status", "subject", "text"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("email")

    @admin.display(description="status")
    def status(self, mail):
        """Print whether it is sent."""
        return mail.email.get_status_display()

    @admin.display(description="subject")
    def subject(self, mail):
        """Print the subject."""
        return mail.email.subject

    @admin.display(description="text")
    def text(self, mail):
        """Print the text part, closed to begin with."""
        return plain_text(mail.email.message)


def plain_text(message: str) -> str:
    """Return a mail's text part for a page of the desk, folded, without the private link."""
    return format_html("<details><summary>Read</summary><pre>{}</pre></details>", without_secrets(message))
