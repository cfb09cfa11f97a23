"""A new edition with the delegations of the old one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain.editions import Edition
from agenda.models import Day, Symposium
from registrations.domain.editions import new_edition_with_delegations
from registrations.models import Registration
from tests.factories import SymposiumFactory

WANTED = Edition(slug="2031", starts_on=date(2031, 3, 4), name_en="Third symposium")


@pytest.fixture
def symposium(db):
    """A symposium with room for both agencies."""
    return SymposiumFactory(slug="2030")


def test_agencies_keep_their_seats_and_policies_and_nothing_of_people(symposium, agency_a, agency_b, participant_a):
    agency_b.policy, agency_b.deadline = "confirm", timezone.now() - timedelta(days=1)
    agency_b.save()

    edition = new_edition_with_delegations(symposium, WANTED)

    kept = ("organisation__slug", "seats", "policy", "focal_name", "focal_email", "deadline")
    assert sorted(edition.delegations.values_list(*kept)) == [
        ("agency-a", 10, "vet", "", "", None),
        ("agency-b", 10, "confirm", "", "", None),
    ]
    assert not Registration.objects.filter(symposium=edition).exists()


def test_more_seats_than_a_day_has_are_refused_and_nothing_is_made(symposium, agency_a, agency_b):
    Day.objects.filter(symposium=symposium).update(seats=15)

    with pytest.raises(ValidationError, match="more seats than a day has"):
        new_edition_with_delegations(symposium, WANTED)
    assert Symposium.objects.count() == 1
