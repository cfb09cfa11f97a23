"""The public pages for search engines (sitemaps.org 0.9), each with its address in both languages, and robots.txt (RFC 9309)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from agenda.domain.programme import Programme

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST_PAGES = 50_000  # that one sitemap may list
# Pages of the release, and pages with content that is public as soon as it is written.
OF_THE_RELEASE = ("agenda", "organisations", "speakers", "changes")
OF_THE_SITE = ("home", "news", "faq", "about", "privacy")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Site:
    """One edition: its slug, when any of its public content changed last, by publishing or otherwise, and its published programme."""

    slug: str
    changed_at: datetime
    programme: Programme = field(compare=False)


@dataclass(frozen=True)
class Page:
    """A public page: the name and parameters of its address, and when it changed last."""

    name: str
    parts: tuple[str, ...]
    changed_at: datetime


@lru_cache(maxsize=1)
def sitemap(sites: tuple[Site, ...]) -> bytes:
    """Return all public pages of these editions; made again when one of them changes."""
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    pages = [page for site in sites for page in _pages(site)]
    for page in pages[: MOST_PAGES // len(LANGUAGES)]:
        addresses = {language: _address(page, language) for language in LANGUAGES}
        for address in addresses.values():
            url = ET.SubElement(root, "url")
            ET.SubElement(url, "loc").text = address
            ET.SubElement(url, "lastmod").text = page.changed_at.astimezone(UTC).isoformat(timespec="seconds")
            for language, other in (*addresses.items(), ("x-default", addresses[LANGUAGES[0]])):
                ET.SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": other})
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def robots() -> str:
    """Return what robots may read: all that is public, but no form, no filter's every combination, and nothing of staff's."""
    closed = ["/admin/", "/staff/"]
    closed += [f"/{language}/{part}/" for language in LANGUAGES for part in ("preview", "release", "registration")]
    closed += ["/*/register/", "/*/faq/ask", "/*/agenda/?", "/*/agenda.ics?"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}", ""]
    return "\n".join(lines)


def _address(page: Page, language: str) -> str:
    with override(language):
        return settings.BASE_URL + reverse(f"agenda:{page.name}", args=page.parts)


def _pages(site: Site) -> Iterator[Page]:
    programme = site.programme
    for name in OF_THE_SITE:
        yield Page(name, (site.slug,), site.changed_at)
    for name in OF_THE_RELEASE:
        yield Page(name, (site.slug,), programme.published_at)
    for session in programme.sessions:
        yield Page("session", (site.slug, session.code), session.modified)
    for slug in programme.organisations:
        yield Page("organisation", (site.slug, slug), programme.published_at)
