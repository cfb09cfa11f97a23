"""What search engines ask of the whole site: the list of its public pages, and where they may go."""

import hashlib

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from agenda.domain.release import published_programme
from agenda.exports import sitemap
from agenda.models import ProgrammeRelease, Symposium


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List all public pages of all visible editions. One query once their programmes are in memory."""
    return _answer(request, sitemap.sitemap(_sites()), "application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where they may go."""
    return _answer(request, sitemap.robots().encode(), "text/plain; charset=utf-8")


def _sites() -> tuple[sitemap.Site, ...]:
    newest = ProgrammeRelease.objects.filter(symposium=OuterRef("symposium")).newest_first().values("number")[:1]
    releases = (
        ProgrammeRelease.objects.filter(number=Subquery(newest))
        .exclude(symposium__state=Symposium.State.DRAFT)
        .select_related("symposium")
        .defer("public_content", "restricted_content", "changes")
        .order_by("-symposium__starts_on", "symposium")
    )
    return tuple(
        sitemap.Site(release.symposium.slug, release.symposium.public_changed_at, published_programme(release)) for release in releases
    )


def _answer(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return get_conditional_response(request, response.headers["ETag"], None, response)
