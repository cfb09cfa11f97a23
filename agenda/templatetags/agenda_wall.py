"""What the screen in the hall needs beside texts."""

from django import template
from django.utils.translation import get_language

from agenda.texts import Text

register = template.Library()

LONG, VERY_LONG = 40, 80  # letters of a title, from which it is set smaller


@register.filter
def length_class(title: Text) -> str:
    """Return the class of a title's length, with a space before it."""
    letters = len(title.in_language(get_language()))
    return " very-long" if letters > VERY_LONG else " long" if letters > LONG else ""


@register.filter
def other_language(text: Text) -> tuple[str, str] | None:
    """Return the text in the language that the page is not in, and that language; None where there is only one."""
    language = "en" if get_language() == "km" else "km"
    return (getattr(text, language), language) if text.en and text.km else None


@register.filter
def beyond(total: int, shown: int) -> int:
    """Return how many of `total` are not among those shown."""
    return max(total - shown, 0)
