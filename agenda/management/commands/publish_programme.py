"""manage.py publish_programme [SLUG] [--note TEXT] [--despite-errors]"""

from django.core.management.base import BaseCommand, CommandError

from agenda.domain.release import HasErrorsError, NothingToPublishError, publish
from agenda.models import Symposium


class Command(BaseCommand):
    """Publish the draft of a symposium as its next release."""

    help = "Publish the programme of a symposium (the current edition where no slug is given)."

    def add_arguments(self, parser):
        parser.add_argument("slug", nargs="?", help="the symposium's slug, for example 2022")
        parser.add_argument("--note", default="", help="a word to readers on what changed, in English")
        parser.add_argument("--note-km", default="", help="the same in Khmer")
        parser.add_argument(
            "--despite-errors", action="store_true", help="publish also where the draft has errors, such as a room used twice"
        )

    def handle(self, *, slug, note, note_km, despite_errors, **options):
        wanted = {"slug": slug} if slug else {"is_current": True}
        symposium = Symposium.objects.filter(**wanted).first()
        if symposium is None:
            raise CommandError(f"There is no symposium {slug!r}." if slug else "No symposium is marked as the current edition.")
        try:
            release = publish(symposium, note_en=note, note_km=note_km, despite_errors=despite_errors)
        except NothingToPublishError:
            self.stdout.write(f"{symposium}: nothing has changed since the current release; nothing was published.")
            return
        except HasErrorsError as refused:
            found = "\n".join(f"- {problem.text}" for problem in refused.problems)
            raise CommandError(f"The draft has errors; nothing was published. Mend them, or add --despite-errors.\n{found}") from refused
        self.stdout.write(f"{symposium}: release {release.number} is published, with {len(release.public_content['sessions'])} sessions.")
