"""The programme and the pages that attendees read."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from agenda.domain.staff import ensure_groups


class AgendaConfig(AppConfig):
    """The agenda; ensures the staff groups after each migrate, and keeps a history of what staff edit."""

    name = "agenda"
    verbose_name = "Programme and public pages"

    def ready(self):
        import_module("agenda.domain.history").track_agenda()  # it needs the models, which are not there when this file is read
        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="agenda.ensure_groups")
