"""The programme as files; the formats stand in agenda/exports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from agenda.exports import EXPORTS
from agenda.views.reading import Edition, public_page


@public_page
def programme_file(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """Answer with the programme in the format of this name in the registry."""
    if name not in EXPORTS:
        raise Http404
    export, language = EXPORTS[name], get_language()
    response = HttpResponse(export.function(edition.programme, language), content_type=export.content_type)
    name = f"{edition.symposium.slug}-{export.named.format(language=language)}.{export.extension}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@public_page
def session_calendar(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Answer with one session for a calendar."""
    raise Http404


@public_page
def organisation_calendar(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    """Answer with the sessions that an organisation presents, for a calendar."""
    raise Http404


@public_page
def changes_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with what changed from release to release, as an Atom feed (RFC 4287)."""
    raise Http404


@public_page
def news_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the news as an Atom feed (RFC 4287)."""
    raise Http404
