"""Visitors' questions at the desk: answered once, by mail, and published where it helps others."""

from django import forms
from django.contrib import admin, messages
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import KnownChoices, SymposiumFilter
from registrations.domain import questions
from registrations.forms.texts import ParagraphField
from registrations.models import Question


class AnsweredFilter(KnownChoices):
    """Those that wait, or those that were answered."""

    title = parameter_name = "answered"

    def lookups(self, request, model_admin):
        return [("no", "Waits for an answer"), ("yes", "Answered")]

    def queryset(self, request, queryset):
        return queryset.filter(answered_at__isnull=self.value() == "no") if self.value() else queryset


class AnswerForm(forms.ModelForm):
    """An answer."""

    answer = ParagraphField(
        max_length=5000,
        help_text="Plain text, in the asker's language. Saving it sends it by mail, once; it can't be changed after.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    publish = forms.BooleanField(
        label="publish among the questions and answers",
        required=False,
        help_text="Question and answer are shown to everybody at once, never the address. Look that the question names nobody.",
    )


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    """What visitors asked, those that wait first."""

    form = AnswerForm
    list_display = ["__str__", "asked_at", "language", "is_answered", "answered_at", "is_published"]
    list_filter = [SymposiumFilter, AnsweredFilter, "language"]
    list_select_related = ["symposium"]
    search_fields = ["text", "email", "answer"]
    asked = ["symposium", "text", "email", "language", "asked_at"]

    def get_ordering(self, request):
        return [F("answered_at").desc(nulls_first=True), "-asked_at", "-pk"]

    def get_fieldsets(self, request, obj=None):
        answer = ["answer", "answered_at", "answered_by", "published_as"] if self.is_read_only(request, obj) else ["answer", "publish"]
        return [("Question", {"fields": self.asked}), ("Answer", {"fields": answer})]

    def get_readonly_fields(self, request, obj=None):
        answered = ["answer", "answered_at", "answered_by", "published_as"] if self.is_read_only(request, obj) else []
        return [*self.asked, *answered]

    def is_read_only(self, request, obj) -> bool:
        """Whether the answer is given, or this user may not give it."""
        return obj is None or obj.answered_at is not None or not super().has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.answered_at is None)

    def has_add_permission(self, request):
        return False

    @admin.display(description="answered", boolean=True, ordering="answered_at")
    def is_answered(self, question):
        """Say whether it is answered."""
        return question.answered_at is not None

    @admin.display(description="published", boolean=True, ordering="faq_entry")
    def is_published(self, question):
        """Say whether an entry among the questions and answers was made of it."""
        return question.faq_entry_id is not None

    @admin.display(description="published as")
    def published_as(self, question):
        """Print a link to the entry made of it."""
        if not question.faq_entry_id:
            return "–"
        return format_html('<a href="{}">Open it</a>', reverse("admin:agenda_faqentry_change", args=[question.faq_entry_id]))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except questions.AnsweredAlready:
            messages.error(request, "Somebody else has answered this question in the meantime. Your answer was not sent.")
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        questions.answer(obj, by=request.user, text=form.cleaned_data["answer"], publish=form.cleaned_data["publish"])
