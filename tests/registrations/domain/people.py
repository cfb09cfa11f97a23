"""People in a state, and what was written to and about them."""

from registrations.domain import lifecycle
from registrations.models import Registration
from tests.factories import registered


def mails(registration):
    return list(registration.mails.order_by("pk").values_list("kind", flat=True))


def history(registration):
    return [(event.what, event.from_state, event.to_state) for event in registration.events.all()]


def fill(symposium, seats=2, **changes):
    return [registered(symposium, **changes) for _seat in range(seats)]


def waiting(symposium, **changes):
    """Fill the symposium, and return who comes after."""
    fill(symposium)
    return registered(symposium, **changes)


def offered(symposium, registrar, **changes):
    registration = waiting(symposium, **changes)
    lifecycle.decline(Registration.objects.holding_a_seat().first(), by=registrar)
    registration.refresh_from_db()
    return registration
