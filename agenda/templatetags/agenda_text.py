"""Printing bilingual texts, dates, times, names and Markdown in the page's language."""

from datetime import date, datetime, time
from urllib.parse import urlencode

from django import template
from django.core.files.storage import default_storage
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.translation import get_language

from agenda import texts
from agenda.markdown import to_html
from agenda.texts import Text

register = template.Library()


def _language() -> str:
    return "km" if get_language() == "km" else "en"


@register.filter
def bilingual(text: Text) -> str:
    """Print a text in the page's language, or in the other one marked with its `lang`."""
    if not text:
        return ""
    words, language = text.best(_language())
    return words if language == _language() else format_html('<span lang="{}">{}</span>', language, words)


@register.filter
def plain(text: Text) -> str:
    """Print a text without markup, for titles and attributes."""
    return text.in_language(_language()) if text else ""


@register.filter
def text_of(row, name: str) -> Text:
    """Return the bilingual field `name` of a row: {{ item|text_of:"title"|bilingual }}."""
    return Text.of(row, name)


@register.filter
def markdown(text: Text, top: int = 3) -> str:
    """Print a Markdown text as clean HTML, its headings from level `top`, marked with its `lang` when it is the other language's."""
    if not text:
        return ""
    words, language = text.best(_language())
    html = to_html(words, top)
    return html if language == _language() else format_html('<div lang="{}">{}</div>', language, html)


@register.filter
def clock(moment: datetime | time) -> str:
    """Print hours and minutes."""
    return texts.clock(moment, _language())


@register.filter
def weekday(day: date) -> str:
    """Print the day of the week."""
    return texts.weekday(day, _language())


@register.filter
def day_and_month(day: date) -> str:
    """Print 14 December."""
    return texts.day_and_month(day, _language())


@register.filter
def date_in_words(day: date) -> str:
    """Print Wednesday 14 December 2022."""
    return texts.date_in_words(day, _language())


@register.filter
def plain_date(day: date) -> str:
    """Print 14 December 2022."""
    return texts.plain_date(day, _language())


@register.filter
def date_range(span) -> str:
    """Print the days of anything with `starts_on` and `ends_on`: 14–15 December 2022."""
    return texts.date_range(span.starts_on, span.ends_on, _language())


@register.filter
def moment(at: datetime, zone=None) -> str:
    """Print Wednesday 7 December 2022, 17:00, in `zone` where one is given."""
    return texts.moment_in_words(at.astimezone(zone) if zone else at, _language())


@register.filter
def number(value: object) -> str:
    """Print a count in the digits of the page's language."""
    return texts.digits(value, _language())


@register.filter
def full_name(person) -> str:
    """Print a person's name with honorific and rank."""
    return person.full_name(_language())


@register.filter
def public_file(name: str) -> str:
    """Return the address of a file in public storage."""
    return default_storage.url(name)


@register.simple_tag(takes_context=True)
def other_language_url(context) -> str:
    """Return the address of this same page in the other language; empty where there is none."""
    request = context.get("request")
    if request is None:
        return ""
    other = "en" if _language() == "km" else "km"
    path = translate_url(request.path, other)
    if path == request.path and request.path.startswith(f"/{_language()}/"):
        path = f"/{other}/{request.path.removeprefix(f'/{_language()}/')}"
    query = request.GET.urlencode() if request.method == "GET" else ""
    return f"{path}?{query}" if query else path


@register.simple_tag
def query(**values: object) -> str:
    """Return a query string of the values that are not empty, with its question mark."""
    kept = {name: value for name, value in values.items() if value not in ("", None)}
    return f"?{urlencode(kept)}" if kept else ""


@register.filter
def in_words(mark) -> str:
    """Print what changed in a session in a few words, in the page's language."""
    return mark.words(_language())
