"""One step of a registration, as lifecycle and waiting list take it: the state, its history and the mail that tells of it."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from registrations.domain import tokens
from registrations.mail import participants
from registrations.models import Registration, RegistrationEvent

State = Registration.State
ALREADY_MAILS_AN_HOUR = 3


class NotPossible(Exception):
    """A step that the registration's state does not allow; its text is for people, in the language now active."""


def enter(
    registration: Registration,
    state: str,
    *,
    what: str,
    actor: str,
    at: datetime,
    until: datetime | None = None,
    by: AbstractBaseUser | None = None,
    reason: str = "",
    cancelled_by: str = "",
) -> None:
    """Bring a registration into a state, until a time where the state ends by the clock, and note it in the history."""
    before = registration.state
    registration.state, registration.state_since, registration.state_until = state, at, until
    registration.cancelled_by = cancelled_by
    if state == State.WAITLISTED and not registration.queued_at:
        registration.queued_at = at
    registration.save(update_fields=["state", "state_since", "state_until", "cancelled_by", "queued_at", "vetted_at", "email_verified_at"])
    note(registration, what=what, actor=actor, at=at, by=by, reason=reason, from_state=before)


def note(
    registration: Registration,
    *,
    what: str,
    actor: str,
    at: datetime,
    by: AbstractBaseUser | None = None,
    reason: str = "",
    from_state: str | None = None,
) -> None:
    """Note in the history what happened. Without `from_state` the state stayed as it is."""
    RegistrationEvent.objects.create(
        registration=registration,
        at=at,
        what=what,
        from_state=registration.state if from_state is None else from_state,
        to_state=registration.state,
        actor=actor,
        by=by,
        reason=reason,
    )


def tell(registration: Registration, kind: str, *, at: datetime, **facts) -> None:
    """Write the participant a mail of this kind (mail/participants.py says which facts), with a new private link where the kind has one."""
    secret = tokens.mint(registration, at=at) if kind in participants.WITH_PRIVATE_LINK else ""
    participants.write(registration, kind, secret=secret, at=at, **facts)


def tell_already_registered(registration: Registration, at: datetime) -> None:
    """Answer a second sign-up by mail, with a new link; not more than thrice an hour, for anybody can type any address."""
    recent = registration.mails.filter(kind="already", created_at__gt=at - timedelta(hours=1)).count()
    if recent < ALREADY_MAILS_AN_HOUR:
        tell(registration, "already", at=at)


def end_of_offer(registration: Registration, at: datetime) -> datetime:
    """Return until when a seat offered at `at` is kept: the set time, but not into the first day that the person comes."""
    zone = registration.symposium.zone
    days_begin = [datetime.combine(day.date, time.min, zone) for day in registration.days.all()]
    return min([at + timedelta(hours=settings.OFFER_HOURS), *days_begin])


def is_brought_and_trusted(registration: Registration) -> bool:
    """Whether the agency's focal point brought this person, and the delegation's policy confirms such people at once."""
    delegation = registration.delegation
    return registration.origin != Registration.Origin.FORM and delegation is not None and delegation.policy == delegation.Policy.CONFIRM
