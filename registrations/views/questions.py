"""Asking the organisers a question; its answer comes by mail and may be published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from agenda.views.reading import published_edition
from registrations.domain import limits, questions
from registrations.forms.question import QuestionForm
from registrations.views.answers import place_of_origin, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def ask(request: HttpRequest, symposium: str) -> HttpResponse:
    """Show the form; take a question up."""
    edition = published_edition(symposium)
    form = QuestionForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid() and not limits.allow(limits.QUESTIONS_FROM_A_PLACE, place_of_origin(request)):
        form.add_error(None, _("There were too many attempts. Please wait an hour and send the form again."))
        status = 429
    elif request.method == "POST" and form.is_valid():
        questions.ask(edition.symposium, email=form.cleaned_data["email"], language=get_language(), text=form.cleaned_data["text"])
        return see_other("registrations:asked", symposium)
    return render(request, "registrations/ask.html", edition.context("faq", form=form), status=status)


@require_safe
@cache_control(private=True, no_cache=True)
def asked(request: HttpRequest, symposium: str) -> HttpResponse:
    """Say that the question arrived."""
    return render(request, "registrations/asked.html", published_edition(symposium).context("faq"))
