"""Signing up: the form, and the page that says to look into the mail box."""

from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from agenda.models import Symposium
from agenda.texts import moment_in_words
from agenda.views.reading import Edition, published_edition
from registrations.domain import lifecycle, limits
from registrations.forms.choices import days_to_choose, known_ranks
from registrations.forms.registration import RegistrationForm
from registrations.views.answers import current_programme, place_of_origin, see_other

TOO_MANY = "too-many"
PLACE_SALT = "registrations.place"
PLACE_IS_SHOWN_FOR = 3600  # seconds; places move


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register(request: HttpRequest, symposium: str) -> HttpResponse:
    """Show the form; take a registration up; or say why there is no form."""
    edition = published_edition(symposium)
    if not lifecycle.is_open(edition.symposium):
        return not_open(request, edition)
    days = days_to_choose(edition.symposium, edition.programme)
    form = RegistrationForm(request.POST or None, symposium=edition.symposium, days=days, programme=edition.programme)
    if request.method == "POST" and form.is_valid() and within_limits(request, form):
        try:
            outcome = lifecycle.register(edition.symposium, entry=form.entry())
        except lifecycle.RegistrationClosed:
            return not_open(request, edition)
        return sent_to_mail_box(edition.symposium, outcome)
    status = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else 200
    return render(request, "registrations/register.html", edition.context("register", form=form, ranks=known_ranks()), status=status)


def within_limits(request: HttpRequest, form: RegistrationForm) -> bool:
    """Count the try; where there were too many, say so on the form, which keeps what was typed."""
    from_here = limits.allow(limits.SIGN_UPS_FROM_A_PLACE, place_of_origin(request))
    if from_here and limits.allow(limits.SIGN_UPS_OF_AN_ADDRESS, form.cleaned_data["email"]):
        return True
    form.add_error(None, ValidationError(_("There were too many attempts. Please wait an hour and send the form again."), code=TOO_MANY))
    return False


def not_open(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say since when or from when the form is closed or open; a form that was sent all the same is refused."""
    symposium = edition.symposium
    opens = symposium.registration_opens
    is_archived = symposium.state == symposium.State.ARCHIVED
    context = edition.context(
        "register",
        status=lifecycle.registration_status(symposium),
        opens=opens and moment_in_words(timezone.localtime(opens, symposium.zone), get_language()),
        is_archived=is_archived,
        current_programme=current_programme() if is_archived else None,
    )
    return render(request, "registrations/not_open.html", context, status=409 if request.method == "POST" else 200)


def sent_to_mail_box(symposium: Symposium, outcome: lifecycle.Outcome) -> HttpResponse:
    """Redirect to the page after the form. It tells a new registration from one that was there already by nothing."""
    address = resolve_url("registrations:sent", symposium.slug)
    if outcome.is_waiting:
        address += "?" + urlencode({"waiting": signing.dumps([symposium.pk, outcome.place], salt=PLACE_SALT)})
    return see_other(address)


@require_safe
@cache_control(private=True, no_cache=True)
def sent(request: HttpRequest, symposium: str) -> HttpResponse:
    """Say to look into the mail box and, to somebody who waits, at which place."""
    edition = published_edition(symposium)
    place = signed_place(request.GET.get("waiting", ""), edition.symposium)
    return render(request, "registrations/sent.html", edition.context("register", place=place))


def signed_place(signed: str, symposium: Symposium) -> int | None:
    """Return the place in the queue that this site signed; None for a forged, an old or another symposium's one."""
    try:
        symposium_id, place = signing.loads(signed, salt=PLACE_SALT, max_age=PLACE_IS_SHOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return place if symposium_id == symposium.pk else None


@require_safe
@cache_control(private=True, no_cache=True)
def address_changed(request: HttpRequest, symposium: str) -> HttpResponse:
    """Say that the private link went to the new address, and that the old one opens nothing any more."""
    return render(request, "registrations/address_changed.html", published_edition(symposium).context("register"))
