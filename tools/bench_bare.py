"""The bare project that the site is measured against: Django with one view that answers 30 KB of HTML, and no middleware."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BYTES = 30 * 1024
TEXT = b"<!doctype html><title>Bare</title>" + b"<p>Digital evidence before the court</p>" * 200_000
PAGE = TEXT[:BYTES]


def page(request: HttpRequest) -> HttpResponse:
    """Answer the 30 KB."""
    return HttpResponse(PAGE)


def page_of(request: HttpRequest, size: int) -> HttpResponse:
    """Answer so many bytes, to compare a larger page with."""
    return HttpResponse(TEXT[:size])


urlpatterns = [path("", page), path("<int:size>/", page_of)]
settings.configure(ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="bare")  # noqa: S106 - it signs nothing
application = get_wsgi_application()
