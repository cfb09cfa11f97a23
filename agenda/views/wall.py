"""The screen in the hall: what is on now, what is next."""

from django.http import Http404, HttpRequest, HttpResponse

from agenda.views.reading import Edition, public_page


@public_page
def now(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show now and next, by the venue's clock or at the moment of a rehearsal."""
    raise Http404
