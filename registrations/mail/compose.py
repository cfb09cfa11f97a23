"""From a kind of mail and its facts to subject, text and HTML, in a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from agenda.domain.programme import Programme
from agenda.texts import date_range

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Letter:
    """A mail as it is written; `text` is plain, nothing in it is escaped for HTML."""

    subject: str
    text: str
    html: str
    language: str


def compose(kind: str, facts: Mapping[str, object], programme: Programme, language: str) -> Letter:
    """Write a mail of a kind (templates/mail/<kind>.*). What participants typed stands in `facts`, and is never a template itself."""
    symposium = programme.symposium
    with override(language):
        known = {
            "language": language,
            "symposium": symposium.name.in_language(language),
            "dates": date_range(symposium.starts_on, symposium.ends_on, language),
            "venue": symposium.venue.in_language(language),
            "notice": symposium.notice.in_language(language),
            "home": absolute("agenda:home", symposium.slug),
            **facts,
        }
        subject = _one_line(_rendered(f"mail/{kind}.subject.txt", known, escape=False))
        text = _rendered(f"mail/{kind}.txt", known, escape=False)
        html = _rendered(f"mail/{kind}.html", {**known, "subject": subject}, escape=True)
    return Letter(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html, language)


def absolute(name: str, *args: object) -> str:
    """Return the whole address of a page, in the language now active."""
    return settings.BASE_URL + reverse(name, args=args)


def _rendered(template: str, facts: Mapping[str, object], *, escape: bool) -> str:
    return get_template(template).template.render(Context(facts, autoescape=escape))


def _one_line(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text).split())
