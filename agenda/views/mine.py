"""A reader's own agenda: the sessions starred on this device, and the data with which its scripts work."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from agenda.domain.lately import lately, mark, readable, releases_until
from agenda.domain.timetable import timetable
from agenda.models.search import ALIKE, INVISIBLE
from agenda.views.reading import Edition, public_page

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


@public_page
def my_agenda(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show all sessions hidden; the script shows those that are starred on this device."""
    context = edition.context(
        "agenda", days=timetable(edition.programme), is_mine=True, lately=lately(edition.symposium, edition.programme)
    )
    return render(request, "agenda/my_agenda.html", context)


@public_page
def search_index(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with what the instant search compares, session by session, and with how it brings a query into the same form."""
    sessions = {session.code: session.search_key for session in edition.programme.sessions}
    spelling = {"invisible": "".join(map(chr, INVISIBLE)), "alike": ALIKE}
    return JsonResponse({"sessions": sessions, **spelling}, json_dumps_params=COMPACT)


@public_page
def recent_changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the changes of the newest releases, for marks since the last visit; what is older than they is not told."""
    found = list(releases_until(edition.symposium, edition.programme))
    releases = [_told(release, edition.programme) for release in found]
    oldest = found[-1].number if found else 0
    return JsonResponse({"oldest": oldest, "releases": releases}, json_dumps_params=COMPACT)


def _told(release, programme) -> dict:
    language = get_language()
    changes: dict[str, list[dict]] = {}
    for change in readable(release, programme):
        if change.code in programme.sessions_by_code:
            short = mark(change)
            told = {"what": change.what, "words": short.words(language)}
            told |= {"was": change.was.in_language(language), "now": change.now.in_language(language)}
            changes.setdefault(change.code, []).append(told)
    published_at = release.published_at.astimezone(programme.symposium.zone)
    return {"number": release.number, "published_at": published_at.isoformat(), "changes": changes}
