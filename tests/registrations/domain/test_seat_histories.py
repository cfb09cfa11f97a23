"""Any sequence of steps: no limit is passed, nobody who fits is left waiting, the history tells the states."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from registrations.domain import lifecycle
from registrations.domain.seats import SeatPlan
from registrations.models import Registration
from tests.factories import DelegationFactory, SymposiumFactory, an_entry

pytestmark = pytest.mark.django_db

SEATS, KEPT, KEPT_FOR_A_WHILE = 3, 1, 1
DAYS = st.sampled_from([(0,), (1,), (0, 1)])
AGENCIES = st.sampled_from(["kept", "kept for a while", "not listed"])
State = Registration.State


class Symposium(RuleBasedStateMachine):
    """A small symposium to which people come, and in which time goes by."""

    def __init__(self):
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = timezone.now()
        self.symposium = SymposiumFactory(seats=SEATS)
        self.days = list(self.symposium.days.all())
        self.agencies = {
            "kept": DelegationFactory(symposium=self.symposium, seats=KEPT),
            "kept for a while": DelegationFactory(
                symposium=self.symposium, seats=KEPT_FOR_A_WHILE, deadline=self.now + timedelta(days=20), policy="confirm"
            ),
            "not listed": None,
        }

    def teardown(self):
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def somebody(self, data):
        """Pick a registration: mostly one that has not ended."""
        anybody = Registration.objects.order_by("pk")
        rows = list(anybody.live() if data.draw(st.integers(0, 9)) else anybody)
        return data.draw(st.sampled_from(rows)) if rows else None

    def take(self, step, *args, **options):
        """Take a step that may be refused."""
        with suppress(lifecycle.NotPossible):
            step(*args, at=self.now, **options)

    @initialize(choices=st.lists(st.tuples(AGENCIES, DAYS), min_size=10, max_size=10))
    def begin_with_more_people_than_seats(self, choices):
        for agency, days in choices:
            self.register(agency, days, origin="form", verify=True)

    @rule(agency=AGENCIES, days=DAYS, origin=st.sampled_from(["form", "focal-point"]), verify=st.booleans())
    def register(self, agency, days, origin, verify):
        delegation = self.agencies[agency]
        origin = origin if delegation else "form"
        entry = an_entry(self.symposium, delegation=delegation, days=[self.days[day] for day in days], origin=origin)
        with suppress(lifecycle.RegistrationClosed):
            registration = lifecycle.register(self.symposium, entry=entry, at=self.now).registration
            if verify:
                lifecycle.verify(registration, at=self.now)

    @rule(data=st.data(), step=st.sampled_from([lifecycle.verify, lifecycle.accept_offer, lifecycle.cancel]))
    def participant_does(self, data, step):
        if registration := self.somebody(data):
            self.take(step, registration)

    @rule(data=st.data(), step=st.sampled_from([lifecycle.confirm, lifecycle.decline]))
    def registrar_does(self, data, step):
        if registration := self.somebody(data):
            self.take(step, registration, by=None)

    @rule(data=st.data(), days=DAYS)
    def correct_days(self, data, days):
        if registration := self.somebody(data):
            self.take(lifecycle.correct, registration, days=[self.days[day] for day in days])

    @rule(hours=st.sampled_from([1, 1, 25, 49, 24 * 21]))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)
        lifecycle.run_clocks(self.symposium, self.now)

    @invariant()
    def no_limit_is_passed(self):
        plan = SeatPlan(self.symposium, self.now)
        for day in self.days:
            assert plan.held_on(day) <= SEATS
            assert plan.free(day) >= 0
            for delegation_id, seats in plan.kept.items():
                assert plan.held_by(delegation_id, day) <= seats

    @invariant()
    def nobody_who_fits_is_left_waiting(self):
        if self.now >= lifecycle.begins(self.symposium):
            return
        plan = SeatPlan(self.symposium, self.now)
        for registration in Registration.objects.filter(state=State.WAITLISTED, email_verified_at__isnull=False):
            assert not plan.fits(registration.delegation_id, registration.days.all())

    @invariant()
    def history_tells_the_states(self):
        for registration in Registration.objects.prefetch_related("events"):
            events = sorted(registration.events.all(), key=lambda event: event.pk)
            assert events[0].from_state == ""
            assert [event.to_state for event in events[:-1]] == [event.from_state for event in events[1:]]
            assert events[-1].to_state == registration.state

    @invariant()
    def each_registration_has_been_written_to(self):
        assert not Registration.objects.filter(mails__isnull=True).exists()


def test_seats_hold_in_any_sequence_of_steps():
    # Without shrinking: each step is a transaction or more, and a failure would take minutes to be told.
    few = settings(max_examples=10, stateful_step_count=16, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Symposium, settings=few)
