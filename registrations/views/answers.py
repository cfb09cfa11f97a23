"""What the pages of registration share: the current programme, the redirect after a form, where a request comes from, and privacy."""

from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from agenda.domain import release
from agenda.domain.programme import Programme
from agenda.models import Symposium


def current_programme() -> Programme | None:
    """Return the programme of the current edition, for a page that belongs to none."""
    symposium = Symposium.objects.visible().filter(is_current=True).first()
    return release.current(symposium) if symposium else None


def see_other(to: str, *args) -> HttpResponseRedirect:
    """Redirect after a form so that the next page is asked for by GET, and a reload sends nothing again (RFC 9110 §15.4.4)."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)


def place_of_origin(request: HttpRequest) -> str:
    """Return the network address that a request comes from: the proxy in front says it in CLIENT_ADDRESS_HEADER, if there is one."""
    header = settings.CLIENT_ADDRESS_HEADER
    return (header and request.headers.get(header, "")) or request.META.get("REMOTE_ADDR", "")


def private_page(view):
    """Keep what a private link shows out of caches, search engines and other sites' logs."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped
