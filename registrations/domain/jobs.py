"""What happens when nobody comes by: clocks run, seats are offered, mail goes out. Safe to run twice at once, or killed in between."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from agenda.domain import uploads
from agenda.models import Symposium
from registrations.domain import announcements, lifecycle, outbox
from registrations.models import Registration

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one job did, in words; whether that was anything, and whether it could not do all of it."""

    job: str
    did: str
    is_idle: bool = False
    has_failed: bool = False


def run_clocks() -> Report:
    """Expire what is overdue and offer free seats, in each symposium with something of the kind."""
    now = timezone.now()
    waiting = Q(state=Registration.State.WAITLISTED, symposium__ends_on__gte=now.date())
    overdue = Q(pk__in=Registration.objects.overdue(now).values("pk"))
    moving = Registration.objects.filter(waiting | overdue).order_by().values("symposium")
    expired = offered = failures = 0
    for symposium in Symposium.objects.filter(pk__in=moving):
        try:
            done = lifecycle.run_clocks(symposium)
        except Exception:
            logger.exception("The clocks of %s could not be run.", symposium.slug)
            failures += 1
        else:
            expired, offered = expired + done[0], offered + done[1]
    idle = not (expired or offered)
    return Report("seats", f"{expired} expired, {offered} offered", is_idle=idle, has_failed=failures > 0)


def announce() -> Report:
    """Write to confirmed participants what new releases change for them."""
    counts = announcements.announce_due()
    return Report("releases", f"{counts.told} told", is_idle=not counts.told, has_failed=counts.failed > 0)


def send_mail() -> Report:
    """Send the mail that is due."""
    counts = outbox.send_due()
    words = f"{counts.sent} sent, {counts.requeued} put off, {counts.failed} given up"
    words += ", the mail server does not answer" if counts.unreachable else ""
    idle = not (counts.sent or counts.requeued or counts.failed)
    return Report("mail", words, is_idle=idle, has_failed=counts.unreachable)


def forget_uploads() -> Report:
    """Delete files that were uploaded for an import which nobody has said yes to for a day; they may hold names and addresses."""
    count = uploads.sweep()
    return Report("uploads", f"{count} forgotten", is_idle=not count)


JOBS: list[Callable[[], Report]] = [run_clocks, announce, send_mail, forget_uploads]


def run_all() -> list[Report]:
    """Run each job; one that fails is logged and stops no other."""
    return [_run(job) for job in JOBS]


def _run(job: Callable[[], Report]) -> Report:
    try:
        return job()
    except Exception as error:
        logger.exception("The job %s failed.", job.__name__)
        return Report(job.__name__, f"failed: {type(error).__name__}", has_failed=True)
