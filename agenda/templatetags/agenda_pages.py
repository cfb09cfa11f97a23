"""What the pages of the agenda need beside texts: addresses in both languages for search engines, descriptions, and when doors open."""

from datetime import datetime, tzinfo
from html import unescape

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language

from agenda import texts
from agenda.domain.programme import DayFacts
from agenda.markdown import to_html
from agenda.texts import Text

register = template.Library()

DESCRIPTION_LETTERS = 160


@register.inclusion_tag("agenda/_alternates.html", takes_context=True)
def alternates(context) -> dict:
    """Print the page's canonical address and its address in each language, without any filter's query."""
    path = context["request"].path
    languages = [(code, settings.BASE_URL + translate_url(path, code)) for code, _name in settings.LANGUAGES]
    return {"canonical": settings.BASE_URL + path, "languages": languages, "default": languages[0][1]}


@register.filter
def summary(text: Text) -> str:
    """Print the beginning of a Markdown text in one plain line, for a page's description."""
    html = to_html(text.in_language(get_language()))
    return Truncator(" ".join(unescape(strip_tags(html)).split())).chars(DESCRIPTION_LETTERS)


@register.simple_tag
def doors_open(day: DayFacts, zone: tzinfo) -> datetime | None:
    """Return when the doors open on a day, with its offset."""
    return datetime.combine(day.date, day.doors_open, zone) if day.doors_open else None


@register.simple_tag
def local_time(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment by the symposium's clock, to the second: HTML allows no microseconds in a `datetime`."""
    return moment.astimezone(zone).replace(microsecond=0)


@register.filter
def at(table: dict, key: str) -> object:
    """Return what stands at a key of a table, or None: {{ lately|at:session.code }}."""
    return table.get(key) if table else None


@register.simple_tag
def khmer_digits() -> str:
    """Return the ten digits in which the page's language counts, for scripts; empty for Latin ones."""
    digits = texts.digits("0123456789", get_language())
    return "" if digits == "0123456789" else digits
