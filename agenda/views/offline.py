"""What a device keeps to work without a network: the bundle of pages, the page for what is not kept, the web app's manifest."""

from django.http import Http404, HttpRequest, HttpResponse

from agenda.views.reading import Edition, public_page


@public_page
def bundle(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with all pages that a device keeps of this language."""
    raise Http404


@public_page
def not_kept(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say that a page needs a network, and what can be read without one."""
    raise Http404


@public_page
def manifest(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the web app's manifest (W3C Web Application Manifest)."""
    raise Http404
