"""Many at once: no seat is given twice, nobody is answered with an error."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from registrations.domain import lifecycle
from registrations.domain.seats import SeatPlan
from registrations.models import Registration, RegistrationMail
from tests.factories import DelegationFactory, SymposiumFactory, an_entry, registered

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8
State = Registration.State


def at_once(calls):
    """Run the calls from eight threads, each with its own connection; return results and errors, in order."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(run, calls))


def states():
    return Counter(Registration.objects.values_list("state", flat=True))


def test_sign_ups_racing_for_the_last_seats_fill_them_exactly():
    symposium = SymposiumFactory(seats=10)
    entries = [an_entry(symposium) for _person in range(40)]

    outcomes = at_once([lambda entry=entry: lifecycle.register(symposium, entry=entry) for entry in entries])

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert states() == {State.UNVERIFIED: 10, State.WAITLISTED: 30}
    assert sorted(outcome.place for outcome in outcomes if outcome.is_waiting) == list(range(1, 31))
    assert RegistrationMail.objects.count() == 40


def test_double_clicks_at_once_make_one_registration():
    symposium = SymposiumFactory(seats=10)
    entry = an_entry(symposium)

    outcomes = at_once([lambda: lifecycle.register(symposium, entry=entry)] * CLIENTS)

    assert {outcome.registration.pk for outcome in outcomes} == {Registration.objects.get().pk}
    assert RegistrationMail.objects.count() == 1


def test_one_address_from_many_forms_at_once_makes_one_registration():
    symposium = SymposiumFactory(seats=10)
    entries = [an_entry(symposium, email="dara@agency.example") for _form in range(CLIENTS)]

    outcomes = at_once([lambda entry=entry: lifecycle.register(symposium, entry=entry) for entry in entries])

    assert len([outcome for outcome in outcomes if outcome.registration]) == Registration.objects.count() == 1


def test_registrar_and_participant_at_once_leave_one_end(registrar):
    symposium = SymposiumFactory(seats=10)
    registration = registered(symposium)
    steps = [
        lambda: lifecycle.cancel(Registration.objects.get(pk=registration.pk)),
        lambda: lifecycle.decline(Registration.objects.get(pk=registration.pk), by=registrar),
    ] * 4

    results = at_once(steps)

    assert results.count(True) == 1
    assert all(result in (True, False) or isinstance(result, lifecycle.NotPossible) for result in results)
    assert registration.events.filter(to_state__in=("cancelled", "declined")).count() == 1


def test_seats_freed_and_taken_at_once_are_never_given_twice(registrar):
    symposium = SymposiumFactory(seats=6)
    delegation = DelegationFactory(symposium=symposium, seats=3)
    holders = [registered(symposium) for _seat in range(3)] + [registered(symposium, delegation=delegation) for _seat in range(3)]
    for _person in range(4):
        registered(symposium)
        registered(symposium, delegation=delegation)
    steps = [lambda holder=holder: lifecycle.decline(holder, by=registrar) for holder in holders]
    steps += [lambda: lifecycle.register(symposium, entry=an_entry(symposium))] * 6
    steps += [lambda: lifecycle.run_clocks(symposium)] * 4

    results = at_once(steps)

    plan = SeatPlan(symposium)
    day = symposium.days.first()
    assert [error for error in results if isinstance(error, Exception)] == []
    assert (plan.held_by(None, day), plan.held_by(delegation, day)) == (3, 3)
    assert states()[State.OFFERED] == 6
