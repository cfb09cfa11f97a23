from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.domain import consents, lifecycle
from registrations.models import Consent
from tests.factories import registered

ALL = {Consent.Purpose.PROCESSING, Consent.Purpose.PHOTOS, Consent.Purpose.DIRECTORY}


@pytest.fixture
def person(symposium):
    return registered(symposium, consents=ALL)


def test_withdraw_ends_the_consent_and_keeps_when(client, person, link):
    response = client.post(link(person, "withdraw"), {"purpose": "photos"}, follow=True)

    assert "Your consent is withdrawn." in response.content.decode()
    assert consents.agreed(person) == {"processing", "directory"}
    assert person.consents.get(purpose="photos").withdrawn_at is not None
    assert person.events.last().what == "consent withdrawn"


def test_withdraw_twice_changes_nothing_more(client, person, link):
    for _time in range(2):
        client.post(link(person, "withdraw"), {"purpose": "photos"})

    assert person.events.filter(what="consent withdrawn").count() == 1


@pytest.mark.parametrize("purpose", ["processing", "", "everything"])
def test_withdraw_leaves_what_the_registration_needs(client, person, link, purpose):
    client.post(link(person, "withdraw"), {"purpose": purpose})

    assert consents.agreed(person) == ALL


def test_withdraw_works_when_changes_are_over_and_when_cancelled(client, symposium, person, link):
    lifecycle.cancel(person)
    symposium.changes_until = timezone.now() - timedelta(days=1)
    symposium.save()

    client.post(link(person, "withdraw"), {"purpose": "directory"})

    assert consents.agreed(person) == {"processing", "photos"}


def test_withdraw_by_get_changes_nothing(client, person, link):
    client.get(link(person, "withdraw"), {"purpose": "photos"})

    assert consents.agreed(person) == ALL
