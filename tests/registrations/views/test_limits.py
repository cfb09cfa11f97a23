"""Too many tries: a clear message, nothing written, what was typed kept."""

import pytest

from registrations.domain import limits
from registrations.models import Question, Registration
from tests.factories import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_at_most(monkeypatch):
    for name in ("SIGN_UPS_FROM_A_PLACE", "QUESTIONS_FROM_A_PLACE"):
        monkeypatch.setattr(limits, name, limits.Limit(name, 2))


def test_register_after_too_many_tries_says_so_and_keeps_what_was_typed(client, symposium):
    address = f"/en/{symposium.slug}/register/"
    for number in range(2):
        client.post(address, form_data(symposium, email=f"person{number}@agency.example"))

    response = client.post(address, form_data(symposium, email="third@agency.example"))

    assert response.status_code == 429
    assert "There were too many attempts." in response.content.decode()
    assert "third@agency.example" in response.content.decode()
    assert Registration.objects.count() == 2


def test_register_counts_no_form_with_errors(client, symposium):
    address = f"/en/{symposium.slug}/register/"
    for _number in range(3):
        client.post(address, form_data(symposium, email="nobody@"))

    assert client.post(address, form_data(symposium)).status_code == 303


def test_register_counts_each_place_that_the_proxy_names(client, symposium, settings):
    settings.CLIENT_ADDRESS_HEADER = "X-Real-IP"
    address = f"/en/{symposium.slug}/register/"

    statuses = [
        client.post(
            address, form_data(symposium, email=f"p{number}@agency.example"), headers={"X-Real-IP": f"192.0.2.{number}"}
        ).status_code
        for number in range(4)
    ]

    assert statuses == [303] * 4


def test_register_trusts_no_header_without_a_proxy(client, symposium):
    address = f"/en/{symposium.slug}/register/"

    statuses = [
        client.post(
            address, form_data(symposium, email=f"p{number}@agency.example"), headers={"X-Real-IP": f"192.0.2.{number}"}
        ).status_code
        for number in range(3)
    ]

    assert statuses == [303, 303, 429]


def test_sign_ups_of_one_address_are_limited_wherever_they_come_from(client, symposium, monkeypatch):
    monkeypatch.setattr(limits, "SIGN_UPS_FROM_A_PLACE", limits.Limit("place", 100))
    address = f"/en/{symposium.slug}/register/"

    statuses = [client.post(address, form_data(symposium)).status_code for _try in range(limits.SIGN_UPS_OF_AN_ADDRESS.most + 1)]

    assert statuses == [303] * limits.SIGN_UPS_OF_AN_ADDRESS.most + [429]


def test_ask_after_too_many_tries_says_so(client, symposium):
    address = f"/en/{symposium.slug}/faq/ask/"
    statuses = [client.post(address, {"email": "asker@agency.example", "text": "Where?"}).status_code for _try in range(3)]

    assert statuses == [303, 303, 429]
    assert Question.objects.count() == 2
