"""Sending the outbox: each mail is claimed by one sender, sent outside any transaction, marked, and rid of its private link.

Two senders never send a mail twice, but for a crash between sending and marking: then it goes again with the same Message-ID.
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from post_office.models import STATUS, Email, Log

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server's time limit
TRIED_AGAIN_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # and hourly from then on
TRIED_FOR = timedelta(hours=24)
ROUND = 100
WAITING = (STATUS.queued, STATUS.requeued)
SECRET = re.compile(r"(/(?:registration|delegation)/)[A-Za-z0-9_-]{20,}(?=/)")


@dataclass
class Sent:
    """What became of the mails of one round. `unreachable`: the mail server did not answer, and the round ended early."""

    sent: int = 0
    requeued: int = 0
    failed: int = 0
    unreachable: bool = False


def send_due(at: datetime | None = None, limit: int = ROUND) -> Sent:
    """Send what is due, up to `limit` mails. Never call it inside a transaction: others must see what is claimed."""
    counts = Sent()
    connection = get_connection()
    try:
        for pk in list(_due(at or timezone.now()).order_by("-priority", "pk").values_list("pk", flat=True)[:limit]):
            now = at or timezone.now()
            if _claim(pk, now):
                _try(Email.objects.prefetch_related("attachments").get(pk=pk), connection, now, counts)
            if counts.unreachable:
                break
    finally:
        connection.close()
    return counts


def without_secrets(text: str) -> str:
    """Return a mail's text without the secrets of its private links."""
    return SECRET.sub(r"\1…", text)


def _due(at: datetime) -> QuerySet[Email]:
    return Email.objects.filter(Q(scheduled_time__isnull=True) | Q(scheduled_time__lte=at), status__in=WAITING)


def _claim(pk: int, at: datetime) -> bool:
    """Take a mail for ourselves for the time of the lease; False when another sender was quicker."""
    return _due(at).filter(pk=pk).update(scheduled_time=at + LEASE) == 1


def _try(email: Email, connection: BaseEmailBackend, at: datetime, counts: Sent) -> None:
    try:
        connection.open()
    except Exception as error:  # a backend may raise anything: each is a server that can't be reached
        counts.unreachable = True
        _put_off(email, error, at, counts)
        return
    try:
        if email.to:
            connection.send_messages([email.prepare_email_message()])
    except Exception as error:  # nor may one mail's fault stop the others
        connection.close()
        _put_off(email, error, at, counts)
        return
    _mark_sent(email)
    counts.sent += 1


def _mark_sent(email: Email) -> None:
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.sent,
        scheduled_time=None,
        last_updated=timezone.now(),
        message=without_secrets(email.message),
        html_message=without_secrets(email.html_message),
    )


def _put_off(email: Email, error: Exception, at: datetime, counts: Sent) -> None:
    """Keep the mail for a later try, or give up after a day of tries; note the reason."""
    tries = email.number_of_retries or 0
    is_over = at - email.created >= TRIED_FOR
    wait = TRIED_AGAIN_AFTER[min(tries, len(TRIED_AGAIN_AFTER) - 1)]
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.failed if is_over else STATUS.requeued,
        scheduled_time=None if is_over else at + wait,
        number_of_retries=F("number_of_retries") + 1 if email.number_of_retries else 1,
        last_updated=timezone.now(),
    )
    Log.objects.create(email=email, status=STATUS.failed, exception_type=type(error).__name__, message=str(error)[:2000])
    logger.warning("Mail %s was not sent (%s); %s.", email.pk, type(error).__name__, "given up" if is_over else f"again in {wait}")
    if is_over:
        counts.failed += 1
    else:
        counts.requeued += 1
