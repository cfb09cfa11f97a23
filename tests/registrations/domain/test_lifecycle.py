"""The door, from verifying to cancelling: each step's state, seat, history and mail."""

from datetime import timedelta

import pytest

from registrations.domain import lifecycle
from registrations.models import Registration, RegistrationEvent
from tests.factories import registered
from tests.registrations.domain.people import fill, history, mails, waiting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
State = Registration.State


def test_verify_hands_the_registration_to_the_registrar(symposium, now):
    registration = registered(symposium, verified=False, at=now)

    assert lifecycle.verify(registration, at=now + HOUR)

    assert (registration.state, registration.state_until, registration.email_verified_at) == (State.PENDING, None, now + HOUR)
    assert history(registration)[-1] == ("verified", "unverified", "pending")


def test_verify_again_changes_nothing(symposium):
    registration = registered(symposium)

    assert not lifecycle.verify(registration)
    assert len(history(registration)) == 2


def test_verify_lets_a_waiting_person_take_a_free_seat(symposium):
    holders = fill(symposium)
    registration = registered(symposium, verified=False)
    lifecycle.cancel(holders[0])
    registration.refresh_from_db()
    assert registration.state == State.WAITLISTED

    lifecycle.verify(registration)

    assert registration.state == State.OFFERED
    assert mails(registration) == ["waiting", "offered"]


def test_verify_too_late_finds_the_seat_given_away(symposium, now):
    registration = registered(symposium, verified=False, at=now)

    lifecycle.verify(registration, at=now + 49 * HOUR)

    assert (registration.state, registration.cancelled_by) == (State.CANCELLED, Registration.CancelledBy.EXPIRED)
    assert mails(registration) == ["received", "expired"]


# The registrar


@pytest.mark.parametrize("verified", [True, False])
def test_confirm_confirms_once(symposium, registrar, verified):
    registration = registered(symposium, verified=verified)

    assert [lifecycle.confirm(registration, by=registrar) for _click in range(2)] == [True, False]

    assert registration.state == State.CONFIRMED
    assert registration.vetted_at
    assert mails(registration) == ["received", "confirmed"]
    assert registration.events.last().by == registrar


def test_confirm_accepts_a_waiting_person_in_advance(symposium, registrar):
    registration = waiting(symposium)

    assert [lifecycle.confirm(registration, by=registrar) for _click in range(2)] == [True, False]
    assert (registration.state, mails(registration)) == (State.WAITLISTED, ["waiting"])

    lifecycle.cancel(Registration.objects.holding_a_seat().first())
    lifecycle.accept_offer(registration)
    assert registration.state == State.CONFIRMED


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_confirm_is_not_possible_after_the_end(symposium, registrar, end):
    registration = registered(symposium)
    lifecycle.decline(registration, by=registrar) if end == "decline" else lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.confirm(registration, by=registrar)


def test_decline_mails_the_reason_and_frees_the_seat(symposium, registrar):
    registration = registered(symposium)

    assert [lifecycle.decline(registration, by=registrar, reason="The list is closed & full.") for _click in range(2)] == [True, False]

    mail = registration.mails.get(kind="declined").email
    assert "The list is closed & full." in mail.message
    assert "The list is closed &amp; full." in mail.html_message
    assert registration.events.last().reason == "The list is closed & full."
    assert not Registration.objects.holding_a_seat().exists()


def test_decline_takes_a_confirmed_person_back(symposium, registrar):
    registration = registered(symposium)
    lifecycle.confirm(registration, by=registrar)

    assert lifecycle.decline(registration, by=registrar)
    assert registration.state == State.DECLINED


# Cancelling, and what follows


def test_cancel_offers_the_seat_to_the_next(symposium, now, settings):
    holders = fill(symposium)
    registration = registered(symposium)

    assert [lifecycle.cancel(holders[0], at=now) for _click in range(2)] == [True, False]

    registration.refresh_from_db()
    assert (registration.state, registration.state_until) == (State.OFFERED, now + settings.OFFER_HOURS * HOUR)
    assert (holders[0].state, holders[0].cancelled_by) == (State.CANCELLED, "participant")
    assert mails(holders[0]) == ["received", "cancelled"]


def test_cancel_is_not_possible_after_a_refusal(symposium, registrar):
    registration = registered(symposium)
    lifecycle.decline(registration, by=registrar)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.cancel(registration)


def test_cancel_is_never_the_clocks(symposium):
    with pytest.raises(ValueError, match="CLOCK"):
        lifecycle.cancel(registered(symposium), actor=RegistrationEvent.Actor.CLOCK)


def test_stale_copy_of_a_registration_changes_nothing(symposium, registrar):
    registration = registered(symposium)
    stale = Registration.objects.get(pk=registration.pk)
    lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.confirm(stale, by=registrar)

    assert stale.state == State.CANCELLED
