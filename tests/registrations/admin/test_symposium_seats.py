"""A day's seats at the desk: never fewer than are kept or held, and more of them go to the waiting list at once."""

from django.urls import reverse

from registrations.models import Registration
from tests.agenda.admin.browsing import row_errors, submit
from tests.factories import registered


def change_page(symposium) -> str:
    return reverse("admin:agenda_symposium_change", args=[symposium.pk])


def test_seats_of_a_day_below_what_is_kept_or_held_are_refused_with_the_number(organiser_client, symposium, agency_a):
    registered(symposium)

    response = submit(organiser_client, change_page(symposium), "symposium_form", **{"days-0-seats": 10})

    assert row_errors(response, "days")[0] == {"seats": ["11 seats are kept or held on this day: give it 11 or more."]}
    assert symposium.days.first().seats == 100


def test_seats_of_a_day_may_be_lowered_to_what_is_kept_and_held(organiser_client, symposium, agency_a):
    registered(symposium)

    submit(organiser_client, change_page(symposium), "symposium_form", **{"days-0-seats": 11})

    assert symposium.days.first().seats == 11


def test_seats_that_are_added_to_the_days_are_offered_at_once(organiser_client, symposium):
    symposium.days.update(seats=1)
    registered(symposium)
    waiting = registered(symposium)
    assert waiting.state == Registration.State.WAITLISTED

    submit(organiser_client, change_page(symposium), "symposium_form", **{"days-0-seats": 2, "days-1-seats": 2})

    waiting.refresh_from_db()
    assert waiting.state == Registration.State.OFFERED


def test_seats_that_are_added_to_a_delegation_are_offered_at_once(organiser_client, symposium, agency_a):
    agency_a.seats = 1
    agency_a.save()
    registered(symposium, delegation=agency_a)
    waiting = registered(symposium, delegation=agency_a)

    submit(organiser_client, reverse("admin:registrations_delegation_change", args=[agency_a.pk]), "delegation_form", seats=2)

    waiting.refresh_from_db()
    assert waiting.state == Registration.State.OFFERED
