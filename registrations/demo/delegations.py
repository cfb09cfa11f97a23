"""The demo's current edition with its delegations, and the few people who are registered from the start, each through the one door."""

from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from agenda.demo.editions import load_next_edition
from agenda.models import Organisation, Symposium
from registrations.demo.people import made_up_person, read
from registrations.domain import lifecycle
from registrations.models import Delegation

VERIFY, CONFIRM, DECLINE, CANCEL = "verify", "confirm", "decline", "cancel"
# Slug of the agency (empty: not listed), and what happened after the sign-up. The Royal Group has two seats: its third person waits.
SAMPLES = (
    ("cpu", (VERIFY, CONFIRM)),
    ("cnp", (VERIFY, CONFIRM)),
    ("royal-group", (VERIFY, CONFIRM)),
    ("accd", (VERIFY, CONFIRM)),
    ("mptc", (VERIFY, CONFIRM)),
    ("cncc", (VERIFY, DECLINE)),
    ("royal-group", (VERIFY, CONFIRM)),
    ("ezecom", (VERIFY, CONFIRM, CANCEL)),
    ("forensic-police", (VERIFY,)),
    ("royal-group", (VERIFY,)),
    ("", (VERIFY,)),
    ("cellcard", (VERIFY,)),
    ("ahtjpd", ()),
)


@transaction.atomic
def load_current_edition(registrar: AbstractBaseUser, at: datetime) -> Symposium | None:
    """Load the next edition with delegations and first registrations, whole or not at all; None where it is there already."""
    symposium = load_next_edition(at)
    if symposium:
        load_delegations(symposium)
        register_samples(symposium, registrar, at)
    return symposium


def load_delegations(symposium: Symposium) -> None:
    """Give each agency of the demo its delegation; its seats are kept until registration closes."""
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    for entry in read("delegations")["delegation"]:
        organisation = organisations[entry["organisation"]]
        Delegation.objects.create(
            symposium=symposium,
            organisation=organisation,
            seats=entry["seats"],
            focal_name=f"Focal point {organisation.acronym or organisation.name_en}",
            focal_email=f"focal-point@{organisation.slug}.example.org",
            focal_language=entry["language"],
            deadline=symposium.registration_closes,
            policy=entry.get("policy", Delegation.Policy.VET),
        )


def register_samples(symposium: Symposium, registrar: AbstractBaseUser, at: datetime) -> int:
    """Register the first few people, as if in the last day and a half; return how many: none where registration is closed."""
    if not lifecycle.is_open(symposium, at):
        return 0
    delegations = {delegation.organisation.slug: delegation for delegation in symposium.delegations.select_related("organisation")}
    days = list(symposium.days.all())
    rng = Random(2022)  # noqa: S311 - nothing secret
    for number, (slug, steps) in enumerate(SAMPLES):
        delegation = delegations.get(slug)
        then = at - timedelta(hours=36 - 2 * number)
        entry = lifecycle.Entry(delegation=delegation, days=days if number % 4 else days[:1], **made_up_person(rng, delegation, number))
        registration = lifecycle.register(symposium, entry=entry, at=then).registration
        for after, step in enumerate(steps, start=1):
            _take(step, registration, registrar, then + timedelta(minutes=20 * after))
    return len(SAMPLES)


def _take(step: str, registration, registrar: AbstractBaseUser, at: datetime) -> None:
    match step:
        case "verify":
            lifecycle.verify(registration, at=at)
        case "confirm":
            lifecycle.confirm(registration, by=registrar, at=at)
        case "decline":
            lifecycle.decline(registration, by=registrar, reason="This person is registered twice.", at=at)
        case "cancel":
            lifecycle.cancel(registration, at=at)
