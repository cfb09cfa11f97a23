from datetime import UTC, datetime, timedelta

import pytest

from registrations.domain.limits import Limit, allow, forget_old_tries
from registrations.models import TryCount

pytestmark = pytest.mark.django_db
THREE = Limit("for the test", 3)
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def test_limit_refuses_the_try_after_the_last():
    assert [allow(THREE, "192.0.2.1", NOON) for _try in range(5)] == [True, True, True, False, False]


def test_limit_counts_each_target_and_each_kind_by_itself():
    for _try in range(3):
        allow(THREE, "192.0.2.1", NOON)

    assert allow(THREE, "192.0.2.2", NOON)
    assert allow(Limit("another", 3), "192.0.2.1", NOON)


def test_limit_ends_with_its_window():
    for _try in range(4):
        allow(THREE, "192.0.2.1", NOON)

    assert not allow(THREE, "192.0.2.1", NOON + timedelta(minutes=59))
    assert allow(THREE, "192.0.2.1", NOON + timedelta(minutes=60))


def test_limit_keeps_no_address():
    allow(THREE, "dara@agency.example", NOON)

    assert "dara" not in str(TryCount.objects.values().get())


def test_limit_can_be_turned_off(settings):
    settings.RATELIMIT_ENABLE = False

    assert all(allow(THREE, "192.0.2.1", NOON) for _try in range(10))
    assert not TryCount.objects.exists()


def test_old_tries_are_forgotten():
    allow(THREE, "192.0.2.1", NOON)
    allow(THREE, "192.0.2.1", NOON + timedelta(days=2))

    assert forget_old_tries(NOON + timedelta(days=2)) == 1
