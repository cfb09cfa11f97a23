"""A symposium with two agencies, and the people whom every test of access knows by name."""

import pytest

from registrations.domain import tokens
from tests.factories import DelegationFactory, OrganisationFactory, RegistrationFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    """A public symposium in two months, open for registration."""
    return SymposiumFactory(slug="2030")


@pytest.fixture
def agency_a(symposium):
    """Agency A's delegation of ten seats, and its focal point."""
    return DelegationFactory(symposium=symposium, organisation=OrganisationFactory(slug="agency-a", name_en="Agency A", name_km="ស្ថាប័ន ក"))


@pytest.fixture
def agency_b(symposium):
    """Agency B's delegation of ten seats, and its focal point."""
    return DelegationFactory(symposium=symposium, organisation=OrganisationFactory(slug="agency-b", name_en="Agency B", name_km="ស្ថាប័ន ខ"))


@pytest.fixture
def participant_a(symposium, agency_a):
    """A confirmed participant of agency A."""
    return RegistrationFactory(symposium=symposium, delegation=agency_a, name_latin="KEO Piseth", email="piseth@agency-a.example")


@pytest.fixture
def participant_b(symposium, agency_b):
    """A confirmed participant of agency B."""
    return RegistrationFactory(symposium=symposium, delegation=agency_b, name_latin="LIM Sreymom", email="sreymom@agency-b.example")


@pytest.fixture
def link():
    """Return a function that makes a private link, or the link to one of its steps: link(registration, "edit")."""

    def make(registration, step: str = "", language: str = "en") -> str:
        return f"/{language}/registration/{tokens.mint(registration)}/" + (f"{step}/" if step else "")

    return make
