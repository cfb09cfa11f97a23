"""Limits on tries: how often a form may be sent from one place, or name one address, in an hour."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registrations.models import TryCount

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries at one target in each window of `minutes`."""

    name: str
    most: int
    minutes: int = 60


# An agency or the hotel may sit behind a single address of the network.
SIGN_UPS_FROM_A_PLACE = Limit("sign-ups from a place", 120)
SIGN_UPS_OF_AN_ADDRESS = Limit("sign-ups of an address", 10)
QUESTIONS_FROM_A_PLACE = Limit("questions from a place", 20)


def allow(limit: Limit, target: str, at: datetime | None = None) -> bool:
    """Count one try and say whether it is within the limit; always, where RATELIMIT_ENABLE is off.

    Called before and outside the transaction of the change itself, so that a refused change is counted too.
    """
    if not settings.RATELIMIT_ENABLE:
        return True
    seconds = limit.minutes * 60
    now = at or timezone.now()
    window = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    digest = salted_hmac("registrations.limits", f"{limit.name}:{target}", algorithm="sha256").hexdigest()
    counter = TryCount.objects.filter(digest=digest, window=window)
    if not counter.update(count=F("count") + 1):
        _row, is_new = TryCount.objects.get_or_create(digest=digest, window=window)
        if not is_new:  # another process was first between the two statements
            counter.update(count=F("count") + 1)
    return counter.values_list("count", flat=True).get() <= limit.most


def forget_old_tries(at: datetime | None = None) -> int:
    """Delete the counts of windows long past; a job."""
    return TryCount.objects.filter(window__lt=(at or timezone.now()) - KEPT_FOR).delete()[0]
