"""What changed, and the news, as Atom feeds (RFC 4287). Pure functions: the same rows and language make the same bytes in every process.

Ids are URNs made of the moment of the first release, to the microsecond. It is in no address that may change (host, slug), no later release
changes it, it moves with the database to another server, and no other symposium has the same.
"""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override

from agenda.domain.changes import Change
from agenda.domain.programme import Programme
from agenda.domain.sentences import Told, told
from agenda.exports.characters import allowed
from agenda.markdown import to_html
from agenda.models import NewsItem, OrganisationRole, ProgrammeRelease
from agenda.texts import Text, digits

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
IDS = uuid.UUID("6f0c2a55-9a0b-4be1-8a63-5d2c5e1f7f1b")  # the namespace of our ids (RFC 9562 §6.6)


@dataclass(frozen=True)
class Entry:
    """One entry: `key` tells it from the feed's others for ever, `content` is clean HTML in `language`, `address` a path."""

    key: str
    title: str
    published_at: datetime
    address: str
    content: SafeString
    language: str


def changes_feed(programme: Programme, releases: Sequence[tuple[ProgrammeRelease, list[Change]]], began: datetime, language: str) -> bytes:
    """Return the feed of releases, the newest first, each with its changes as the public may read them now."""
    with override(language):
        page = reverse("agenda:changes", args=[programme.symposium.slug])
        entries = [_release(programme, release, changes, page, language) for release, changes in releases]
        return _feed(programme, "changes", gettext("What changed"), page, entries, began, language)


def news_feed(programme: Programme, news: Sequence[NewsItem], began: datetime, language: str) -> bytes:
    """Return the feed of published news, the newest first."""
    with override(language):
        page = reverse("agenda:news", args=[programme.symposium.slug])
        entries = [_news(item, page, language) for item in news]
        return _feed(programme, "news", gettext("News"), page, entries, began, language)


def _feed(programme: Programme, key: str, title: str, page: str, entries: list[Entry], began: datetime, language: str) -> bytes:
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language, "xml:base": f"{settings.BASE_URL}/"})
    address = reverse(f"agenda:{key}_feed", args=[programme.symposium.slug])
    _add(feed, "id", _urn(began, key, language))
    _add(feed, "title", f"{title} · {programme.symposium.name.in_language(language)}")
    if programme.symposium.notice:
        _add(feed, "subtitle", programme.symposium.notice.in_language(language))
    _add(feed, "updated", _written(max((entry.published_at for entry in entries), default=began)))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": settings.BASE_URL + address})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "hreflang": language, "href": settings.BASE_URL + page})
    for name in _organisers(programme, language):
        _add(ET.SubElement(feed, "author"), "name", name)
    for entry in entries:
        _add_entry(feed, entry, _urn(began, key, entry.key, language), language)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _add_entry(feed: ET.Element, entry: Entry, urn: str, language: str) -> None:
    element = ET.SubElement(feed, "entry", {} if entry.language == language else {"xml:lang": entry.language})
    _add(element, "id", urn)
    _add(element, "title", entry.title)
    _add(element, "published", _written(entry.published_at))
    _add(element, "updated", _written(entry.published_at))
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": settings.BASE_URL + entry.address})
    _add(element, "content", entry.content, type="html")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = allowed(text)


def _urn(began: datetime, *parts: str) -> str:
    return uuid.uuid5(IDS, "/".join([_written(began), *parts])).urn


def _written(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _organisers(programme: Programme, language: str) -> list[str]:
    names = [entry.organisation.name for entry in programme.roles if entry.role == OrganisationRole.Role.ORGANISER]
    return [name.in_language(language) for name in names or [programme.symposium.name]]


def _release(programme: Programme, release: ProgrammeRelease, changes: list[Change], page: str, language: str) -> Entry:
    return Entry(
        key=str(release.number),
        title=gettext("Release %(number)s") % {"number": digits(release.number, language)},
        published_at=release.published_at,
        address=f"{page}#release-{release.number}",
        content=_release_content(programme, release, changes, language),
        language=language,
    )


def _release_content(programme: Programme, release: ProgrammeRelease, changes: list[Change], language: str) -> SafeString:
    note = _html(Text.of(release, "note"), language)
    if changes:
        items = [(_subject(programme, entry), entry.sentence(language)) for entry in told(changes)]
        return note + format_html("<ul>{}</ul>", format_html_join("", "<li>{}{}</li>", items))
    if release.number == 1:
        return note + format_html("<p>{}</p>", gettext("The programme was published for the first time."))
    return note + format_html("<p>{}</p>", gettext("Nothing changed in the public part of the programme."))


def _subject(programme: Programme, entry: Told) -> SafeString | str:
    """Return which session the changes are about, with its address, by its name while it is open; nothing for the symposium's own."""
    if not entry.uuid:
        return ""
    if entry.code not in programme.sessions_by_code:
        return format_html("{}: ", gettext("A session that is no longer in the programme"))
    language = get_language()
    title, written_in = entry.title.best(language) if entry.title else (f"{gettext('Closed session')} {entry.code}", language)
    address = reverse("agenda:session", args=[programme.symposium.slug, entry.code])
    return format_html('<a href="{}" lang="{}">{}</a>: ', settings.BASE_URL + address, written_in, title)


def _news(item: NewsItem, page: str, language: str) -> Entry:
    title, written_in = Text.of(item, "title").best(language)
    content = _html(Text.of(item, "body"), written_in)
    return Entry(f"{item.pk}", title, item.published_at, f"{page}#news-{item.pk}", content, written_in)


def _html(text: Text, language: str) -> SafeString:
    """Return a Markdown text as clean HTML, marked with its language where that is not the wanted one."""
    if not text:
        return SafeString("")
    words, written_in = text.best(language)
    html = to_html(words)
    return html if written_in == language else format_html('<div lang="{}">{}</div>', written_in, html)
