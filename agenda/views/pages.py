"""Home, news, questions, about and privacy: what is public beside the programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from agenda.domain import registration_times
from agenda.exports import jsonld
from agenda.models import Page, Symposium
from agenda.texts import Text
from agenda.views.directory import presenters_by_kind
from agenda.views.reading import Edition, public_page
from agenda.views.structured_data import render_with_data

FIGURES_ON_HOME = 3
NEWS_ON_HOME = 3
AGENCIES_ON_HOME = 12


@public_page
def home(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what the symposium is, when, where, who takes part, and how to register."""
    symposium = edition.symposium
    presenters = [entry for _kind, group in presenters_by_kind(edition.programme, get_language()) for entry, _count in group]
    context = edition.context(
        "home",
        lead=page_text(symposium, Page.Key.HOME),
        figures=symposium.keyfigures.shown()[:FIGURES_ON_HOME],
        news=symposium.newsitems.published()[:NEWS_ON_HOME],
        presenters=presenters[:AGENCIES_ON_HOME],
        presenter_count=len(presenters),
        registration=registration_times.status(symposium),
        registration_closes=registration_times.closes(symposium),
        is_archived=symposium.state == Symposium.State.ARCHIVED,
    )
    return render_with_data(request, "agenda/home.html", context, jsonld.symposium_block(edition.programme, get_language()))


@public_page
def news(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show all published news, the newest first."""
    return render(request, "agenda/news.html", edition.context("news", news=edition.symposium.newsitems.published()))


@public_page
def faq(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the questions that were asked and answered, the newest answers first."""
    return render(request, "agenda/faq.html", edition.context("faq", entries=edition.symposium.faqentrys.shown()))


@public_page
def about(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show why the symposium meets: the organisers' words, figures and statements, each with its source."""
    symposium = edition.symposium
    context = edition.context(
        "about",
        text=page_text(symposium, Page.Key.ABOUT),
        figures=symposium.keyfigures.shown(),
        statements=symposium.statements.shown(),
    )
    return render(request, "agenda/about.html", context)


@public_page
def privacy(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say what becomes of personal data."""
    return render(request, "agenda/privacy.html", edition.context("privacy", text=page_text(edition.symposium, Page.Key.PRIVACY)))


def page_text(symposium: Symposium, key: str) -> Text:
    """Return the organisers' words for a page; empty where they wrote none."""
    page = symposium.pages.filter(key=key).first()
    return Text.of(page, "body") if page else Text()
