"""A participant's own page, opened by the private link: see, verify, accept, correct, cancel."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.domain import release
from agenda.domain.programme import Programme
from agenda.texts import date_in_words, moment_in_words, rank_in_language
from registrations.domain import consents, lifecycle, tokens, waitlist
from registrations.domain.reading import readable_sessions
from registrations.forms.choices import days_to_choose, known_ranks, organisation_name
from registrations.forms.details import CorrectionForm, written_by
from registrations.forms.phone import readable
from registrations.models import Consent, Registration, Token
from registrations.views.answers import current_programme, private_page, see_other


def opened_by_secret(view):
    """Hand the view the registration that the secret opens, with the published programme; else say what to do (404)."""

    @private_page
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, secret: str, **more) -> HttpResponse:
        registration = tokens.open_(secret, Token.Purpose.REGISTRATION)
        programme = release.current(registration.symposium) if registration else None
        if programme is None:
            return render(request, "registrations/unknown_link.html", {"programme": current_programme()}, status=404)
        return view(request, secret, registration, programme, **more)

    return wrapped


@opened_by_secret
def own(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Show the state in words, what comes next, and all that is kept of the person."""
    context = own_context(secret, registration, programme)
    context["can_change"] = lifecycle.may_change(registration)
    context["has_closed_sessions"] = bool(readable_sessions(registration))
    if registration.state == Registration.State.WAITLISTED:
        context["place"] = waitlist.place_of(registration)
    return render(request, "registrations/own.html", context)


@opened_by_secret
def verify(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Note that the mail reached its owner; only by POST, for scanners of mail follow links."""
    if request.method == "POST":
        take_step(request, lambda: lifecycle.verify(registration), _("Thank you. Your address is confirmed."))
    return see_other("registrations:own", secret)


@opened_by_secret
def accept(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Take the seat that is offered."""
    if request.method == "POST":
        take_step(request, lambda: lifecycle.accept_offer(registration), _("Thank you. The seat is yours."))
    return see_other("registrations:own", secret)


@opened_by_secret
def cancel(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Ask, then cancel."""
    if request.method == "POST":
        take_step(request, lambda: lifecycle.cancel(registration), _("Your registration is cancelled."))
        return see_other("registrations:own", secret)
    return render(request, "registrations/cancel.html", own_context(secret, registration, programme))


@opened_by_secret
def withdraw(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Withdraw the consent to photos or to the directory; that may be done at any time, in any state."""
    purpose = request.POST.get("purpose", "")
    if purpose in lifecycle.FREE_PURPOSES:
        take_step(request, lambda: lifecycle.withdraw_consent(registration, purpose), _("Your consent is withdrawn."))
    return see_other("registrations:own", secret)


@opened_by_secret
def edit(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Correct one's data, while that may be done."""
    context = own_context(secret, registration, programme)
    if not lifecycle.may_change(registration):
        return render(request, "registrations/edit.html", context, status=409 if request.method == "POST" else 200)
    days = list({day.pk: day for day in [*registration.days.all(), *days_to_choose(registration.symposium, programme)]}.values())
    first = written_by(registration, consents.agreed(registration))
    form = CorrectionForm(request.POST or None, initial=first, symposium=registration.symposium, days=days)
    if request.method == "POST" and form.is_valid():
        address = registration.email
        try:
            lifecycle.correct(registration, **form.person(), consents=form.consents())
        except lifecycle.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            if form.cleaned_data["email"] != address:
                return see_other("registrations:address-changed", registration.symposium.slug)
            messages.success(request, _("Saved."))
            return see_other("registrations:own", secret)
    return render(request, "registrations/edit.html", {**context, "form": form, "ranks": known_ranks()})


def take_step(request: HttpRequest, step: Callable[[], bool], said: str) -> None:
    """Take a step in the registration's life, and say on the next page what came of it. Taken twice, it says nothing new."""
    try:
        if step():
            messages.success(request, said)
    except lifecycle.NotPossible as problem:
        messages.error(request, str(problem))


def names(registration: Registration, language: str) -> list[tuple[str, str]]:
    """Return how the person is addressed in the page's language, and the name in the other script, each with its language."""
    written = {"en": registration.name_latin, "km": registration.name_khmer}
    first = "km" if language == "km" and registration.name_khmer else "en"
    addressed = [registration.get_honorific_display(), rank_in_language(registration.rank, language), written.pop(first)]
    return [(" ".join(filter(None, addressed)), language), *((name, other) for other, name in written.items() if name)]


def own_context(secret: str, registration: Registration, programme: Programme) -> dict:
    """Return what each page of a participant shows."""
    language = get_language()
    until = registration.state_until
    purposes = consents.agreed(registration)
    delegation = registration.delegation
    return {
        "programme": programme,
        "registration": registration,
        "secret": secret,
        "agency": organisation_name(delegation.organisation, programme, language) if delegation else registration.other_agency,
        "days": [date_in_words(day.date, language) for day in registration.days.all()],
        "names": names(registration, language),
        "phone": readable(registration.phone),
        "until": until and moment_in_words(timezone.localtime(until, programme.symposium.zone), language),
        "consent_photos": Consent.Purpose.PHOTOS in purposes,
        "consent_directory": Consent.Purpose.DIRECTORY in purposes,
    }
