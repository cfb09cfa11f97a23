"""manage.py publish_programme [SLUG] [--note TEXT]"""

from django.core.management.base import BaseCommand, CommandError

from agenda.domain.release import NothingToPublishError, publish
from agenda.models import Symposium


class Command(BaseCommand):
    """Publish the draft of a symposium as its next release."""

    help = "Publish the programme of a symposium (the current edition where no slug is given)."

    def add_arguments(self, parser):
        parser.add_argument("slug", nargs="?", help="the symposium's slug, for example 2022")
        parser.add_argument("--note", default="", help="a word to readers on what changed, in English")
        parser.add_argument("--note-km", default="", help="the same in Khmer")

    def handle(self, *, slug, note, note_km, **options):
        wanted = {"slug": slug} if slug else {"is_current": True}
        symposium = Symposium.objects.filter(**wanted).first()
        if symposium is None:
            raise CommandError(f"There is no symposium {slug!r}." if slug else "No symposium is marked as the current edition.")
        try:
            release = publish(symposium, note_en=note, note_km=note_km)
        except NothingToPublishError:
            self.stdout.write(f"{symposium}: nothing has changed since the current release; nothing was published.")
            return
        self.stdout.write(f"{symposium}: release {release.number} is published, with {len(release.public_content['sessions'])} sessions.")
