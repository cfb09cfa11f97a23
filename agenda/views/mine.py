"""A reader's own agenda: the sessions starred on this device, and the data with which its scripts work."""

from django.http import Http404, HttpRequest, HttpResponse

from agenda.views.reading import Edition, public_page


@public_page
def my_agenda(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show all sessions hidden; the script shows those that are starred on this device."""
    raise Http404


@public_page
def search_index(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with what the instant search compares, session by session."""
    raise Http404


@public_page
def recent_changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the changes of the newest releases, for marks since the last visit."""
    raise Http404
