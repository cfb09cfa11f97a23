"""The agenda and its sessions."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from agenda.domain.chosen import choose
from agenda.domain.lately import lately
from agenda.domain.programme import Programme, SessionFacts
from agenda.domain.timetable import timetable
from agenda.exports import jsonld
from agenda.forms import AgendaFilterForm
from agenda.views.reading import Edition, public_page
from agenda.views.structured_data import render_with_data


@public_page
def agenda(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show all days, or what the reader asked for of them."""
    form = AgendaFilterForm(request.GET, programme=edition.programme)
    filters = form.filters()
    days = [] if filters is None else timetable(edition.programme, filters)
    chosen = choose(edition.programme, filters.codes) if filters and filters.codes is not None else None
    asked = {"days": days, "form": form, "is_filtered": filters is None or bool(filters), "chosen": chosen}
    context = edition.context("agenda", **asked, lately=lately(edition.symposium, edition.programme))
    return render(request, "agenda/agenda.html", context)


@public_page
def session(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Show all that is public of one session; of a closed one, its slot."""
    found = edition.programme.session(code)
    if found is None:
        raise Http404
    if found.code != code:
        return redirect(request.resolver_match.view_name, edition.symposium.slug, found.code, permanent=True)
    before, after = neighbours(edition.programme, found)
    around = {"before": before, "after": after, "next_from": next_from(edition.programme, found)}
    context = edition.context("agenda", session=found, **around, lately=lately(edition.symposium, edition.programme))
    return render_with_data(request, "agenda/session.html", context, jsonld.session_block(edition.programme, found, get_language()))


def neighbours(programme: Programme, session: SessionFacts) -> tuple[SessionFacts | None, SessionFacts | None]:
    """Return the sessions before and after this one as the days run, breaks left out."""
    read = [entry for entry in programme.sessions if not entry.is_break or entry is session]
    place = read.index(session)
    return (read[place - 1] if place else None), (read[place + 1] if place + 1 < len(read) else None)


def next_from(programme: Programme, session: SessionFacts) -> datetime | None:
    """Return since when nothing else begins before this session: from then on it is the next one. None for the first."""
    return max((entry.start for entry in programme.sessions if entry.start < session.start and not entry.is_cancelled), default=None)
