"""Organisers' Markdown as clean HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "hr"}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})


def to_html(text: str) -> SafeString:
    """Return Markdown as HTML with a short list of tags; headings begin at the third level, links never pass on a referrer."""
    html = _parser.render(text).replace("<h1>", "<h3>").replace("</h1>", "</h3>").replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has cleaned it
