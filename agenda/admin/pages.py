"""News, questions and answers, figures, statements and pages at the desk: public as soon as they are saved so, without a release."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from agenda.admin.desk import DeskAdmin
from agenda.admin.filters import SymposiumFilter, chosen_symposium
from agenda.models import FaqEntry, KeyFigure, NewsItem, Page, Statement, Symposium


class ContentAdmin(DeskAdmin):
    """What one symposium's public site shows beside the programme; `page` is the name of the page that shows it."""

    page = ""
    list_select_related = ["symposium"]

    def get_changeform_initial_data(self, request):
        symposium = chosen_symposium(request)
        return {**({"symposium": symposium.pk} if symposium else {}), **super().get_changeform_initial_data(request)}

    def view_on_site(self, row):
        """Return the public page that shows it, while the symposium is public."""
        is_visible = Symposium.objects.visible().filter(pk=row.symposium_id).exists()
        return reverse(f"agenda:{self.page_of(row)}", args=[row.symposium.slug]) if is_visible else None

    def page_of(self, row) -> str:
        """Return the name of the page on which the row stands."""
        return self.page


@admin.register(NewsItem)
class NewsItemAdmin(ContentAdmin):
    """News, published now or at a time to come."""

    page = "news"
    list_display = ["headline", "status", "published_at"]
    list_filter = [SymposiumFilter]
    date_hierarchy = "published_at"
    search_fields = ["title_en", "title_km", "body_en", "body_km"]
    fieldsets = [(None, {"fields": ["symposium", ("title_en", "title_km"), ("body_en", "body_km"), "published_at"]})]

    @admin.display(description="title", ordering="title_en")
    def headline(self, item):
        """Print the title, in English where there is one."""
        return str(item)

    @admin.display(description="status", ordering="published_at")
    def status(self, item):
        """Say whether the public sees it."""
        if item.published_at is None:
            return "draft"
        return "published" if item.published_at <= timezone.now() else "to come"


@admin.register(FaqEntry)
class FaqEntryAdmin(ContentAdmin):
    """Questions and answers, newest answers first."""

    page = "faq"
    list_display = ["entry", "answered_at", "is_shown"]
    list_filter = [SymposiumFilter, "is_shown"]
    date_hierarchy = "answered_at"
    search_fields = ["question_en", "question_km", "answer_en", "answer_km"]
    fieldsets = [
        (None, {"fields": ["symposium", ("question_en", "question_km"), ("answer_en", "answer_km"), "answered_at", "is_shown"]}),
    ]

    @admin.display(description="question", ordering="question_en")
    def entry(self, entry):
        """Print the beginning of the question."""
        return str(entry)


class SourcedAdmin(ContentAdmin):
    """What stands on the about page with its source."""

    page = "about"
    list_filter = [SymposiumFilter, "is_shown"]


@admin.register(KeyFigure)
class KeyFigureAdmin(SourcedAdmin):
    """Numbers with source and date."""

    list_display = ["value_en", "label_en", "source_en", "as_of", "order", "is_shown"]
    list_display_links = ["value_en", "label_en"]
    list_editable = ["order", "is_shown"]
    search_fields = ["value_en", "value_km", "label_en", "label_km", "source_en", "source_km"]
    fieldsets = [
        (None, {"fields": ["symposium", ("value_en", "value_km"), ("label_en", "label_km")]}),
        ("Source", {"fields": [("source_en", "source_km"), "source_url", "as_of"]}),
        ("On the page", {"fields": ["order", "is_shown"]}),
    ]


@admin.register(Statement)
class StatementAdmin(SourcedAdmin):
    """What was said about the symposium, with source and date."""

    list_display = ["beginning", "said_by_en", "source_en", "said_on", "order", "is_shown"]
    list_editable = ["order", "is_shown"]
    date_hierarchy = "said_on"
    search_fields = ["text_en", "text_km", "said_by_en", "said_by_km", "source_en", "source_km"]
    fieldsets = [
        (None, {"fields": ["symposium", ("text_en", "text_km"), ("said_by_en", "said_by_km")]}),
        ("Source", {"fields": [("source_en", "source_km"), "source_url", "said_on"]}),
        ("On the page", {"fields": ["order", "is_shown"]}),
    ]

    @admin.display(description="statement", ordering="text_en")
    def beginning(self, statement):
        """Print how it begins."""
        return str(statement)


class PageForm(forms.ModelForm):
    """A page; says beside the choice when the symposium has this page already."""

    def clean(self):
        cleaned = super().clean()
        same = Page.objects.filter(symposium=cleaned.get("symposium"), key=cleaned.get("key")).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("key", "The symposium has this page already; change that one.")
        return cleaned


@admin.register(Page)
class PageAdmin(ContentAdmin):
    """The organisers' own words on the pages of the site."""

    form = PageForm
    list_display = ["key", "symposium", "is_written_in_english", "is_written_in_khmer"]
    list_filter = [SymposiumFilter, "key"]
    search_fields = ["body_en", "body_km"]
    fieldsets = [(None, {"fields": ["symposium", "key", ("body_en", "body_km")]})]

    def page_of(self, row):
        return row.key

    @admin.display(description="English", boolean=True)
    def is_written_in_english(self, page):
        """Whether there is an English text."""
        return bool(page.body_en)

    @admin.display(description="Khmer", boolean=True)
    def is_written_in_khmer(self, page):
        """Whether there is a Khmer text."""
        return bool(page.body_km)
