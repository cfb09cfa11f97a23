"""Questions that visitors ask the organisers."""

from django.conf import settings
from django.db import models

from agenda.models import FaqEntry, Symposium


class QuestionQuerySet(models.QuerySet):
    """Questions, answered or not."""

    def unanswered(self):
        """Those that wait for the organisers."""
        return self.filter(answered_at__isnull=True)


class Question(models.Model):
    """A visitor's question; its answer goes to the asker by mail, and may become a public entry."""

    symposium = models.ForeignKey(Symposium, on_delete=models.PROTECT, related_name="questions")
    email = models.EmailField("asker's e-mail")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    text = models.TextField("question")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, help_text="Plain text, in the asker's language. Saving it sends it by mail, once.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    faq_entry = models.OneToOneField(FaqEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="question")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return self.text[:80]
