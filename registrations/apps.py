"""Registration of participants by agency."""

from importlib import import_module

from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    """Registration, above the agenda: it may import it, never the other way round."""

    name = "registrations"

    def ready(self):
        import_module("registrations.domain.history").track_registrations()  # it needs the models
