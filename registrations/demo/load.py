"""Many made-up registrations for load, written in bulk: valid as if each had come through the door, but without mails and links."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from agenda.models import Symposium
from agenda.models.search import search_key
from registrations.demo.people import made_up_person
from registrations.domain import seats
from registrations.domain.consents import CONSENT_TEXT_VERSION
from registrations.domain.seats import SeatPlan
from registrations.models import Consent, Delegation, Registration, RegistrationEvent
from registrations.models.registration import REFERENCE_LETTERS

State, Actor = Registration.State, RegistrationEvent.Actor
BATCH = 2_000
UNLISTED = 0.05  # of all people
OUTCOMES = {"confirmed": 66, "pending": 16, "offered": 1, "unverified": 8, "declined": 4, "cancelled": 5}
BOTH_DAYS = 0.7
FREE_CONSENTS = (Consent.Purpose.PHOTOS, Consent.Purpose.DIRECTORY)
ON_A_DAY = 0.85 * 0.91  # the part of the people who come on a given day and hold a seat
SHARE_SEATED = 0.97  # where seats are too few, they grow to so many of those who want one: some wait


class Batch:
    """So many people in the order in which they came, and all rows that belong to them."""

    def __init__(self, symposium: Symposium, rng: Random, at: datetime) -> None:
        self.symposium, self.rng, self.at = symposium, rng, at
        self.plan = SeatPlan(symposium, at)
        self.registrations: list[Registration] = []
        self.days: list[list[int]] = []
        self.events: list[list[RegistrationEvent]] = []
        self.consents: list[list[Consent]] = []

    def add(self, delegation: Delegation | None, came: datetime, reference: str, number: int) -> None:
        """Make up one person who came at that time."""
        person = made_up_person(self.rng, delegation, number)
        all_days = list(self.plan.days)
        days = all_days if self.rng.random() < BOTH_DAYS else [self.rng.choice(all_days)]
        registration = Registration(symposium=self.symposium, delegation=delegation, reference=reference, created_at=came, **person)
        registration.search_key = search_key(
            registration.name_latin, registration.name_khmer, registration.email, registration.phone, reference, registration.other_agency
        )
        outcome = self.rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        events = live_through(registration, outcome, fits=self.plan.fits(delegation, days), came=came, at=self.at)
        if registration.holds_a_seat:
            self.plan.take(delegation, days)
        purposes = [Consent.Purpose.PROCESSING, *(purpose for purpose in FREE_CONSENTS if self.rng.random() < 0.4)]
        self.registrations.append(registration)
        self.days.append(days)
        self.events.append(events)
        self.consents.append([Consent(purpose=purpose, text_version=CONSENT_TEXT_VERSION, given_at=came) for purpose in purposes])

    def write(self) -> None:
        """Write all rows in bulk."""
        Registration.objects.bulk_create(self.registrations)
        through = Registration.days.through
        days, events, consents = [], [], []
        for registration, its_days, its_events, its_consents in zip(self.registrations, self.days, self.events, self.consents, strict=True):
            days += [through(registration_id=registration.pk, day_id=day) for day in its_days]
            for row in (*its_events, *its_consents):
                row.registration_id = registration.pk
            events += its_events
            consents += its_consents
        through.objects.bulk_create(days)
        RegistrationEvent.objects.bulk_create(events)
        Consent.objects.bulk_create(consents)


def register_many(symposium: Symposium, count: int, seed: int, at: datetime) -> None:
    """Add so many registrations, spread over agencies, days, states and languages; seats grow where there are far too few."""
    last = Registration.objects.order_by("pk").last()
    number = last.pk + 1 if last else 1
    rng = Random(f"{seed}/{number}")  # noqa: S311 - nothing secret
    references = _new_references(rng)
    delegations = list(symposium.delegations.select_related("organisation").order_by("pk"))
    weights = [max(delegation.seats, 1) for delegation in delegations]
    choices, weights = [*delegations, None], [*weights, UNLISTED / (1 - UNLISTED) * sum(weights) or 1]
    _grow(symposium, dict(zip(choices, weights, strict=True)), count, at)
    arrivals = _arrivals(symposium, count, at)
    for begin in range(0, count, BATCH):
        with transaction.atomic():
            symposium = seats.lock(symposium.pk)
            batch = Batch(symposium, rng, at)
            for delegation in rng.choices(choices, weights, k=min(BATCH, count - begin)):
                batch.add(delegation, next(arrivals), next(references), number)
                number += 1
            batch.write()


def _grow(symposium: Symposium, weights: dict[Delegation | None, float], count: int, at: datetime) -> None:
    """Raise the seats of delegations and days to most of what is wanted, where they are fewer."""
    with transaction.atomic():
        symposium = seats.lock(symposium.pk)
        plan = SeatPlan(symposium, at)
        wanted = {row: int(count * weight / sum(weights.values()) * ON_A_DAY * SHARE_SEATED) for row, weight in weights.items()}
        from_the_pool = 0
        for delegation, people in wanted.items():
            if delegation is None or delegation.pk not in plan.kept:
                from_the_pool += people
                continue
            needed = plan.smallest_seats_of_delegation(delegation) + people
            if needed > delegation.seats:
                delegation.seats = needed
                delegation.save(update_fields=["seats"])
        plan = SeatPlan(symposium, at)
        for day in symposium.days.all():
            needed = plan.smallest_seats_of_day(day) + from_the_pool
            if needed > day.seats:
                day.seats = needed
                day.save(update_fields=["seats"])


def _arrivals(symposium: Symposium, count: int, at: datetime) -> Iterator[datetime]:
    """Yield when each came, evenly from the opening until now, in order."""
    opens = min(symposium.registration_opens or at, at - timedelta(days=7))
    for number in range(count):
        yield opens + (at - opens) * number / count


def _new_references(rng: Random) -> Iterator[str]:
    known = set(Registration.objects.values_list("reference", flat=True))
    while True:
        reference = "DFS-" + "".join(rng.choices(REFERENCE_LETTERS, k=5))
        if reference not in known:
            known.add(reference)
            yield reference


def live_through(registration: Registration, outcome: str, *, fits: bool, came: datetime, at: datetime) -> list[RegistrationEvent]:
    """Bring a new registration to its outcome, or onto the waiting list where no seat is free; return its history."""
    events = []

    def enter(state: str, what: str, actor: str, when: datetime, until: datetime | None = None) -> None:
        events.append(RegistrationEvent(at=when, what=what, from_state=registration.state or "", to_state=state, actor=actor))
        registration.state, registration.state_since, registration.state_until = state, when, until

    ends = came + timedelta(hours=settings.UNVERIFIED_HOURS)
    verified, processed = min(came + timedelta(hours=1), at), min(came + timedelta(days=1), at)
    if not fits or outcome == "offered":
        enter(State.WAITLISTED, "registered", Actor.PARTICIPANT, came)
        registration.queued_at = came
    else:
        enter(State.UNVERIFIED, "registered", Actor.PARTICIPANT, came, ends)
    if outcome == "unverified":
        if fits and ends <= at:
            enter(State.CANCELLED, "expired", Actor.CLOCK, ends)
            registration.cancelled_by = Registration.CancelledBy.EXPIRED
        return events
    registration.email_verified_at = verified
    if not fits:
        events.append(
            RegistrationEvent(at=verified, what="verified", from_state=State.WAITLISTED, to_state=State.WAITLISTED, actor=Actor.PARTICIPANT)
        )
        return events
    if outcome == "offered":
        enter(State.OFFERED, "offered", Actor.CLOCK, at, at + timedelta(hours=settings.OFFER_HOURS))
        return events
    enter(State.PENDING, "verified", Actor.PARTICIPANT, verified)
    if outcome == "confirmed":
        registration.vetted_at = processed
        enter(State.CONFIRMED, "confirmed", Actor.ORGANISER, processed)
    elif outcome == "declined":
        enter(State.DECLINED, "declined", Actor.ORGANISER, processed)
    elif outcome == "cancelled":
        enter(State.CANCELLED, "cancelled", Actor.PARTICIPANT, processed)
        registration.cancelled_by = Registration.CancelledBy.PARTICIPANT
    return events
