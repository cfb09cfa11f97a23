"""manage.py load_demo [--registrations N] [--sessions N] [--seed S] [--really]"""

import time
from datetime import datetime

from auditlog.context import disable_auditlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agenda.demo import editions
from agenda.demo.more_sessions import add_sessions
from agenda.models import Symposium
from registrations.demo.delegations import load_current_edition
from registrations.demo.load import register_many
from registrations.demo.staff import ensure_logins


class Command(BaseCommand):
    """Load both demo editions and the staff logins; what is there already stays as it is."""

    help = "Load two published editions: 2022, archived, and the next one, made up, with registration open. What is there is kept."

    def add_arguments(self, parser):
        parser.add_argument("--registrations", type=int, default=0, metavar="N", help="so many more made-up people in the current edition")
        parser.add_argument(
            "--sessions", type=int, default=0, metavar="N", help="so many more made-up sessions in the current edition, published"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same people and sessions")
        parser.add_argument("--really", action="store_true", help="also where DEBUG is false")

    @disable_auditlog()  # what is made up has no history
    def handle(self, *, registrations, sessions, seed, really, **options):
        if not settings.DEBUG and not really:
            raise CommandError("This would put made-up people on a site that is not in DEBUG. Add --really if you mean it.")
        if registrations < 0 or sessions < 0:
            raise CommandError("A number of registrations or sessions can't be below 0.")
        at = timezone.now()
        users, passwords = ensure_logins()
        self.say_loaded(editions.load_real_edition(), "2022")
        loaded = load_current_edition(users["registrar"], at)
        self.say_loaded(loaded, str(editions.next_start(at).year))
        if registrations or sessions:
            self.add(registrations, sessions, seed, at)
        for name, password in passwords.items():
            self.stdout.write(f"Login to {settings.BASE_URL}/admin/: {name}, password {password}")

    def add(self, registrations: int, sessions: int, seed: int, at: datetime) -> None:
        """Add what is asked for to the current edition."""
        current = Symposium.objects.filter(is_current=True, days__isnull=False).first()
        if current is None:
            raise CommandError("No symposium with days is marked as the current edition.")
        if sessions:
            add_sessions(current, sessions, seed, at)
            self.stdout.write(f"{sessions} more sessions, published.")
        if registrations:
            began = time.monotonic()
            register_many(current, registrations, seed, at)
            self.stdout.write(f"{registrations} more registrations in {time.monotonic() - began:.0f} s.")

    def say_loaded(self, symposium: Symposium | None, slug: str) -> None:
        """Print whether an edition was loaded or was there."""
        self.stdout.write(f"Edition {slug}: loaded and published." if symposium else f"Edition {slug}: there already, left as it is.")
