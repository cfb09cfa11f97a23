"""The pages that say what went wrong, in both languages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token


def not_found(request, *_address, exception=None):
    """There is no such page."""
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    """The request can't be read."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """The reader may not see this."""
    return render(request, "403.html", status=403)


def server_error(request):
    """Something broke: a page that needs no database and no context."""
    return HttpResponse(get_template("500.html").render(), status=500)


@requires_csrf_token
def csrf_failure(request, reason=""):
    """A form came without its CSRF cookie: what to do."""
    return render(request, "403_csrf.html", status=403)
