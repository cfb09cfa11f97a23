"""run_jobs: what happens when nobody comes by."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from registrations.domain import jobs
from registrations.models import Registration
from tests.factories import SymposiumFactory, registered


def run():
    output = StringIO()
    call_command("run_jobs", stdout=output)
    return output.getvalue().strip()


@pytest.fixture
def overdue(db):
    """A symposium with one seat whose holder never verified his address, and somebody who waits."""
    symposium = SymposiumFactory(seats=1)
    long_ago = timezone.now() - timedelta(hours=49)
    symposium.registration_opens = long_ago - timedelta(days=1)
    symposium.save()
    registered(symposium, verified=False, at=long_ago)
    registered(symposium, at=long_ago + timedelta(hours=1))
    return symposium


def test_run_jobs_expires_offers_and_sends(overdue):
    assert run() == "seats: 1 expired, 1 offered; releases: 0 told; mail: 4 sent, 0 put off, 0 given up; uploads: 0 forgotten"

    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled", "offered"}
    assert len(mail.outbox) == 4


def test_run_jobs_does_nothing_more_the_second_time(overdue):
    run()

    assert run() == "seats: 0 expired, 0 offered; releases: 0 told; mail: 0 sent, 0 put off, 0 given up; uploads: 0 forgotten"
    assert len(mail.outbox) == 4


def test_run_jobs_expires_after_the_symposium_too(db):
    symposium = SymposiumFactory()
    registered(symposium, verified=False)
    symposium.starts_on = symposium.ends_on = timezone.localdate() - timedelta(days=1)
    symposium.save()
    Registration.objects.update(state_until=timezone.now() - timedelta(days=1))

    assert run().startswith("seats: 1 expired")


def test_run_jobs_says_that_mail_could_not_be_sent(overdue, settings):
    settings.EMAIL_BACKEND = "tests.registrations.mail_servers.Down"

    with pytest.raises(CommandError):
        run()

    assert Registration.objects.filter(state="offered").exists()


def test_job_that_fails_stops_no_other(overdue, monkeypatch, caplog):
    def broken():
        raise RuntimeError("something unforeseen")

    monkeypatch.setattr(jobs, "JOBS", [broken, jobs.send_mail])

    with pytest.raises(CommandError):
        run()

    assert len(mail.outbox) == 2
    assert "something unforeseen" in caplog.text


def address_of_the_test_database():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.django_db(transaction=True)
def test_loop_sends_and_ends_cleanly_when_asked_to_stop(tmp_path):
    symposium = SymposiumFactory(seats=1)
    registered(symposium)
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_the_test_database(),
        "EMAIL_URL": f"filemail:///{tmp_path}",
        "PRIVATE_ROOT": settings.PRIVATE_ROOT,
        "PYTHONUNBUFFERED": "1",
    }
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "run_jobs", "--loop"], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 30
        while not list(tmp_path.iterdir()) and time.monotonic() < until and loop.poll() is None:
            time.sleep(0.1)
        loop.send_signal(signal.SIGTERM)
        output, _errors = loop.communicate(timeout=20)
    finally:
        loop.kill()

    assert output == "seats: 0 expired, 0 offered; releases: 0 told; mail: 1 sent, 0 put off, 0 given up; uploads: 0 forgotten\nstopped\n"
    assert loop.returncode == 0
    assert "symposium-" in next(tmp_path.iterdir()).read_text()
