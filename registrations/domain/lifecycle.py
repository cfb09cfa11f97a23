"""The only door that changes a registration's state: each step is one transaction with its seat, its history and its mail."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.domain import registration_times, release
from agenda.domain.registration_times import begins
from agenda.models import Day, Symposium
from registrations.domain import consents, corrections, seats, steps, waitlist
from registrations.domain.seats import SeatPlan
from registrations.domain.steps import NotPossible
from registrations.models import Consent, Delegation, Registration, RegistrationEvent

State, Actor, Origin = Registration.State, RegistrationEvent.Actor, Registration.Origin
FREE_PURPOSES = (Consent.Purpose.PHOTOS, Consent.Purpose.DIRECTORY)
FIRST_MAIL = {State.UNVERIFIED: "received", State.PENDING: "received", State.CONFIRMED: "confirmed", State.WAITLISTED: "waiting"}


class RegistrationClosed(NotPossible):
    """Registration is not open; `status` is "not-yet" or "closed"."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Entry:
    """What somebody wrote who wants to take part. `days` are rows of the symposium, `consents` values of Consent.Purpose."""

    delegation: Delegation | None
    name_latin: str
    days: list[Day]
    language: str
    other_agency: str = ""
    origin: str = Origin.FORM
    submission: uuid.UUID | None = None
    honorific: str = ""
    rank: str = ""
    name_khmer: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    access_needs: str = ""
    diet: str = ""
    consents: set[str] = field(default_factory=lambda: {Consent.Purpose.PROCESSING})


@dataclass(frozen=True)
class Outcome:
    """What became of an entry. `registration` is None where the address was registered already: never let a page show that."""

    registration: Registration | None
    is_waiting: bool
    place: int | None


def registration_status(symposium: Symposium, at: datetime | None = None) -> str:
    """Return "not-yet", "open" or "closed": whether the public form takes registrations at that time."""
    return registration_times.status(symposium, at) if symposium.state == Symposium.State.PUBLIC else "closed"


def is_open(symposium: Symposium, at: datetime | None = None) -> bool:
    """Whether the public form takes registrations."""
    return registration_status(symposium, at) == "open"


def may_change(registration: Registration, at: datetime | None = None) -> bool:
    """Whether the participant may still correct his data: it is live, and `changes_until` and the first day are still to come."""
    symposium = registration.symposium
    until = min(filter(None, [symposium.changes_until, begins(symposium)]))
    return registration.is_live and (at or timezone.now()) < until


def register(symposium: Symposium, *, entry: Entry, at: datetime | None = None) -> Outcome:
    """Take up an entry: a seat where one is free on all its days, else the waiting list; mail in the same transaction.

    Raises RegistrationClosed, and ValueError for a day or delegation of another symposium.
    """
    entry = replace(entry, email=entry.email.strip().lower())
    _check(entry, symposium)
    with transaction.atomic():
        symposium = seats.lock(symposium.pk)
        at = at or timezone.now()  # under the lock: who comes in later stands later in the queue
        status = registration_status(symposium, at)
        if status != "open" or release.current(symposium) is None:
            raise RegistrationClosed(_("Registration is not open."), status)
        sent_before = entry.submission and Registration.objects.filter(submission=entry.submission, email=entry.email).first()
        if sent_before:
            return Outcome(sent_before, sent_before.state == State.WAITLISTED, waitlist.place_of(sent_before))
        plan = _run_clocks(symposium, at)
        fits = plan.fits(entry.delegation, entry.days)
        if entry.origin == Origin.FORM and (registered := _registered_already(symposium, entry.email)):
            steps.tell_already_registered(registered, at)
            return Outcome(None, not fits, None if fits else waitlist.waiting(symposium.pk).count() + 1)
        registration = _create(symposium, entry, fits=fits, at=at)
        place = waitlist.place_of(registration)
        steps.tell(registration, FIRST_MAIL[registration.state], at=at, place=place)
        return Outcome(registration, not fits, place)


def verify(registration: Registration, *, at: datetime | None = None) -> bool:
    """Note that the address reached its owner; return False where that was known. All steps bring `registration` up to date."""

    def step(at: datetime) -> bool:
        if registration.email_verified_at or not registration.email:
            return False
        if registration.is_live and _is_verified_elsewhere(registration):
            raise NotPossible(
                _("Another registration has this address already. Please use its private link, or give another address here.")
            )
        registration.email_verified_at = at
        state = State.PENDING if registration.state == State.UNVERIFIED else registration.state
        if state != registration.state:
            steps.enter(registration, state, what="verified", actor=Actor.PARTICIPANT, at=at)
        else:
            registration.save(update_fields=["email_verified_at"])
            steps.note(registration, what="verified", actor=Actor.PARTICIPANT, at=at)
        return True

    return _through_the_door(registration, at, step)


