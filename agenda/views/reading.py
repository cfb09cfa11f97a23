"""What every public page begins with: the published programme of the symposium in the address, or for staff the draft in a preview."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from agenda.domain import registration_times
from agenda.domain.programme import Programme
from agenda.domain.release import draft, published_programme
from agenda.models import NewsItem, ProgrammeRelease, Symposium

PREVIEW = "preview"  # the namespace under which the same addresses show the draft to staff
LONGEST_IN_MEMORY = timedelta(days=1)


@dataclass
class Edition:
    """A symposium that a page is about, and the programme that it may show."""

    symposium: Symposium
    programme: Programme
    is_preview: bool = False

    def context(self, nav: str, **more) -> dict:
        """Return what every template of the site is given, with a page's own."""
        context = {"symposium": self.symposium, "programme": self.programme, "nav": nav, **more}
        if self.is_preview:
            context |= {"preview": True, "preview_back_url": reverse("admin:agenda_symposium_change", args=[self.symposium.pk])}
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
    """Give a view the published edition and mark its answer as the same for everybody; in a preview, give staff the draft."""

    @require_safe
    @wraps(view)
    def page(request, symposium: str, *args, **kwargs):
        if request.resolver_match.namespace == PREVIEW:
            return _preview(request, view, symposium, *args, **kwargs)
        edition = published_edition(symposium)
        at = timezone.now()
        response = view(request, edition, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["CDN-Cache-Control"] = "max-age=1"
        response.keep_until = next_change_by_the_clock(edition.symposium, at)
        return response

    return page


def _preview(request, view: Callable, symposium_slug: str, /, *args, **kwargs):
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if not (request.user.is_staff and request.user.has_perm("agenda.view_session")):
        raise PermissionDenied
    symposium = get_object_or_404(Symposium, slug=symposium_slug)
    response = view(request, Edition(symposium, draft(symposium), is_preview=True), *args, **kwargs)
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
