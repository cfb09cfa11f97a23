"""The one rule on seats."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.domain.seats import SeatPlan, day_problems, delegation_problems
from registrations.models import Registration
from tests.factories import DelegationFactory, RegistrationFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(seats=20)


def hold(count, **who):
    RegistrationFactory.create_batch(count, **who)


def past():
    return timezone.now() - timedelta(days=1)


def test_pool_is_what_is_not_kept(symposium):
    DelegationFactory(symposium=symposium, seats=12)
    first, second = symposium.days.all()
    hold(3, symposium=symposium, other_agency="Others", days=[first])

    plan = SeatPlan(symposium)

    assert (plan.free(first), plan.free(second)) == (5, 8)


def test_delegation_is_limited_to_its_seats_before_its_deadline(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=2)
    hold(2, symposium=symposium, delegation=delegation)

    plan = SeatPlan(symposium)

    assert not plan.fits(delegation, symposium.days.all())
    assert plan.free(symposium.days.first()) == 18


def test_delegation_draws_on_the_pool_after_its_deadline(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=2, deadline=past())
    hold(3, symposium=symposium, delegation=delegation)

    plan = SeatPlan(symposium)

    assert plan.fits(delegation, symposium.days.all())
    assert plan.free(symposium.days.first()) == 17


def test_unused_seats_go_back_to_the_pool_at_the_deadline(symposium):
    deadline = timezone.now() + timedelta(days=3)
    DelegationFactory(symposium=symposium, seats=20, deadline=deadline)

    assert not SeatPlan(symposium, deadline - timedelta(seconds=1)).fits(None, symposium.days.all())
    assert SeatPlan(symposium, deadline).fits(None, symposium.days.all())


def test_deadline_put_off_after_drawing_on_the_pool_gives_no_seat_twice(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=2)
    hold(5, symposium=symposium, delegation=delegation)

    assert SeatPlan(symposium).free(symposium.days.first()) == 15


def test_nobody_fits_above_the_days_own_seats():
    symposium = SymposiumFactory(seats=3)
    kept = DelegationFactory(symposium=symposium, seats=3)
    hold(3, symposium=symposium, other_agency="Came when the day had more seats")

    assert not SeatPlan(symposium).fits(kept, symposium.days.all())


def test_all_days_must_be_free(symposium):
    first, second = symposium.days.all()
    hold(20, symposium=symposium, other_agency="Others", days=[first])

    plan = SeatPlan(symposium)

    assert not plan.fits(None, [first, second])
    assert plan.fits(None, [second])


@pytest.mark.parametrize("state", Registration.State)
def test_seats_are_held_by_state_alone(symposium, state):
    clock = {"state_until": timezone.now() + timedelta(days=1)} if state in ("unverified", "offered") else {}
    queue = {"queued_at": timezone.now()} if state == "waitlisted" else {}
    ended = {"cancelled_by": "expired"} if state == "cancelled" else {}
    hold(1, symposium=symposium, other_agency="Others", state=state, **clock, **queue, **ended)

    assert SeatPlan(symposium).free(symposium.days.first()) == (19 if state in Registration.HOLDING else 20)


@pytest.mark.parametrize(("held", "level"), [(0, "free"), (7, "free"), (8, "filling"), (9, "filling"), (10, "full")])
def test_level_says_how_full_a_delegation_is(symposium, held, level):
    delegation = DelegationFactory(symposium=symposium, seats=10)
    hold(held, symposium=symposium, delegation=delegation)

    assert SeatPlan(symposium).level(delegation, symposium.days.all()) == level


@pytest.mark.parametrize(("held", "level"), [(14, "free"), (15, "filling"), (20, "full")])
def test_level_says_how_full_the_pool_is(symposium, held, level):
    hold(held, symposium=symposium, other_agency="Others")

    assert SeatPlan(symposium).level(None, symposium.days.all()) == level


def test_level_of_an_agency_without_seats_is_full(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=0)

    assert SeatPlan(symposium).level(delegation, symposium.days.all()) == "full"


def test_take_and_give_back_keep_the_plan_true(symposium):
    days = list(symposium.days.all())
    plan = SeatPlan(symposium)

    for _person in range(20):
        plan.take(None, days)
    full = not plan.fits(None, days)
    plan.give_back(None, days)

    assert full
    assert plan.fits(None, days)


@pytest.mark.parametrize("rows", [1, 30])
def test_plan_is_loaded_in_three_queries(symposium, rows, django_assert_num_queries):
    for delegation in DelegationFactory.create_batch(rows, symposium=symposium, seats=0):
        hold(1, symposium=symposium, delegation=delegation)

    with django_assert_num_queries(3):
        plan = SeatPlan(symposium)
        plan.level(None, plan.days)


def test_kept_seats_beyond_the_days_are_refused_with_the_number(symposium):
    DelegationFactory(symposium=symposium, seats=12)
    hold(3, symposium=symposium, other_agency="Others")
    another = DelegationFactory.build(symposium=symposium, organisation=None, seats=6)

    assert delegation_problems(another) == ["The days have room for 5 seats beside what others keep or hold: give it 5 or fewer."]


def test_delegations_own_seats_do_not_stand_in_its_way(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=12)
    hold(3, symposium=symposium, delegation=delegation)

    delegation.seats = 20

    assert delegation_problems(delegation) == []


def test_seats_below_what_is_held_are_refused_with_the_number(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=12)
    hold(4, symposium=symposium, delegation=delegation)

    delegation.seats = 3

    assert delegation_problems(delegation) == ["4 people of this agency hold a seat on the same day: give it 4 seats or more."]


def test_seats_of_a_delegation_past_its_deadline_are_free_to_choose(symposium):
    assert delegation_problems(DelegationFactory(symposium=symposium, seats=500, deadline=past())) == []


def test_day_is_not_given_fewer_seats_than_are_kept_and_held(symposium):
    DelegationFactory(symposium=symposium, seats=12)
    hold(3, symposium=symposium, other_agency="Others")
    day = symposium.days.first()

    day.seats = 14

    assert day_problems(day) == ["15 seats are kept or held on this day: give it 15 or more."]
