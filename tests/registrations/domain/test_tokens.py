"""Secrets of private links."""

from datetime import datetime, timedelta

import pytest

from registrations.domain import tokens
from registrations.models import Token
from tests.factories import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    return RegistrationFactory()


def test_secret_opens_its_registration(registration, django_assert_num_queries):
    secret = tokens.mint(registration)

    with django_assert_num_queries(1):
        opened = tokens.open_(secret)
        assert opened.delegation.organisation.slug
        assert opened.symposium.slug

    assert opened == registration


def test_secret_is_long_and_kept_as_a_digest_only(registration):
    secrets = {tokens.mint(registration) for _mail in range(3)}

    assert min(map(len, secrets)) >= 43  # 256 bits in base 64
    assert not Token.objects.filter(digest__in=secrets).exists()
    assert len(secrets) == Token.objects.count() == 3


@pytest.mark.parametrize("secret", ["", "unknown", "é" * 40, "x" * 5000, "\x00"])
def test_unknown_secret_opens_nothing(registration, secret):
    tokens.mint(registration)

    assert tokens.open_(secret) is None


def test_revoked_secrets_open_nothing(registration):
    secrets = [tokens.mint(registration) for _mail in range(2)]

    assert tokens.revoke_all(registration) == 2

    assert [tokens.open_(secret) for secret in secrets] == [None, None]
    assert tokens.open_(tokens.mint(registration)) == registration


def test_secret_ends_thirty_days_after_the_last_day(registration):
    secret, symposium = tokens.mint(registration), registration.symposium
    end = datetime.combine(symposium.ends_on + timedelta(days=31), datetime.min.time(), symposium.zone)

    assert tokens.open_(secret, at=end - timedelta(seconds=1)) == registration
    assert tokens.open_(secret, at=end) is None


def test_secret_opens_for_its_purpose_only(registration):
    assert tokens.open_(tokens.mint(registration), "delegation") is None
