"""Telling confirmed participants what a release changed: one mail a release and registration, only to those whom it concerns."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agenda.domain.changed_days import ChangeOnDays, changes_on_days
from agenda.models import ProgrammeRelease, Symposium
from registrations.mail import participants
from registrations.models import Registration, RegistrationMail

logger = logging.getLogger(__name__)

ROUND = 200  # mails written in one go, so that other jobs get their turn


@dataclass
class Announced:
    """What one round did."""

    told: int = 0
    failed: int = 0


def announce_due(at: datetime | None = None, limit: int = ROUND) -> Announced:
    """Write the mails that are due, up to `limit`. Never call it inside a transaction: each mail is one of its own and outlives a crash."""
    at = at or timezone.now()
    counts = Announced()
    for release in _to_announce(at):
        changes = changes_on_days(release)
        dates = {on for change in changes for on in change.dates}
        keys = list(_concerned(release, dates).order_by("pk").values_list("pk", flat=True)[: limit - counts.told - counts.failed])
        failed_before = counts.failed
        for key in keys:
            _try_to_tell(key, release, changes, at, counts)
        if counts.failed == failed_before and not _concerned(release, dates).exists():
            ProgrammeRelease.objects.filter(pk=release.pk, announced_at__isnull=True).update(announced_at=at)
    return counts


def _to_announce(at: datetime) -> QuerySet[ProgrammeRelease]:
    due = ProgrammeRelease.objects.filter(announce=True, announced_at__isnull=True)
    due = due.filter(symposium__state=Symposium.State.PUBLIC, symposium__ends_on__gte=at.date())
    return due.select_related("symposium").order_by("published_at", "pk")


def _concerned(release: ProgrammeRelease, dates: Iterable[date]) -> QuerySet[Registration]:
    """Return who is confirmed, registered before the release, comes on one of these days, can be written to and was not told yet."""
    told = RegistrationMail.objects.filter(release=release, registration=OuterRef("pk"))
    comes = Registration.days.through.objects.filter(registration=OuterRef("pk"), day__date__in=list(dates))
    return Registration.objects.filter(
        Q(email__gt="") | Q(delegation__focal_email__gt=""),
        Exists(comes),
        ~Exists(told),
        symposium=release.symposium_id,
        state=Registration.State.CONFIRMED,
        created_at__lte=release.published_at,
    )


def _try_to_tell(key: int, release: ProgrammeRelease, changes: list[ChangeOnDays], at: datetime, counts: Announced) -> None:
    try:
        counts.told += _tell(key, release, changes, at)
    except Exception:  # one person's fault stops nobody else's mail
        logger.exception("Registration %s could not be told of release %s.", key, release.number)
        counts.failed += 1


@transaction.atomic
def _tell(key: int, release: ProgrammeRelease, changes: list[ChangeOnDays], at: datetime) -> bool:
    """Write one mail, unless another process did meanwhile or the person is no longer confirmed; the constraint is the last guard."""
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk=key, state=Registration.State.CONFIRMED)
    registration = rows.with_agency_and_days().first()
    if registration is None or registration.mails.filter(release=release).exists():
        return False
    days = {day.date for day in registration.days.all()}
    entries = [change.told for change in changes if change.dates & days]
    if not entries:
        return False
    return participants.write(registration, "changes", at=at, release_told=release, entries=entries) is not None
