"""The door, the waiting list: offers, their order and their end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registrations.domain import lifecycle, waitlist
from registrations.models import Registration
from tests.factories import RegistrationFactory, SymposiumFactory, registered
from tests.registrations.domain.people import fill, mails, offered, waiting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
State = Registration.State


def test_accept_offer_waits_for_the_registrar(symposium, registrar):
    registration = offered(symposium, registrar)

    assert [lifecycle.accept_offer(registration) for _click in range(2)] == [True, False]
    assert (registration.state, registration.state_until) == (State.PENDING, None)


def test_accept_offer_without_an_offer_is_not_possible(symposium):
    for registration in (registered(symposium), waiting(SymposiumFactory(seats=2))):
        with pytest.raises(lifecycle.NotPossible):
            lifecycle.accept_offer(registration)


def test_accept_offer_too_late_gives_the_seat_to_the_next(symposium, registrar, now):
    registration = offered(symposium, registrar)
    the_next = registered(symposium)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.accept_offer(registration, at=now + 25 * HOUR)

    # What the clock did stays, though the step itself was refused.
    registration.refresh_from_db()
    the_next.refresh_from_db()
    assert (registration.state, registration.cancelled_by, the_next.state) == (State.CANCELLED, "expired", State.OFFERED)
    assert mails(registration) == ["waiting", "offered", "expired"]


def test_offer_ends_when_the_first_day_begins(symposium):
    begins = lifecycle.begins(symposium)
    fill(symposium, seats=1)
    holder, registration = registered(symposium), registered(symposium)

    lifecycle.cancel(holder, at=begins - 2 * HOUR)

    registration.refresh_from_db()
    assert registration.state_until == begins


def test_offer_is_not_made_once_a_day_has_begun(symposium):
    holders = fill(symposium)
    both_days, second_day = registered(symposium), registered(symposium, days=[symposium.days.last()])

    lifecycle.cancel(holders[0], at=lifecycle.begins(symposium) + HOUR)

    both_days.refresh_from_db()
    second_day.refresh_from_db()
    assert (both_days.state, second_day.state) == (State.WAITLISTED, State.OFFERED)


def test_offer_passes_over_unverified_addresses(symposium):
    holders = fill(symposium)
    unverified, verified = registered(symposium, verified=False), registered(symposium)

    lifecycle.cancel(holders[0])

    unverified.refresh_from_db()
    verified.refresh_from_db()
    assert (unverified.state, verified.state) == (State.WAITLISTED, State.OFFERED)


def test_offer_passes_over_who_does_not_fit(symposium):
    first, second = symposium.days.all()
    holders = [*fill(symposium, days=[first]), *fill(symposium, days=[second])]
    both, one = registered(symposium), registered(symposium, days=[second])

    lifecycle.cancel(holders[-1])

    both.refresh_from_db()
    one.refresh_from_db()
    assert (both.state, one.state, waitlist.place_of(both)) == (State.WAITLISTED, State.OFFERED, 1)


def test_freed_seat_is_offered_to_one_only(symposium):
    holders = fill(symposium)
    first, second = registered(symposium), registered(symposium)

    lifecycle.cancel(holders[0])

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, waitlist.place_of(second)) == (State.OFFERED, State.WAITLISTED, 1)


def test_run_clocks_expires_and_offers_once(symposium, now):
    fill(symposium, verified=False, at=now)
    registered(symposium, at=now)

    later = now + 49 * HOUR

    assert [lifecycle.run_clocks(symposium, later) for _run in range(2)] == [(2, 1), (0, 0)]


def test_raised_limit_is_given_to_who_waits(symposium):
    registration = waiting(symposium)
    symposium.days.update(seats=3)

    assert lifecycle.run_clocks(symposium) == (0, 1)
    registration.refresh_from_db()
    assert registration.state == State.OFFERED


@pytest.mark.parametrize("queue", [3, 2 * waitlist.READ_AT_ONCE])
def test_promotion_of_nobody_costs_the_same_whatever_the_queue(symposium, now, queue, django_assert_num_queries):
    fill(symposium)
    RegistrationFactory.create_batch(queue, symposium=symposium, other_agency="Others", state=State.WAITLISTED, queued_at=now)
    symposium.days.filter(pk=symposium.days.last().pk).update(seats=500)

    with django_assert_num_queries(4):  # three of the plan, one of the queue: one day is free, but all want both
        assert waitlist.promote(symposium) == []


def test_promotion_costs_the_same_for_each_who_is_promoted(symposium):
    costs = []
    for free in (1, 2, 3):
        symposium = SymposiumFactory(seats=0)
        for _person in range(5):
            registered(symposium)
        symposium.days.update(seats=free)
        with CaptureQueriesContext(connection) as queries:
            assert len(waitlist.promote(symposium)) == free
        costs.append(len(queries))

    assert costs[2] - costs[1] == costs[1] - costs[0]
