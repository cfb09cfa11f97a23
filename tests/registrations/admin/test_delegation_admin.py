"""Delegations at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.models import Delegation
from tests.factories import DelegationFactory, OrganisationFactory, SymposiumFactory, registered

LIST = "/admin/registrations/delegation/"


def page_of(delegation) -> str:
    return f"{LIST}{delegation.pk}/change/"


def data(**changes) -> dict:
    return {"seats": 10, "policy": "vet", "focal_language": "km", "deadline_0": "", "deadline_1": "", **changes}


def test_list_shows_seats_and_who_holds_them(organiser_client, symposium, agency_a, agency_b):
    agency_a.seats = 2
    agency_a.save()
    for _number in range(3):
        registered(symposium, delegation=agency_a)
    rows = {row.pk: row for row in organiser_client.get(LIST).context["cl"].result_list}
    assert (rows[agency_a.pk].held_count, rows[agency_a.pk].waiting_count) == (2, 1)
    assert (rows[agency_b.pk].held_count, rows[agency_b.pk].waiting_count) == (0, 0)


@pytest.mark.parametrize("typed", ["AGENCY a", "ស្ថាប័ន\u200b ក", "sophea"])
def test_list_is_searched_by_agency_and_focal_point(organiser_client, agency_a, agency_b, typed):
    Delegation.objects.filter(pk=agency_b.pk).update(focal_name="Nobody", focal_email="")
    agency_b.organisation.name_en, agency_b.organisation.name_km = "Bureau", "ការិយាល័យ"
    agency_b.organisation.save()
    assert list(organiser_client.get(LIST, {"q": typed}).context["cl"].result_list) == [agency_a]


@pytest.mark.parametrize("count", [10, 200])
def test_list_costs_the_same_queries_for_ten_and_for_two_hundred(organiser_client, symposium, count, django_assert_num_queries):
    DelegationFactory.create_batch(count, symposium=symposium, seats=0)
    organiser_client.get(LIST)
    with django_assert_num_queries(9):
        assert organiser_client.get(LIST).status_code == 200


def test_delegation_is_added_to_the_current_edition(organiser_client, symposium):
    organisation = OrganisationFactory()
    page = organiser_client.get(f"{LIST}add/")
    assert int(page.context["adminform"].form["symposium"].value()) == symposium.pk
    organiser_client.post(f"{LIST}add/", data(symposium=symposium.pk, organisation=organisation.pk))
    assert Delegation.objects.get().organisation == organisation


@pytest.mark.parametrize(
    ("seats", "says"),
    [
        (1, "2 people of this agency hold a seat on the same day: give it 2 seats or more."),
        (91, "The days have room for 90 seats beside what others keep or hold: give it 90 or fewer."),
        (-1, "greater than or equal to 0"),
    ],
)
def test_seats_that_do_not_fit_are_refused_with_the_number(organiser_client, symposium, agency_a, agency_b, seats, says):
    for _number in range(2):
        registered(symposium, delegation=agency_a)
    answer = organiser_client.post(page_of(agency_a), data(seats=seats))
    assert says in str(answer.context["adminform"].form.errors["seats"])
    agency_a.refresh_from_db()
    assert agency_a.seats == 10


def test_seats_after_the_deadline_bind_nobody(organiser_client, symposium, agency_a):
    past = timezone.localtime() - timedelta(days=1)
    organiser_client.post(page_of(agency_a), data(seats=500, deadline_0=f"{past:%Y-%m-%d}", deadline_1=f"{past:%H:%M:%S}"))
    agency_a.refresh_from_db()
    assert agency_a.seats == 500


def test_same_agency_twice_in_a_symposium_is_refused(organiser_client, symposium, agency_a):
    again = data(symposium=symposium.pk, organisation=agency_a.organisation_id)
    answer = organiser_client.post(f"{LIST}add/", again)
    assert "has a delegation already" in answer.content.decode()
    again["symposium"] = SymposiumFactory().pk
    organiser_client.post(f"{LIST}add/", again)
    assert Delegation.objects.count() == 2


def test_delegation_with_people_is_not_deleted(organiser_client, symposium, agency_a):
    registered(symposium, delegation=agency_a)
    organiser_client.post(f"{LIST}{agency_a.pk}/delete/", {"post": "yes"})
    assert Delegation.objects.filter(pk=agency_a.pk).exists()
