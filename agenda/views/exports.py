"""The programme as files; the formats stand in agenda/exports."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from agenda.exports import EXPORTS
from agenda.views.reading import Edition, public_page


@public_page
def programme_file(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """Answer with the programme in the format of this name in the registry."""
    export, language = EXPORTS[name], get_language()
    response = HttpResponse(export.function(edition.programme, language), content_type=export.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{edition.symposium.slug}-agenda-{language}.{export.extension}"'
    return response
