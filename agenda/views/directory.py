"""Who takes part: organisations and speakers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from agenda.domain.programme import OrganisationFacts, PersonFacts, Programme, SessionFacts
from agenda.models import Organisation
from agenda.views.reading import Edition, public_page

KindGroup = tuple[str, list[tuple[OrganisationFacts, int]]]


@public_page
def organisations(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the roles by protocol, and who presents."""
    context = edition.context("organisations", presenters=presenters_by_kind(edition.programme, get_language()))
    return render(request, "agenda/organisations.html", context)


@public_page
def organisation(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    """Show an organisation with its roles and its open sessions."""
    programme = edition.programme
    found = programme.organisations.get(slug)
    if found is None:
        raise Http404
    context = edition.context(
        "organisations",
        organisation=found,
        kind_label=Organisation.Kind(found.kind).label,
        parent=programme.organisations.get(found.parent),
        departments=programme.departments_of(slug),
        roles=[role for role in programme.roles if role.organisation == found],
        sessions=programme.sessions_by_organisation.get(slug, ()),
    )
    return render(request, "agenda/organisation.html", context)


@public_page
def speakers(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show who speaks in open sessions, by name."""
    return render(request, "agenda/speakers.html", edition.context("speakers", speakers=speakers_by_name(edition.programme)))


def presenters_by_kind(programme: Programme, language: str) -> list[KindGroup]:
    """Return the organisations that present, by kind and name, each with the number of its open sessions."""
    presenters = [(programme.organisations[slug], len(sessions)) for slug, sessions in programme.sessions_by_organisation.items()]
    presenters.sort(key=lambda presenter: presenter[0].name.in_language(language).casefold())
    groups = [(kind.label, [presenter for presenter in presenters if presenter[0].kind == kind]) for kind in Organisation.Kind]
    return [(label, members) for label, members in groups if members]


def speakers_by_name(programme: Programme) -> list[tuple[PersonFacts, tuple[SessionFacts, ...]]]:
    """Return the people with a part in an open session, each with these sessions."""
    speakers = [(programme.people[key], sessions) for key, sessions in programme.sessions_by_person.items()]
    return sorted(speakers, key=lambda speaker: (speaker[0].name_latin.casefold(), speaker[0].key))
