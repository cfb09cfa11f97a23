"""The outbox at the desk: which mails are sent, which wait, which failed and why. In place of post_office's own pages,
which edit templates with an editor from another host and send a mail again by a mere link."""

from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from post_office import admin as stock  # registers the pages that are taken out here
from post_office.models import STATUS, Email, Log

from agenda.admin.desk import DeskAdmin
from registrations.admin.registration_history import plain_text

for model in (stock.Email, stock.EmailTemplate, stock.Log, stock.Attachment):
    admin.site.unregister(model)


@admin.register(Email)
class OutboxAdmin(DeskAdmin):
    """Mails, to be read only; one that failed can be sent again."""

    list_display = ["subject", "recipient", "status", "created", "number_of_retries", "next_try", "reason"]
    list_filter = ["status"]
    search_fields = ["to", "subject"]
    date_hierarchy = "created"
    ordering = ["-created", "-pk"]
    actions = ["send_again"]
    change_form_template = "admin/change_form.html"  # post_office's own has the link that sends again
    fieldsets = [
        (None, {"fields": ["subject", "recipient", "from_email", "message_id", "enclosed"]}),
        ("Sending", {"fields": ["status", "created", "number_of_retries", "next_try", "reason"]}),
        ("Text", {"fields": ["text"]}),
    ]

    def get_queryset(self, request):
        last = Log.objects.filter(email=OuterRef("pk"), status=STATUS.failed).order_by("-date", "-pk")
        return (
            super()
            .get_queryset(request)
            .annotate(last_error=Subquery(last.values("exception_type")[:1]), last_message=Subquery(last.values("message")[:1]))
        )

    def get_readonly_fields(self, request, obj=None):
        return [name for _title, options in self.fieldsets for name in options["fields"]]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)  # the list has an action; a mail itself is never edited

    @admin.display(description="to", ordering="to")
    def recipient(self, email):
        """Print whom it is for."""
        return ", ".join(email.to)

    @admin.display(description="next try", ordering="scheduled_time")
    def next_try(self, email):
        """Print when it is tried next."""
        return email.scheduled_time if email.status in (STATUS.queued, STATUS.requeued) else None

    @admin.display(description="why it failed")
    def reason(self, email):
        """Print the last failure."""
        return f"{email.last_error}: {email.last_message}"[:200] if email.last_error and email.status != STATUS.sent else "–"

    @admin.display(description="enclosed")
    def enclosed(self, email):
        """Print the names of its files."""
        return ", ".join(attachment.name for attachment in email.attachments.all()) or "–"

    @admin.display(description="text")
    def text(self, email):
        """Print the text part, without the private link."""
        return plain_text(email.message)

    @admin.action(description="Send again", permissions=["change"])
    def send_again(self, request, queryset):
        """Put failed mails back into the queue. One that was sent has no private link any more, and stays as it is."""
        count = queryset.filter(status=STATUS.failed).update(status=STATUS.queued, scheduled_time=None)
        left = queryset.exclude(status=STATUS.queued).count()
        messages.success(request, f"{count} failed {'mail' if count == 1 else 'mails'} will be sent again within a minute.")
        if left:
            messages.info(request, f"{left} not touched: sent already, or waiting for the next try.")
