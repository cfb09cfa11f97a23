"""Secrets of private links: random, kept as digests, with a purpose and an end; all of a registration's can be revoked."""

import hashlib
import secrets
from datetime import datetime, time, timedelta

from django.utils import timezone

from registrations.models import Registration, Token

OPEN_FOR = timedelta(days=30)  # after the symposium's last day


def mint(registration: Registration, purpose: str = Token.Purpose.REGISTRATION, at: datetime | None = None) -> str:
    """Return a new secret of 256 bits that opens the registration; only its digest is stored."""
    secret = secrets.token_urlsafe(32)
    symposium = registration.symposium
    end_of_last_day = datetime.combine(symposium.ends_on + timedelta(days=1), time.min, symposium.zone)
    Token.objects.create(
        registration=registration,
        purpose=purpose,
        digest=_digest(secret),
        created_at=at or timezone.now(),
        expires_at=end_of_last_day + OPEN_FOR,
    )
    return secret


def open_(secret: str, purpose: str = Token.Purpose.REGISTRATION, at: datetime | None = None) -> Registration | None:
    """Return the registration that a secret opens, with its agency and symposium; None for an unknown, revoked or ended one."""
    token = (
        Token.objects.valid(at)
        .filter(digest=_digest(secret), purpose=purpose)
        .select_related("registration__delegation__organisation__parent", "registration__symposium")
        .first()
    )
    return token and token.registration


def revoke_all(registration: Registration, at: datetime | None = None) -> int:
    """Make every link to a registration worthless; return how many still opened something."""
    return registration.tokens.valid(at).update(revoked_at=at or timezone.now())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
