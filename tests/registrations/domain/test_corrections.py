"""The door, correcting data: what follows for seats, links and consents."""

from datetime import timedelta

import pytest

from agenda.models import Symposium
from registrations.domain import consents, lifecycle, tokens, waitlist
from registrations.models import Consent, Registration
from tests.factories import SymposiumFactory, registered
from tests.registrations.domain.people import fill, history, mails, waiting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
State = Registration.State


def test_correct_changes_data_at_once(symposium):
    registration = registered(symposium)

    changed = lifecycle.correct(registration, name_latin="SOK Dara Vichea", diet="halal", consents={Consent.Purpose.PHOTOS})

    assert changed
    assert (registration.name_latin, registration.diet) == ("SOK Dara Vichea", "halal")
    assert "vichea" in registration.search_key
    assert consents.agreed(registration) == {"processing", "photos"}
    assert registration.events.last().reason == "name_latin, diet, consents"
    assert mails(registration) == ["received"]


def test_correct_with_the_same_data_changes_nothing(symposium):
    registration = registered(symposium)

    assert not lifecycle.correct(registration, name_latin=registration.name_latin, days=list(symposium.days.all()), consents=set())
    assert len(history(registration)) == 2


def test_correct_withdraws_a_consent_and_keeps_that_it_was_given(symposium, now):
    registration = registered(symposium, consents={"processing", "photos"})

    lifecycle.correct(registration, consents={"processing"}, at=now)

    photos = registration.consents.get(purpose="photos")
    assert photos.withdrawn_at == now
    assert consents.agreed(registration) == {"processing"}


@pytest.mark.parametrize("has_ended", [False, True])
def test_withdraw_consent_is_possible_at_any_time_and_once(symposium, has_ended):
    registration = registered(symposium, consents={"processing", "photos"})
    if has_ended:
        lifecycle.cancel(registration)

    assert [lifecycle.withdraw_consent(registration, "photos") for _click in range(2)] == [True, False]

    assert consents.agreed(registration) == {"processing"}
    assert registration.events.filter(what="consent withdrawn").count() == 1


def test_correct_address_is_verified_anew_and_old_links_end(symposium):
    registration = registered(symposium)
    old_link = tokens.mint(registration)

    lifecycle.correct(registration, email="New@Agency.example")

    assert (registration.email, registration.email_verified_at, registration.state) == ("new@agency.example", None, State.PENDING)
    assert tokens.open_(old_link) is None
    assert registration.mails.get(kind="verify-address").email.to == ["new@agency.example"]


def test_correct_to_an_address_that_is_registered_does_not_tell_so(symposium):
    other, registration = registered(symposium), registered(symposium)

    assert lifecycle.correct(registration, email=other.email)

    with pytest.raises(lifecycle.NotPossible):  # only who reads that mail box learns it
        lifecycle.verify(registration)


def test_correct_days_needs_a_seat_on_added_days_and_loses_nothing(symposium):
    first, second = symposium.days.all()
    registration = registered(symposium, days=[first])
    fill(symposium, days=[second])

    with pytest.raises(lifecycle.NotPossible, match=r"No seat is free on \w+day \d+"):
        lifecycle.correct(registration, days=[first, second], diet="halal")

    registration.refresh_from_db()
    assert (list(registration.days.all()), registration.diet) == ([first], "")


def test_correct_days_frees_the_dropped_day_for_the_next(symposium):
    first, second = symposium.days.all()
    registration, _other = fill(symposium)
    the_next = registered(symposium, days=[second])

    lifecycle.correct(registration, days=[first])

    the_next.refresh_from_db()
    assert the_next.state == State.OFFERED


def test_correct_days_keeps_the_place_in_the_queue(symposium):
    first = waiting(symposium)
    registered(symposium)

    lifecycle.correct(first, days=[symposium.days.first()])

    assert waitlist.place_of(first) == 1


def test_correct_ends_with_the_time_for_changes(symposium, registrar, now):
    registration = registered(symposium)
    Symposium.objects.filter(pk=symposium.pk).update(changes_until=now - HOUR)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.correct(registration, diet="halal")

    assert lifecycle.correct(registration, diet="halal", by=registrar)


def test_correct_is_not_possible_after_the_end(symposium):
    registration = registered(symposium)
    lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.correct(registration, diet="halal")


def test_correct_takes_no_agency_and_no_state(symposium):
    for changes in ({"delegation": None}, {"state": "confirmed"}):
        with pytest.raises(TypeError):
            lifecycle.correct(registered(SymposiumFactory()), **changes)
