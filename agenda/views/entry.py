"""The site's front address: to the reader's language, and to the current edition."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from agenda.models import Symposium


def front(request):
    """Send to /en/ or /km/ by the reader's preference."""
    response = redirect("current")
    response.headers["Location"] = f"/{get_language_from_request(request)}/"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def current_edition(request):
    """Send to the current edition; a 404 page that says so while there is none."""
    symposium = Symposium.objects.visible().filter(is_current=True).first()
    if symposium is None:
        raise Http404
    return redirect(symposium)
