"""The programme as files, whole or in parts; the formats stand in agenda/exports."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from agenda.domain.programme import Programme
from agenda.exports import EXPORTS, Export, ical
from agenda.forms import AgendaFilterForm
from agenda.texts import day_and_month, weekday
from agenda.views.reading import Edition, public_page

MOST_STARS = 500  # codes that are read of an address; a programme has fewer sessions


@public_page
def programme_file(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """Answer with the programme in the format of this name in the registry.

    These files know no query: one leads to the address without it, which is made once and kept in memory.
    """
    if name not in EXPORTS:
        raise Http404
    export = EXPORTS[name]
    if request.META.get("QUERY_STRING"):
        return _with_headers(redirect(request.path), export)
    return _file(export, export.function(edition.programme, get_language()), edition, export.named)


@public_page
def agenda_calendar(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the agenda for a calendar: all of it, what the filters of the agenda's page admit, or the sessions with these codes."""
    export, programme, language = EXPORTS["ics"], edition.programme, get_language()
    if "sessions" in request.GET:
        content, part = ical.starred_calendar(programme, starred(request), language), "my-agenda"
    elif chosen := _filtered(request, programme):
        content, part = ical.calendar_of(programme, chosen, language), "agenda"
    elif request.META.get("QUERY_STRING"):
        return _with_headers(redirect(request.path), export)
    else:
        content, part = export.function(programme, language), "agenda"
    return _file(export, content, edition, f"{part}-{{language}}")


@public_page
def session_calendar(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Answer with one session for a calendar."""
    found = edition.programme.session(code)
    if found is None:
        raise Http404
    if found.code != code:
        return redirect(request.resolver_match.view_name, edition.symposium.slug, found.code, permanent=True)
    content = ical.session_calendar(edition.programme, found, get_language())
    return _file(EXPORTS["ics"], content, edition, f"{found.code}-{{language}}")


@public_page
def organisation_calendar(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    """Answer with the sessions that an organisation presents, for a calendar."""
    found = edition.programme.organisations.get(slug)
    if found is None:
        raise Http404
    content = ical.organisation_calendar(edition.programme, found, get_language())
    return _file(EXPORTS["ics"], content, edition, f"{found.slug}-{{language}}")


def starred(request: HttpRequest) -> list[str]:
    """Return the codes in the address, in capital letters; of a list without end, its beginning."""
    return [code.strip().upper() for code in request.GET["sessions"].split(",", MOST_STARS)[:MOST_STARS]]


def _filtered(request: HttpRequest, programme: Programme) -> ical.Chosen | None:
    """Return what the reader chose of the agenda; None without a wish. Raise Http404 where that can't be in this programme."""
    form = AgendaFilterForm(request.GET, programme=programme)
    filters = form.filters()
    if filters is None:
        raise Http404
    if not filters:
        return None
    language, chosen = get_language(), {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
    names = [f"“{chosen['q']}”"] if "q" in chosen else []
    if "day" in chosen:
        names.append(f"{weekday(chosen['day'], language)} {day_and_month(chosen['day'], language)}")
    names += [dict(form.fields[name].choices)[str(chosen[name])] for name in ("kind", "organisation", "room") if name in chosen]
    sessions = [session for session in programme.sessions if filters.admit(session)]
    address = f"{reverse('agenda:calendar', args=[programme.symposium.slug])}?{urlencode(chosen)}"
    return ical.Chosen(sessions, [str(name) for name in names], address)


def _file(export: Export, content: bytes, edition: Edition, named: str) -> HttpResponse:
    response = HttpResponse(content, content_type=export.content_type)
    name = f"{edition.symposium.slug}-{named.format(language=get_language())}.{export.extension}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return _with_headers(response, export)


def _with_headers(response: HttpResponse, export: Export) -> HttpResponse:
    for header, value in export.headers.items():
        response.headers[header] = value
    return response