def confirm(registration: Registration, *, by: AbstractBaseUser, at: datetime | None = None) -> bool:
    """Confirm a person (registrar); one who waits or is offered a seat is accepted in advance. False: nothing to do. Raises NotPossible."""

    def step(at: datetime) -> bool:
        if registration.state in (State.DECLINED, State.CANCELLED):
            raise NotPossible(_("%(person)s is no longer registered.") % {"person": registration})
        if registration.state in (State.WAITLISTED, State.OFFERED):
            if registration.vetted_at:
                return False
            registration.vetted_at = at
            registration.save(update_fields=["vetted_at"])
            steps.note(registration, what="accepted in advance", actor=Actor.ORGANISER, at=at, by=by)
            return True
        if registration.state == State.CONFIRMED:
            return False
        registration.vetted_at = at
        steps.enter(registration, State.CONFIRMED, what="confirmed", actor=Actor.ORGANISER, at=at, by=by)
        steps.tell(registration, "confirmed", at=at)
        return True

    return _through_the_door(registration, at, step)


def decline(registration: Registration, *, by: AbstractBaseUser, reason: str = "", at: datetime | None = None) -> bool:
    """Decline a person (registrar), with a reason that is mailed. False: was declined already. Raises NotPossible."""

    def step(at: datetime) -> bool:
        if registration.state == State.DECLINED:
            return False
        if registration.state == State.CANCELLED:
            raise NotPossible(_("%(person)s is no longer registered.") % {"person": registration})
        steps.enter(registration, State.DECLINED, what="declined", actor=Actor.ORGANISER, at=at, by=by, reason=reason)
        steps.tell(registration, "declined", at=at, reason=reason)
        return True

    return _through_the_door(registration, at, step)


