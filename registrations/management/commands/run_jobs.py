import signal
import threading
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from registrations.domain import jobs

PAUSE = timedelta(seconds=3)


class Command(BaseCommand):
    """Run what happens by the clock: mail, expiry, offers of free seats."""

    help = "Send mail, expire, offer free seats: once (for cron), or again and again with --loop. Safe to run twice at once."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="Go on until stopped (SIGTERM or Ctrl-C), every few seconds.")

    def handle(self, *, loop: bool, **options):
        if loop:
            self.run_until_stopped()
        elif any(report.has_failed for report in self.run_once()):
            raise CommandError("Not every job could be done; see the log.")

    def run_once(self, *, say_nothing_when_idle: bool = False) -> list[jobs.Report]:
        """Run each job once and print a line of what they did."""
        reports = jobs.run_all()
        is_idle = all(report.is_idle and not report.has_failed for report in reports)
        if not (is_idle and say_nothing_when_idle):
            self.stdout.write("; ".join(f"{report.job}: {report.did}" for report in reports))
            self.stdout.flush()  # a log is read while the loop runs
        return reports

    def run_until_stopped(self) -> None:
        """Run the jobs every few seconds until a signal asks to stop; the round at hand is finished first."""
        stopped = threading.Event()
        before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not stopped.is_set():
                close_old_connections()
                self.run_once(say_nothing_when_idle=True)
                stopped.wait(PAUSE.total_seconds())
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write("stopped")
