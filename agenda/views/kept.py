"""What a device keeps of one language of a symposium: which pages, and which files they ask for."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urljoin

from babel.dates import get_month_names
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import get_language, gettext

from agenda.domain.programme import Programme
from agenda.texts import digits
from agenda.views.reading import Edition

PAGES = ("home", "agenda", "my_agenda", "now", "organisations", "speakers", "changes", "news", "faq", "about", "privacy", "not_kept")
DATA = ("search_index", "recent_changes", "manifest")
MOST_SESSIONS = 200  # a larger programme would take seconds to make and room on telephones: its last sessions need a network
PICTURE = re.compile(r'\ssrc="([^"]+)"')
STATIC_FILE = re.compile(rf'\s(?:src|href)="({re.escape(settings.STATIC_URL)}[^"]+)"')
# Fonts are left to the pages, which name the one of their language.
NAMED_IN_A_FILE = re.compile(r"""url\("([^":]+(?<!\.woff2))"\)|^import\s(?:[^"]*\sfrom\s)?"(\.[^"]+)";""", re.MULTILINE)


def paths(programme: Programme) -> Iterator[str]:
    """Yield the address of each page and each piece of data that a device keeps, in the active language."""
    slug = programme.symposium.slug
    yield from (reverse(f"agenda:{name}", args=[slug]) for name in (*PAGES, *DATA))
    yield from (reverse("agenda:session", args=[slug, session.code]) for session in programme.sessions[:MOST_SESSIONS])
    yield from (reverse("agenda:organisation", args=[slug, organisation]) for organisation in programme.organisations)


def answer(path: str, edition: Edition) -> HttpResponse:
    """Return what the site answers to anybody's request for that public page; raise AttributeError for an address of any other kind.

    The view is asked with the edition that is there already: no look at the release for each of the pages, and one release for all.
    """
    match = resolve(path)
    request = HttpRequest()
    request.method, request.path, request.path_info, request.resolver_match = "GET", path, path, match
    values = {name: value for name, value in match.kwargs.items() if name != "symposium"}
    return match.func.with_edition(request, edition, *match.args, **values)


def bundle(edition: Edition, until: datetime | None) -> dict:
    """Return all that a device keeps, ready for JSON: pages by path, and the addresses of the files and pictures that they show.

    `until` is the moment at which the pages change by the clock, where one is known.
    """
    pages, types = {}, {}
    for path in paths(edition.programme):
        try:
            response = answer(path, edition)
        except Http404:
            continue
        pages[path] = response.content.decode()
        if not response.headers["Content-Type"].startswith("text/html"):
            types[path] = response.headers["Content-Type"]
    html = [text for path, text in pages.items() if path not in types]
    return {
        "version": edition.symposium.public_version,
        "release": edition.programme.number,
        "published_at": edition.programme.published_at.isoformat(),
        "until": until and until.isoformat(),
        "words": words_of_time(edition.programme),
        "files": with_files_named_in(addresses(STATIC_FILE, html)),
        "pictures": [url for url in addresses(PICTURE, html) if url.startswith(settings.MEDIA_URL)],
        "types": types,
        "pages": pages,
    }


def words_of_time(programme: Programme) -> dict:
    """Return what a script needs to say a moment in the page's language by the venue's clock."""
    language = get_language()
    return {
        "pattern": gettext("{day} {month}, {time}"),
        "months": list(get_month_names("wide", locale=language).values()),
        "digits": digits("0123456789", language),
        "zone": programme.symposium.time_zone,
    }


def addresses(expression: re.Pattern, pages: Iterable[str]) -> list[str]:
    """Return the addresses that the expression finds in the pages, each once, in order."""
    return sorted({url for page in pages for url in expression.findall(page)})


def with_files_named_in(urls: Iterable[str]) -> list[str]:
    """Return the addresses of static files with those that stylesheets and modules among them name."""
    found, left = set(), list(urls)
    while left:
        url = left.pop()
        if url not in found:
            found.add(url)
            left += [urljoin(url, name) for name in names_in(url)]
    return sorted(found)


def names_in(url: str) -> list[str]:
    """Return what a stylesheet or module names, as it is written there."""
    if not url.endswith((".css", ".js")):
        return []
    name = url.removeprefix(settings.STATIC_URL)
    with open(finders.find(name) or staticfiles_storage.path(name), encoding="utf-8") as file:  # the second where names are hashed
        return [css or module for css, module in NAMED_IN_A_FILE.findall(file.read())]


def as_json(value: dict) -> str:
    """Return JSON that is the same whenever and wherever it is made."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
