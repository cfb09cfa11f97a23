"""Correcting one's own data by the private link."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from agenda.models import Symposium
from registrations.domain import consents
from registrations.models import Registration
from tests.factories import form_data, registered


@pytest.fixture
def dara(symposium, agency_a):
    return registered(symposium, delegation=agency_a, email="dara@agency.example", name_latin="SOK Dara")


@pytest.fixture
def corrected(symposium):
    """Return a function that returns what a browser posts from the correction form."""

    def data(**changes):
        registration_only = ("agency", "other_agency", "consent_processing", "submission")
        return {name: value for name, value in form_data(symposium, **changes).items() if name not in registration_only}

    return data


def test_edit_shows_what_is_kept(client, dara, link):
    page = client.get(link(dara, "edit"))
    text = page.content.decode()
    assert 'value="SOK Dara"' in text
    assert 'value="012 345 678"' in text
    assert "agency" not in page.context["form"].fields
    assert "consent_processing" not in page.context["form"].fields
    assert len(page.context["form"]["days"].value()) == 2


def test_edit_saves_and_says_so(client, dara, link, corrected):
    answer = client.post(link(dara, "edit"), corrected(position="Head", rank="Major", consent_directory="on"), follow=True)
    assert answer.redirect_chain[0][1] == 303
    assert "Saved." in answer.content.decode()
    dara.refresh_from_db()
    assert (dara.position, dara.rank) == ("Head", "Major")
    assert consents.agreed(dara) == {"processing", "directory"}


def test_edit_withdraws_a_consent(client, dara, link, corrected):
    address = link(dara, "edit")
    client.post(address, corrected(consent_photos="on"))
    client.post(address, corrected())
    assert consents.agreed(dara) == {"processing"}
    assert dara.consents.get(purpose="photos").withdrawn_at is not None


def test_edit_of_the_address_sends_a_new_link_there_and_closes_the_old_one(client, dara, link, corrected):
    address = link(dara, "edit")
    answer = client.post(address, corrected(email="new@agency.example"))
    assert (answer.status_code, answer["Location"]) == (303, "/en/2030/register/address-changed/")
    assert "opens nothing any more" in client.get(answer["Location"]).content.decode()
    assert client.get(address).status_code == 404
    assert Email.objects.order_by("-pk").first().to == ["new@agency.example"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"days": []}, "days"), ({"email": "no"}, "email"), ({"phone": "no"}, "phone"), ({"name_latin": "\x07"}, "name_latin")],
)
def test_edit_names_what_is_wrong_and_changes_nothing(client, dara, link, corrected, changes, field):
    answer = client.post(link(dara, "edit"), corrected(position="Head", **changes))
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Head"' in answer.content.decode()
    dara.refresh_from_db()
    assert dara.position == "Officer"


def test_edit_to_a_day_without_a_free_seat_says_so_and_keeps_the_old_one(client, symposium, link, corrected):
    first, second = symposium.days.all()
    dara = registered(symposium, days=[first], email="dara@agency.example")
    symposium.days.filter(pk=second.pk).update(seats=0)
    answer = client.post(link(dara, "edit"), corrected(days=[first.pk, second.pk], position="Head"))
    assert "No seat is free on" in answer.content.decode()
    dara.refresh_from_db()
    assert list(dara.days.all()) == [first]
    assert dara.position == "Officer"


def test_edit_to_somebody_elses_address_tells_nothing_of_him(client, dara, participant_b, link, corrected):
    answer = client.post(link(dara, "edit"), corrected(email=participant_b.email))
    assert (answer.status_code, answer["Location"]) == (303, "/en/2030/register/address-changed/")


def test_edit_after_the_time_for_changes_says_so(client, symposium, dara, link, corrected):
    Symposium.objects.filter(pk=symposium.pk).update(changes_until=timezone.now() - timedelta(hours=1))
    address = link(dara, "edit")
    assert "The time for changes is over." in client.get(address).content.decode()
    assert client.post(address, corrected(position="Head")).status_code == 409
    dara.refresh_from_db()
    assert dara.position == "Officer"


def test_edit_twice_makes_one_step_of_history(client, dara, link, corrected):
    address = link(dara, "edit")
    for _tab in range(2):
        client.post(address, corrected(position="Head"))
    assert Registration.objects.get().events.filter(what="corrected").count() == 1
