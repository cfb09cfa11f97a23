"""Consents to named purposes: to which words, since when, and until when."""

from collections.abc import Iterable
from datetime import datetime

from registrations.models import Consent, Registration

CONSENT_TEXT_VERSION = "1"  # raised whenever the words of a consent change


def agreed(registration: Registration) -> set[str]:
    """Return the purposes that the person agrees to now."""
    return set(registration.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))


def give(registration: Registration, purposes: Iterable[str], at: datetime) -> None:
    """Note that the person agrees to these purposes, in today's words."""
    Consent.objects.bulk_create(
        Consent(registration=registration, purpose=purpose, text_version=CONSENT_TEXT_VERSION, given_at=at) for purpose in sorted(purposes)
    )


def change_to(registration: Registration, purposes: Iterable[str], at: datetime) -> bool:
    """Give and withdraw until the person agrees to these purposes; processing stays as long as the registration. False: nothing differs."""
    before, after = agreed(registration), {*purposes, Consent.Purpose.PROCESSING.value}
    registration.consents.filter(purpose__in=before - after, withdrawn_at__isnull=True).update(withdrawn_at=at)
    give(registration, after - before, at)
    return before != after


def withdraw(registration: Registration, purpose: str, at: datetime) -> bool:
    """Withdraw one consent; return whether it was given."""
    return bool(registration.consents.filter(purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=at))
