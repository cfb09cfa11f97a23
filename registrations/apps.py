"""Registration of participants by agency."""

from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    """Registration, above the agenda: it may import it, never the other way round."""

    name = "registrations"
