"""What every public page begins with: the published programme of the symposium in the address; for staff the draft, or an old release."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.http import http_date, parse_http_date
from django.views.decorators.http import require_safe

from agenda.domain import registration_times
from agenda.domain.programme import Programme
from agenda.domain.release import draft, known_programmes, published_programme, release_as_it_was
from agenda.models import NewsItem, ProgrammeRelease, Symposium
from agenda.models.programme import READ_RED
from agenda.views.old_release import looking_at, taken_apart

PREVIEW = "preview"  # the namespace under which the same addresses show the draft to staff
RELEASE = "release"  # the namespace under which they show staff a release as it was published
LONGEST_IN_MEMORY = timedelta(days=1)


@dataclass
class Edition:
    """A symposium that a page is about, and the programme that it may show."""

    symposium: Symposium
    programme: Programme
    is_preview: bool = False
    looked_at: ProgrammeRelease | None = None  # by staff, as it was published
    clock: "Clock | None" = None  # of the published edition

    def context(self, nav: str, **more) -> dict:
        """Return what every template of the site is given, with a page's own."""
        context = {"symposium": self.symposium, "programme": self.programme, "nav": nav, **more}
        if self.is_preview:
            context |= {"preview": True, "preview_back_url": reverse("admin:agenda_symposium_change", args=[self.symposium.pk])}
        if self.looked_at:
            back = reverse("admin:agenda_programmerelease_change", args=[self.looked_at.pk])
            context |= {"preview": True, "looked_at": self.looked_at, "preview_back_url": back}
        return context


@dataclass(frozen=True)
class Clock:
    """When a symposium's public pages changed last, and when they change next by the clock alone."""

    changed_at: datetime
    changes_at: datetime


def published_edition(slug: str, at: datetime | None = None) -> Edition:
    """Return the edition that the public sees under this slug, in one query; raise Http404 where there is none."""
    at = at or timezone.now()
    news = NewsItem.objects.filter(symposium=OuterRef("symposium"))
    release = (
        ProgrammeRelease.objects.filter(symposium__slug=slug)
        .exclude(symposium__state=Symposium.State.DRAFT)
        .select_related("symposium")
        .with_content_unless(known_programmes())
        .annotate(
            last_news=Subquery(news.filter(published_at__lte=at).order_by("-published_at").values("published_at")[:1]),
            next_news=Subquery(news.filter(published_at__gt=at).order_by("published_at").values("published_at")[:1]),
        )
        .newest_first()
        .first()
    )
    if release is None:
        raise Http404
    return Edition(
        release.symposium, published_programme(release), clock=_clock(release.symposium, [release.last_news, release.next_news], at)
    )


def _clock(symposium: Symposium, news: list[datetime | None], at: datetime) -> Clock:
    """Return it from what was written and from what happens by itself: registration opens or closes, a piece of news appears."""
    moments = [symposium.registration_opens, registration_times.closes(symposium), *news]
    known = [moment for moment in moments if moment is not None]
    return Clock(
        changed_at=max([symposium.public_changed_at, *(moment for moment in known if moment <= at)]),
        changes_at=min([at + LONGEST_IN_MEMORY, *(moment for moment in known if moment > at)]),
    )


def public_page(view: Callable) -> Callable:
    """Give a view the published edition, and mark its answer as the same for everybody; give staff the draft, or an old release.

    A view may set `keep_until` on its answer (a moment at which the page changes), and a Last-Modified of its own. The view itself is
    there as `with_edition`, for the bundle of pages that devices keep.
    """

    @require_safe
    @wraps(view)
    def page(request, symposium: str, *args, **kwargs):
        if request.resolver_match.namespace == PREVIEW:
            return _for_staff(request, [], lambda: view(request, _draft(symposium), *args, **kwargs))
        if request.resolver_match.namespace == RELEASE:
            # What was open then may be TLP:RED today.
            return _for_staff(request, [READ_RED], lambda: _old_release(request, view, symposium, *args, **kwargs))
        edition = published_edition(symposium)
        clock = edition.clock
        response = view(request, edition, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["CDN-Cache-Control"] = "max-age=1"
        response.headers.setdefault("Last-Modified", http_date(clock.changed_at.timestamp()))
        response.keep_until = min(clock.changes_at, getattr(response, "keep_until", clock.changes_at))
        if request.META.get("QUERY_STRING") and response.status_code == 200:  # not kept in memory, which does the same for the others
            response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
            return _conditional(request, response, parse_http_date(response.headers["Last-Modified"]))
        return response

    page.with_edition = view
    return page


def _conditional(request, response: HttpResponse, changed_at: int) -> HttpResponse:
    """Return the response, or 304 where the reader has it; other sites' scripts may read that too where they may read the whole."""
    answer = get_conditional_response(request, response.headers["ETag"], changed_at, response)
    if "Access-Control-Allow-Origin" in response.headers:
        answer.headers["Access-Control-Allow-Origin"] = response.headers["Access-Control-Allow-Origin"]
    return answer


def _for_staff(request, more: list[str], page: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer staff who may see sessions, and have these permissions more; nothing on the way may keep the page."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if not (request.user.is_staff and request.user.has_perms(["agenda.view_session", *more])):
        raise PermissionDenied
    response = page()
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _draft(slug: str) -> Edition:
    symposium = get_object_or_404(Symposium, slug=slug)
    return Edition(symposium, draft(symposium), is_preview=True)


def _old_release(request, view: Callable, numbered: str, /, *args, **kwargs) -> HttpResponse:
    number, slug = taken_apart(numbered)
    releases = ProgrammeRelease.objects.select_related("symposium", "published_by").defer("restricted_content", "changes")
    release = get_object_or_404(releases, symposium__slug=slug, number=number)
    with looking_at(number):
        return view(request, Edition(release.symposium, release_as_it_was(release), looked_at=release), *args, **kwargs)
