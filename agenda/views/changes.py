"""What changed from release to release."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agenda.domain.changes import Change, readable_now
from agenda.models import ProgrammeRelease
from agenda.views.reading import Edition, public_page

SHOWN_RELEASES = 50


@public_page
def changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the newest releases with what changed in each; a session is named only while it is open."""
    releases = newest_releases(edition, SHOWN_RELEASES + 1)
    has_older = len(releases) > SHOWN_RELEASES
    return render(request, "agenda/changes.html", edition.context("changes", releases=releases[:SHOWN_RELEASES], has_older=has_older))


def newest_releases(edition: Edition, count: int) -> list[tuple[ProgrammeRelease, list[Change]]]:
    """Return the newest releases, each with its changes as the public may read them now; when looking at an old one, up to that."""
    releases = edition.symposium.releases.newest_first().defer("public_content", "restricted_content")
    if edition.looked_at:
        releases = releases.filter(number__lte=edition.looked_at.number)
    labels = {session.uuid: session.tlp for session in edition.programme.sessions}
    return [(release, readable_now(release.changes, labels)) for release in releases[:count]]
