"""Sending: each mail once, in the end, and without its secret afterwards."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from registrations.domain import outbox
from registrations.mail.compose import Letter
from registrations.mail.outgoing import Enclosure, put_into_outbox

SERVERS = "tests.registrations.mail_servers"
LINK = "https://symposium.example/en/registration/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG/"
MINUTE = timedelta(minutes=1)


def queued(to="dara@agency.example", **enclosed):
    letter = Letter("Your seat", f"Open {LINK} please", f'<a href="{LINK}">Open</a>', "en")
    return put_into_outbox(letter, to=to, reply_to="contact@symposium.example", **enclosed)


@pytest.mark.django_db
def test_sender_sends_what_is_due_and_marks_it():
    email = queued(enclosures=[Enclosure("days.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=PUBLISH")])

    counts = outbox.send_due()

    [message] = mail.outbox
    email.refresh_from_db()
    assert counts == outbox.Sent(sent=1)
    assert email.status == STATUS.sent
    assert (message.to, message.subject) == (["dara@agency.example"], "Your seat")
    assert LINK in message.body
    assert LINK in message.alternatives[0].content
    assert message.extra_headers["Message-ID"] == email.message_id
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Reply-To"] == "contact@symposium.example"
    raw = message.message().as_bytes()
    assert b'Content-Type: text/calendar; method="PUBLISH"; charset="utf-8"' in raw.replace(b"\n ", b" ")
    assert raw.count(b"Reply-To:") == raw.count(b"Message-ID:") == 1


@pytest.mark.django_db
def test_sender_scrubs_secrets_of_what_it_sent():
    email = queued()

    outbox.send_due()

    email.refresh_from_db()
    assert email.message == "Open https://symposium.example/en/registration/…/ please"
    assert email.html_message == '<a href="https://symposium.example/en/registration/…/">Open</a>'


@pytest.mark.django_db
def test_sender_sends_nothing_twice():
    queued()

    assert [outbox.send_due().sent for _round in range(2)] == [1, 0]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_mail_of_another_sender_is_left_alone_until_its_lease_ends():
    email, now = queued(), timezone.now()
    assert outbox._claim(email.pk, now)

    during, after = outbox.send_due(now + 4 * MINUTE), outbox.send_due(now + 6 * MINUTE)

    # That sender has crashed, perhaps after sending: the mail goes again, and tells so by its Message-ID.
    assert (during.sent, after.sent) == (0, 1)
    assert mail.outbox[0].extra_headers["Message-ID"] == email.message_id


@pytest.mark.django_db
def test_server_that_is_down_loses_nothing(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.Down"
    now = timezone.now()
    emails = [queued(), queued()]

    counts = outbox.send_due(now)

    assert counts == outbox.Sent(requeued=1, unreachable=True)
    first, second = Email.objects.order_by("pk")
    assert (first.status, first.number_of_retries, first.scheduled_time) == (STATUS.requeued, 1, now + MINUTE)
    assert (second.status, second.number_of_retries) == (STATUS.queued, None)
    log = first.logs.get()
    assert (log.exception_type, log.message) == ("ConnectionRefusedError", "Connection refused")

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send_due(now + MINUTE).sent == 2
    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == {email.message_id for email in emails}


@pytest.mark.django_db
def test_tries_grow_rarer_and_end_after_a_day(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.Refusing"
    email = queued(to="refused@agency.example")
    at, waits = email.created, []

    while email.status != STATUS.failed:
        outbox.send_due(at)
        email.refresh_from_db()
        if email.status == STATUS.requeued:
            waits.append((email.scheduled_time - at) // MINUTE)
            at = email.scheduled_time

    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert sum(waits) >= 24 * 60
    assert outbox.send_due(at + timedelta(days=2)) == outbox.Sent()


@pytest.mark.django_db
def test_refused_mail_stops_no_other(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.Refusing"
    queued(to="refused@agency.example")
    queued()

    assert outbox.send_due() == outbox.Sent(sent=1, requeued=1)


@pytest.mark.django_db
def test_round_ends_at_its_limit():
    for _mail in range(3):
        queued()

    assert outbox.send_due(limit=2).sent == 2


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_mail_once(settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.Slow"
    emails = [queued() for _mail in range(40)]

    def send(_sender):
        try:
            return outbox.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as senders:
        counts = list(senders.map(send, range(4)))

    assert Counter(message.extra_headers["Message-ID"] for message in mail.outbox) == dict.fromkeys(
        [email.message_id for email in emails], 1
    )
    assert sum(count.sent for count in counts) == 40
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}


@pytest.mark.django_db
def test_file_is_stored_once_for_all(private_storage):
    calendar = Enclosure("shared.ics", b"BEGIN:VCALENDAR", "text/calendar")

    first, second = queued(enclosures=[calendar]), queued(enclosures=[calendar])
    other = queued(enclosures=[Enclosure("shared.ics", b"BEGIN:OTHER", "text/calendar")])

    assert first.attachments.get() == second.attachments.get() != other.attachments.get()
    assert len([name for name in private_storage.listdir("mail")[1] if name.endswith("shared.ics")]) == 2
