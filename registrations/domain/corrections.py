"""What a person may change of a registration, and what follows for seats and private links. Called by lifecycle.correct, under its lock."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.models import Day, Symposium
from agenda.texts import date_in_words
from registrations.domain import consents, steps, tokens
from registrations.domain.seats import SeatPlan
from registrations.models import Registration, RegistrationEvent

PERSONAL = tuple("honorific rank name_latin name_khmer position email phone access_needs diet language".split())
CORRECTABLE = frozenset({*PERSONAL, "days", "consents"})


def check_days(days: list[Day], symposium: Symposium) -> None:
    """Refuse days that no form lets through: none, or another symposium's."""
    if not days or any(day.symposium_id != symposium.pk for day in days):
        raise ValueError("An entry needs one or more days of its symposium.")


def check_seats(registration: Registration, days: list[Day], at: datetime | None = None) -> None:
    """Raise NotPossible where a person who holds a seat finds none on an added day. A form may ask first, without the lock."""
    before = {day.pk for day in registration.days.all()}
    added = [day for day in days if day.pk not in before]
    if not added or not registration.holds_a_seat:
        return
    plan = SeatPlan(registration.symposium, at)
    for day in added:
        if not plan.fits(registration.delegation_id, [day]):
            day_in_words = date_in_words(day.date, get_language())
            raise steps.NotPossible(_("No seat is free on %(day)s. Nothing was changed.") % {"day": day_in_words})


def apply(registration: Registration, changes: dict[str, object], *, by: AbstractBaseUser | None, at: datetime) -> bool:
    """Change what differs and note it in the history; return whether anything did. Raises NotPossible before it writes."""
    changed = [name for name in PERSONAL if name in changes and getattr(registration, name) != changes[name]]
    if "days" in changes and _change_days(registration, changes["days"], at):
        changed.append("days")
    for name in PERSONAL:
        if name in changed:
            setattr(registration, name, changes[name])
    if "email" in changed:
        registration.email_verified_at = None
    if changed:
        registration.save()
    if "consents" in changes and consents.change_to(registration, changes["consents"], at):
        changed.append("consents")
    if not changed:
        return False
    actor = RegistrationEvent.Actor.ORGANISER if by else RegistrationEvent.Actor.PARTICIPANT
    steps.note(registration, what="corrected", actor=actor, at=at, by=by, reason=", ".join(changed))
    if "email" in changed:
        tokens.revoke_all(registration, at)
        steps.tell(registration, "verify-address", at=at)
    return True


def _change_days(registration: Registration, days: list[Day], at: datetime) -> bool:
    """Change the days; one that holds a seat needs a free one on each added day. Returns whether they differ."""
    check_days(days, registration.symposium)
    check_seats(registration, days, at)
    if {day.pk for day in registration.days.all()} == {day.pk for day in days}:
        return False
    registration.days.set(days)
    if registration.state == Registration.State.OFFERED:
        registration.state_until = min(registration.state_until, steps.end_of_offer(registration, at))
    return True
