"""Refresh the Khmer catalogue from the code and compile it, or check that both are complete."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agenda.management.catalogue import merged, mo_bytes, po_bytes, problems, read_catalogue, texts_in


class Command(BaseCommand):
    """Write locale/km/LC_MESSAGES/django.po and django.mo; with --check, write nothing and name what is wrong."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail with what is missing, unused, fuzzy or untranslated")
        parser.add_argument("--base", type=Path, default=settings.BASE_DIR, help="the project's folder")

    def handle(self, *, check, base, verbosity, **options):
        folder = base / "locale" / "km" / "LC_MESSAGES"
        po, mo = folder / "django.po", folder / "django.mo"
        texts, catalogue = texts_in(base), read_catalogue(po)
        if check:
            found = problems(catalogue, texts, mo.read_bytes() if mo.exists() else b"")
            if found:
                raise CommandError("\n".join([f"The Khmer catalogue has {len(found)} faults (make messages refreshes it):", *found]))
        else:
            catalogue = merged(catalogue, texts)
            folder.mkdir(parents=True, exist_ok=True)
            po.write_bytes(po_bytes(catalogue))
            mo.write_bytes(mo_bytes(read_catalogue(po)))
        if verbosity:
            untranslated = sum(1 for message in catalogue if message.id and not any(message.string))
            self.stdout.write(f"{po.relative_to(base)}: {len(texts)} texts, {untranslated} not translated")
