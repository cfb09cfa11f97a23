"""A new edition with the delegations of the old one: their agencies, seats and policies; never their people."""

from django.core.exceptions import ValidationError
from django.db import transaction

from agenda.domain.editions import Edition, new_edition
from agenda.models import Symposium
from registrations.domain.seats import SeatPlan, delegation_problems
from registrations.models import Delegation


@transaction.atomic
def new_edition_with_delegations(source: Symposium, wanted: Edition) -> Symposium:
    """Make a new edition whose agencies have the seats that they had, without focal points and deadlines.

    Raises ValidationError where the edition can't be made so, or where those seats are more than a day has.
    """
    edition = new_edition(source, wanted)
    copies = [
        Delegation.objects.create(symposium=edition, organisation=old.organisation, seats=old.seats, policy=old.policy)
        for old in source.delegations.select_related("organisation")
    ]
    plan = SeatPlan(edition)
    if any(delegation_problems(copy, plan=plan) for copy in copies):
        raise ValidationError({"delegations": "Together the delegations keep more seats than a day has. Make the edition without them."})
    return edition