def cancel(
    registration: Registration,
    *,
    actor: str = Actor.PARTICIPANT,
    by: AbstractBaseUser | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Cancel, for a RegistrationEvent.Actor (participant, agency, organiser). False: was cancelled already. Raises NotPossible."""
    cancelled_by = Registration.CancelledBy(actor)

    def step(at: datetime) -> bool:
        if registration.state == State.CANCELLED:
            return False
        if registration.state == State.DECLINED:
            raise NotPossible(_("This registration was not accepted; there is nothing to cancel."))
        steps.enter(registration, State.CANCELLED, what="cancelled", actor=actor, at=at, by=by, reason=reason, cancelled_by=cancelled_by)
        steps.tell(registration, "cancelled", at=at, reason=reason)
        return True

    return _through_the_door(registration, at, step)


def accept_offer(registration: Registration, *, at: datetime | None = None) -> bool:
    """Take the seat that is offered. False: was taken already. Raises NotPossible (no offer, or its time is over)."""

    def step(at: datetime) -> bool:
        if registration.state in (State.PENDING, State.CONFIRMED) and registration.queued_at:
            return False
        if registration.state != State.OFFERED:
            raise NotPossible(_("No seat is offered to you now. The time to take it may be over."))
        is_accepted = registration.vetted_at or steps.is_brought_and_trusted(registration)
        state = State.CONFIRMED if is_accepted else State.PENDING
        steps.enter(registration, state, what="offer taken", actor=Actor.PARTICIPANT, at=at)
        if state == State.CONFIRMED:
            steps.tell(registration, "confirmed", at=at)
        return True

    return _through_the_door(registration, at, step)


def correct(registration: Registration, *, by: AbstractBaseUser | None = None, at: datetime | None = None, **changes) -> bool:
    """Change a person's data (names in corrections.CORRECTABLE; `days` a list, `consents` the whole new set of purposes).

    Without `by` it is the participant, who may while `may_change`. A changed e-mail revokes every private link and mails a new one to the
    new address. Raises NotPossible, having changed nothing, where an added day has no free seat. False: nothing differs.
    """
    if unknown := changes.keys() - corrections.CORRECTABLE:
        raise TypeError(f"These can't be corrected: {', '.join(sorted(unknown))}.")
    if "email" in changes:
        changes["email"] = changes["email"].strip().lower()

    def step(at: datetime) -> bool:
        if not registration.is_live:
            raise NotPossible(_("This registration has ended; its data can no longer be changed."))
        if by is None and not may_change(registration, at):
            raise NotPossible(_("The time for changes is over. Please write to the organisers."))
        return corrections.apply(registration, changes, by=by, at=at)

    return _through_the_door(registration, at, step)


def withdraw_consent(registration: Registration, purpose: str, *, at: datetime | None = None) -> bool:
    """Withdraw a consent freely given (FREE_PURPOSES), at any time and in any state. False: it was not given."""

    def step(at: datetime) -> bool:
        if not consents.withdraw(registration, purpose, at):
            return False
        steps.note(registration, what="consent withdrawn", actor=Actor.PARTICIPANT, at=at, reason=purpose)
        return True

    return _through_the_door(registration, at, step)


def run_clocks(symposium: Symposium, at: datetime | None = None) -> tuple[int, int]:
    """Do what the clock says when nobody comes by: expire and offer free seats; return how many of each."""
    with transaction.atomic():
        symposium = seats.lock(symposium.pk)
        at = at or timezone.now()
        expired = waitlist.expire(symposium, at)
        return expired, len(waitlist.promote(symposium, at))


def _run_clocks(symposium: Symposium, at: datetime) -> SeatPlan:
    """Expire and promote, so that nobody jumps the queue; return the seats as they are then."""
    waitlist.expire(symposium, at)
    plan = SeatPlan(symposium, at)
    waitlist.promote(symposium, at, plan)
    return plan


def _through_the_door(registration: Registration, at: datetime | None, step: Callable[[datetime], bool]) -> bool:
    """Run a step on the registration as it is now, under the lock, between the clocks and the promotion of who then fits.

    A step that is not possible raises before it writes. It is raised again after the commit: what the clocks did stays.
    """
    refusal = None
    with transaction.atomic():
        symposium = seats.lock(registration.symposium_id)
        at = at or timezone.now()
        _run_clocks(symposium, at)
        _read_again(registration)
        try:
            changed = step(at)
        except NotPossible as error:
            refusal = error
        else:
            if changed and any(promoted.pk == registration.pk for promoted in waitlist.promote(symposium, at)):
                _read_again(registration)
    if refusal:
        raise refusal
    return changed


def _read_again(registration: Registration) -> None:
    registration.refresh_from_db(from_queryset=Registration.objects.with_agency_and_days())


def _check(entry: Entry, symposium: Symposium) -> None:
    """Refuse what no form lets through."""
    if entry.delegation and entry.delegation.symposium_id != symposium.pk:
        raise ValueError("The delegation belongs to another symposium.")
    if bool(entry.delegation) == bool(entry.other_agency):
        raise ValueError("An entry names a delegation or another agency.")
    has_focal_point = entry.origin != Origin.FORM and entry.delegation and entry.delegation.focal_email
    if not entry.email and not has_focal_point:
        raise ValueError("Nobody could be written to: there is no address.")
    corrections.check_days(entry.days, symposium)


def _registered_already(symposium: Symposium, email: str) -> Registration | None:
    """Return the live registration of an address; of several (one corrected, one verified) the verified one."""
    live = Registration.objects.filter(symposium=symposium, email=email).live().with_agency_and_days()
    return live.order_by(F("email_verified_at").asc(nulls_last=True), "pk").first()


def _is_verified_elsewhere(registration: Registration) -> bool:
    others = Registration.objects.filter(symposium=registration.symposium_id, email=registration.email).exclude(pk=registration.pk)
    return registration.origin == Origin.FORM and others.live().filter(origin=Origin.FORM, email_verified_at__isnull=False).exists()


def _create(symposium: Symposium, entry: Entry, *, fits: bool, at: datetime) -> Registration:
    written = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in ("days", "consents")}
    registration = Registration(symposium=symposium, created_at=at, state_since=at, **written)
    if not fits:
        registration.state, registration.queued_at = State.WAITLISTED, at
    elif entry.origin == Origin.FORM:
        registration.state, registration.state_until = State.UNVERIFIED, at + timedelta(hours=settings.UNVERIFIED_HOURS)
    else:
        registration.state = State.CONFIRMED if steps.is_brought_and_trusted(registration) else State.PENDING
    registration.save()
    registration.days.set(entry.days)
    consents.give(registration, entry.consents, at)
    actor = {Origin.FOCAL_POINT: Actor.AGENCY, Origin.DESK: Actor.ORGANISER}.get(entry.origin, Actor.PARTICIPANT)
    steps.note(registration, what="registered", actor=actor, at=at, from_state="")
    return registration
