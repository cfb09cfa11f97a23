"""The page that makes a new edition from an old one."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agenda.models import Symposium
from tests.agenda.admin.browsing import submit
from tests.conftest import signed_in
from tests.factories import SessionFactory


@pytest.fixture
def address(symposium):
    SessionFactory(symposium=symposium)
    return reverse("admin:agenda_symposium_new_edition", args=[symposium.pk])


@pytest.mark.parametrize("ticked", [True, False])
def test_organiser_makes_a_new_edition(organiser_client, symposium, agency_a, address, ticked):
    values = {"slug": "2031", "starts_on": "2031-03-04"} | ({"delegations": "on"} if ticked else {})

    response = submit(organiser_client, address, "edition_form", **values)

    made = Symposium.objects.get(slug="2031")
    assert response.url == reverse("admin:agenda_symposium_change", args=[made.pk])
    assert (made.name_en, made.name_km, made.starts_on) == (symposium.name_en, symposium.name_km, date(2031, 3, 4))
    assert (made.sessions.count(), made.delegations.count()) == (1, int(ticked))
    assert "with 1 sessions" not in organiser_client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"slug": "2030"}, "Symposium with this Slug already exists."),
        ({"slug": "admin"}, "another page in the site"),
        ({"slug": ""}, "This field is required."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"name_en": "", "name_km": ""}, "Write this text in English or in Khmer"),
        ({"delegations": "on"}, "more seats than a day has"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(organiser_client, symposium, agency_a, address, values, reason):
    symposium.days.update(seats=5)

    response = submit(organiser_client, address, "edition_form", **{"slug": "2031", "starts_on": "2031-03-04"} | values)

    assert response.status_code == 200
    assert reason in response.content.decode().replace("&#x27;", "'")
    assert Symposium.objects.count() == 1


def test_delegations_are_offered_to_those_who_may_add_them(django_user_model, symposium, address):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(content_type__app_label="agenda"))

    assert 'name="delegations"' not in signed_in(editor).get(address).content.decode()


def test_button_is_shown_to_those_who_may(organiser_client, django_user_model, symposium, address):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_symposium"))
    page = reverse("admin:agenda_symposium_change", args=[symposium.pk])

    assert address in organiser_client.get(page).content.decode()
    assert address not in signed_in(reader).get(page).content.decode()
    assert signed_in(reader).get(address).status_code == 403
