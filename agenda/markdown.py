"""Organisers' Markdown as clean HTML, and as plain text."""

import re
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "h5", "h6", "blockquote", "code", "hr"}
HEADING = re.compile(r"(</?h)([1-6])>")
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})


def to_html(text: str, top: int = 3) -> SafeString:
    """Return Markdown as HTML with a short list of tags; its highest headings are of level `top`, links pass on no referrer."""
    html = HEADING.sub(lambda tag: f"{tag[1]}{min(max(int(tag[2]) - 2, 0) + top, 6)}>", _parser.render(text))
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has cleaned it


def to_plain_text(text: str) -> str:
    """Return Markdown as one plain line, for descriptions that know no markup."""
    return " ".join(unescape(strip_tags(to_html(text))).split())
