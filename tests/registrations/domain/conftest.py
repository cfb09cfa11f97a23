"""What the tests of the domain share: a symposium with two seats a day, and the time."""

import pytest
from django.utils import timezone

from tests.factories import SymposiumFactory


@pytest.fixture
def symposium(db):
    """A symposium with two seats on each day."""
    return SymposiumFactory(seats=2)


@pytest.fixture
def now():
    """One time for all that a test does."""
    return timezone.now()
