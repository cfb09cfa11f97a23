"""The programme and the pages that attendees read."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from agenda.domain.staff import ensure_groups


class AgendaConfig(AppConfig):
    """The agenda; ensures the staff groups after each migrate."""

    name = "agenda"
    verbose_name = "Programme and public pages"

    def ready(self):
        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="agenda.ensure_groups")
