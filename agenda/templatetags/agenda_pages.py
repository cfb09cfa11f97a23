"""What the pages of the agenda need beside texts: addresses in both languages for search engines, descriptions, and when doors open."""

from datetime import datetime, tzinfo

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.text import Truncator
from django.utils.translation import get_language

from agenda import texts
from agenda.domain.programme import DayFacts
from agenda.markdown import to_plain_text
from agenda.texts import Text, date_range

register = template.Library()

DESCRIPTION_LETTERS = 160
LOCALES = {"en": "en_GB", "km": "km_KH"}  # as the Open Graph protocol writes them


@register.inclusion_tag("agenda/_alternates.html", takes_context=True)
def alternates(context) -> dict:
    """Print the page's canonical address and its address in each language, without any filter's query."""
    path = context["request"].path
    languages = [(code, settings.BASE_URL + translate_url(path, code)) for code, _name in settings.LANGUAGES]
    return {"canonical": settings.BASE_URL + path, "languages": languages, "default": languages[0][1]}


@register.simple_block_tag(takes_context=True)
def kept_as(context, content, name: str) -> str:
    """Print what stands between the tags, and keep it under a name for what follows on the page."""
    context[name] = content
    return content


@register.inclusion_tag("agenda/_open_graph.html", takes_context=True)
def open_graph(context) -> dict:
    """Print what other sites show of a link to this page (Open Graph protocol); its title was kept as `page_title`."""
    symposium, language = context["programme"].symposium, get_language()
    name = symposium.name.in_language(language)
    other = next(code for code in LOCALES if code != language)
    when = date_range(symposium.starts_on, symposium.ends_on, language)
    return {
        "title": context["page_title"],
        "url": settings.BASE_URL + context["request"].path,
        "site": name,
        "locale": LOCALES[language],
        "other_locale": LOCALES[other],
        "image": settings.BASE_URL + reverse("agenda:picture", args=[symposium.slug]),
        "image_alt": f"{name}, {when}, {symposium.venue.in_language(language)}",
    }


@register.simple_tag
def subscription(name: str, *parts: str) -> str:
    """Return the address of a calendar at which telephones and calendars subscribe to it rather than load it once."""
    return f"webcal://{settings.BASE_URL.partition('://')[2]}{reverse(f'agenda:{name}', args=parts)}"


@register.filter
def summary(text: Text) -> str:
    """Print the beginning of a Markdown text in one plain line, for a page's description."""
    return Truncator(to_plain_text(text.in_language(get_language()))).chars(DESCRIPTION_LETTERS)


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
