"""What changed, and the news, as Atom feeds."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from agenda.exports import FOR_OTHER_SITES, atom
from agenda.views.changes import newest_releases
from agenda.views.reading import Edition, public_page

NEWEST = 50


@public_page
def changes_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with what changed from release to release, as an Atom feed (RFC 4287)."""
    return _feed(
        request, edition, lambda began: atom.changes_feed(edition.programme, newest_releases(edition, NEWEST), began, get_language())
    )


@public_page
def news_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the news as an Atom feed (RFC 4287)."""
    news = edition.symposium.newsitems.published()[:NEWEST]
    return _feed(request, edition, lambda began: atom.news_feed(edition.programme, news, began, get_language()))


def _feed(request: HttpRequest, edition: Edition, made: Callable) -> HttpResponse:
    """Answer with a feed made from the moment at which the symposium began to publish."""
    if request.META.get("QUERY_STRING"):  # a feed knows none
        return redirect(request.path)
    first = edition.symposium.releases.order_by("number").values_list("published_at", flat=True).first()
    began = first or edition.programme.published_at  # a preview before the first release
    return HttpResponse(made(began), content_type=atom.CONTENT_TYPE, headers=FOR_OTHER_SITES)
