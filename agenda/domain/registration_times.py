"""When the public form of a symposium takes registrations: shown on its home page, and held to by the form."""

from datetime import datetime, time

from django.utils import timezone

from agenda.models import Symposium


def begins(symposium: Symposium) -> datetime:
    """Return the first moment of the first day, by the symposium's clock."""
    return datetime.combine(symposium.starts_on, time.min, symposium.zone)


def closes(symposium: Symposium) -> datetime:
    """Return when registration closes: at the time that is set, or else when the symposium begins."""
    return symposium.registration_closes or begins(symposium)


def status(symposium: Symposium, at: datetime | None = None) -> str:
    """Return "not-yet", "open" or "closed" by the clock; an archived symposium's registration is closed."""
    at = at or timezone.now()
    if symposium.state == Symposium.State.ARCHIVED:
        return "closed"
    if symposium.registration_opens is None or at < symposium.registration_opens:
        return "closed" if at >= begins(symposium) else "not-yet"
    return "open" if at < closes(symposium) else "closed"
