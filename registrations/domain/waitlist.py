"""The waiting list: one queue, in order of arrival; a free seat goes to the first whose days all fit."""

from collections import defaultdict
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agenda.models import Symposium
from registrations.domain import steps
from registrations.domain.seats import SeatPlan
from registrations.models import Registration, RegistrationEvent

READ_AT_ONCE = 100


def place_of(registration: Registration) -> int | None:
    """Return the place in the queue, from 1; None for one that does not wait."""
    if registration.state != Registration.State.WAITLISTED:
        return None
    before = Q(queued_at__lt=registration.queued_at) | Q(queued_at=registration.queued_at, pk__lt=registration.pk)
    return waiting(registration.symposium_id).filter(before).count() + 1


def waiting(symposium_id: int) -> QuerySet[Registration]:
    """Return a symposium's queue."""
    return Registration.objects.filter(symposium=symposium_id).waiting_in_order()


def expire(symposium: Symposium, at: datetime) -> int:
    """Cancel what ended by the clock, free its seats and tell the people; return how many. Needs the lock."""
    overdue = Registration.objects.filter(symposium=symposium).overdue(at).with_agency_and_days().order_by("state_until", "pk")
    for registration in overdue:
        was_offered = registration.state == Registration.State.OFFERED
        steps.enter(
            registration,
            Registration.State.CANCELLED,
            what="expired",
            actor=RegistrationEvent.Actor.CLOCK,
            at=at,
            cancelled_by=Registration.CancelledBy.EXPIRED,
        )
        steps.tell(registration, "expired", at=at, was_offered=was_offered)
    return len(overdue)


def promote(symposium: Symposium, at: datetime | None = None, plan: SeatPlan | None = None) -> list[Registration]:
    """Offer free seats to those who wait, in order; return whom. Needs the lock; keeps `plan` true; run twice it does nothing more.

    Only verified addresses are offered a seat (or the focal point's, for people without one), and nobody of whose days one has begun.
    """
    at = at or timezone.now()
    plan = plan or SeatPlan(symposium, at)
    promoted = []
    while candidates := list(_who_fit(symposium, plan, at)[:READ_AT_ONCE]):
        for registration in candidates:
            days = [day.pk for day in registration.days.all()]
            if plan.fits(registration.delegation_id, days):
                plan.take(registration.delegation_id, days)
                _offer(registration, at)
                promoted.append(registration)
    return promoted


def _offer(registration: Registration, at: datetime) -> None:
    steps.enter(
        registration,
        Registration.State.OFFERED,
        what="offered",
        actor=RegistrationEvent.Actor.CLOCK,
        at=at,
        until=steps.end_of_offer(registration, at),
    )
    steps.tell(registration, "offered", at=at)


def _who_fit(symposium: Symposium, plan: SeatPlan, at: datetime) -> QuerySet[Registration]:
    """Return those in the queue of whom each one alone would fit now; where no seat is free the queue is not even read."""
    begun = {day.pk for day in plan.days.values() if day.date <= timezone.localtime(at, symposium.zone).date()}
    agencies_by_blocked_days: dict[frozenset[int], Q] = defaultdict(Q)
    agencies_by_blocked_days[_blocked(plan, None, begun)] = Q(delegation__isnull=True) | ~Q(delegation__in=list(plan.kept))
    for delegation_id in plan.kept:
        agencies_by_blocked_days[_blocked(plan, delegation_id, begun)] |= Q(delegation=delegation_id)
    fitting = [agencies & _on_none_of(blocked) for blocked, agencies in agencies_by_blocked_days.items() if len(blocked) < len(plan.days)]
    if not fitting:
        return Registration.objects.none()
    may_be_offered = Q(email_verified_at__isnull=False) | Q(email="")
    return waiting(symposium.pk).filter(may_be_offered, reduce(or_, fitting)).with_agency_and_days()


def _blocked(plan: SeatPlan, delegation_id: int | None, begun: set[int]) -> frozenset[int]:
    """Return the days on which nobody of this agency can be offered a seat."""
    return frozenset(day for day in plan.days if day in begun or plan.delegation_free(delegation_id, day) <= 0)


def _on_none_of(days: frozenset[int]) -> Q:
    through = Registration.days.through
    return Q(~Exists(through.objects.filter(registration=OuterRef("pk"), day__in=days))) if days else Q()
