"""What every public page begins with: the published programme of the symposium in the address; for staff the draft, or an old release."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from agenda.domain import registration_times
from agenda.domain.programme import Programme
from agenda.domain.release import draft, published_programme, release_as_it_was
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

    def context(self, nav: str, **more) -> dict:
        """Return what every template of the site is given, with a page's own."""
        context = {"symposium": self.symposium, "programme": self.programme, "nav": nav, **more}
        if self.is_preview:
            context |= {"preview": True, "preview_back_url": reverse("admin:agenda_symposium_change", args=[self.symposium.pk])}
        if self.looked_at:
            back = reverse("admin:agenda_programmerelease_change", args=[self.looked_at.pk])
            context |= {"preview": True, "looked_at": self.looked_at, "preview_back_url": back}
        return context


def published_edition(slug: str) -> Edition:
    """Return the edition that the public sees under this slug, in one query when its release is in memory; raise Http404 else."""
    release = (
        ProgrammeRelease.objects.filter(symposium__slug=slug)
        .exclude(symposium__state=Symposium.State.DRAFT)
        .select_related("symposium")
        .defer("public_content", "restricted_content", "changes")
        .newest_first()
        .first()
    )
    if release is None:
        raise Http404
    return Edition(release.symposium, published_programme(release))


def next_change_by_the_clock(symposium: Symposium, at: datetime) -> datetime:
    """Return when a public page of the symposium changes by itself: registration opens or closes, a piece of news appears."""
    moments = [at + LONGEST_IN_MEMORY, symposium.registration_opens, registration_times.closes(symposium)]
    next_news = NewsItem.objects.filter(symposium=symposium, published_at__gt=at).order_by("published_at")
    moments.append(next_news.values_list("published_at", flat=True).first())
    return min(moment for moment in moments if moment is not None and moment > at)


def public_page(view: Callable) -> Callable:
    """Give a view the published edition, and mark its answer as the same for everybody; give staff the draft, or an old release."""

    @require_safe
    @wraps(view)
    def page(request, symposium: str, *args, **kwargs):
        if request.resolver_match.namespace == PREVIEW:
            return _for_staff(request, [], lambda: view(request, _draft(symposium), *args, **kwargs))
        if request.resolver_match.namespace == RELEASE:
            # What was open then may be TLP:RED today.
            return _for_staff(request, [READ_RED], lambda: _old_release(request, view, symposium, *args, **kwargs))
        edition = published_edition(symposium)
        at = timezone.now()
        response = view(request, edition, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["CDN-Cache-Control"] = "max-age=1"
        response.keep_until = next_change_by_the_clock(edition.symposium, at)
        return response

    return page


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
