"""The registrars' list and page of registrations."""

import re

import pytest
from post_office.models import Email

from registrations.domain import lifecycle
from registrations.models import Registration
from tests.factories import DelegationFactory, RegistrationFactory, SymposiumFactory, registered

LIST = "/admin/registrations/registration/"
State = Registration.State


def page_of(registration) -> str:
    return f"{LIST}{registration.pk}/change/"


def decide(registration, decision: str) -> str:
    return f"{LIST}{registration.pk}/decide/{decision}/"


def chosen(people, action: str, **more) -> dict:
    return {"action": action, "_selected_action": [person.pk for person in people], **more}


def posted(page, **changes) -> dict:
    """Return what a browser posts from a change form that was opened."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return {name: "" if value is None else value for name, value in {**data, **changes}.items()}


@pytest.fixture
def pending(symposium, agency_a):
    return registered(symposium, delegation=agency_a, name_latin="SOK Dara", email="dara@agency.example")


def test_list_shows_people_with_agency_and_days(registrar_client, pending):
    text = registrar_client.get(LIST).content.decode()
    for shown in (
        pending.reference,
        "SOK Dara",
        "Agency A",
        "Being checked",
        ", ".join(f"{day.date:%d\u00a0%b}" for day in pending.days.all()),
    ):
        assert shown in text


@pytest.mark.parametrize("typed", ["sok dara", "សុខ\u200b ដារ៉ា", "DARA@agency", '"agency a"', "8551234"])
def test_list_is_searched_in_normal_form(registrar_client, symposium, agency_a, participant_b, typed):
    RegistrationFactory(symposium=symposium, delegation=agency_a, name_latin="SOK Dara", name_khmer="សុខ ដារ៉ា", email="dara@agency.example")
    Registration.objects.filter(pk=participant_b.pk).update(search_key="lim sreymom")
    found = registrar_client.get(LIST, {"q": typed}).context["cl"].result_list
    assert [person.name_latin for person in found] == ["SOK Dara"]


@pytest.mark.parametrize("parameter", ["state__exact", "day", "delegation", "delegation__organisation__kind__exact", "origin__exact"])
def test_list_is_filtered(registrar_client, symposium, pending, participant_b, parameter):
    DelegationFactory(symposium=symposium, organisation__kind="ngo")
    pending.days.set(symposium.days.all()[:1])
    Registration.objects.filter(pk=participant_b.pk).update(origin="desk")
    participant_b.delegation.organisation.kind = "ngo"
    participant_b.delegation.organisation.save()
    participant_b.days.set(symposium.days.all()[1:])
    value = {
        "state__exact": "pending",
        "day": symposium.days.first().pk,
        "delegation": pending.delegation_id,
        "delegation__organisation__kind__exact": "police",
        "origin__exact": "form",
    }[parameter]
    assert list(registrar_client.get(LIST, {parameter: value}).context["cl"].result_list) == [pending]


def test_list_begins_with_the_current_edition(registrar_client, symposium, pending):
    registered(SymposiumFactory())
    symposium.is_current = True
    symposium.save()
    assert list(registrar_client.get(LIST).context["cl"].result_list) == [pending]


@pytest.mark.parametrize("count", [10, 200])
def test_list_costs_the_same_queries_for_ten_and_for_two_hundred(
    registrar_client, symposium, agency_a, agency_b, count, django_assert_num_queries
):
    for number in range(count):
        RegistrationFactory(symposium=symposium, delegation=(agency_a, agency_b)[number % 2])
    registrar_client.get(LIST)
    with django_assert_num_queries(14):
        assert registrar_client.get(LIST).status_code == 200


def test_nobody_adds_or_deletes_a_registration(organiser_client, pending):
    assert organiser_client.get(f"{LIST}add/").status_code == 403
    assert organiser_client.post(f"{LIST}{pending.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(("action", "state", "kind"), [("confirm", State.CONFIRMED, "confirmed"), ("decline", State.DECLINED, "declined")])
def test_action_asks_first_and_then_mails_each_person_once(registrar_client, symposium, agency_a, action, state, kind):
    people = [registered(symposium, delegation=agency_a) for _number in range(3)]
    mails = Email.objects.count()
    asked = registrar_client.post(LIST, chosen(people[:2], action, index=0))
    assert asked.status_code == 200
    assert all(person.reference in asked.content.decode() for person in people[:2])
    assert people[2].reference not in asked.content.decode()
    assert Registration.objects.filter(state=State.PENDING).count() == 3
    answer = registrar_client.post(LIST, chosen(people[:2], action, decided="yes", reason="Too late"), follow=True)
    assert "2 people decided on." in answer.content.decode()
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [state, state, State.PENDING]
    assert Email.objects.count() == mails + 2
    assert people[0].mails.filter(kind=kind).count() == 1
    assert people[0].events.last().by.username == "registrar"


def test_decline_with_a_reason_that_is_no_text_asks_again(registrar_client, pending):
    answer = registrar_client.post(decide(pending, "decline"), {"decided": "yes", "reason": "a\x00b"})
    assert "a character here that cannot be shown" in answer.content.decode()
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_confirm_tells_for_whom_it_was_not_possible_and_who_was_so_already(registrar_client, symposium, participant_a, pending):
    cancelled = registered(symposium)
    lifecycle.cancel(cancelled)
    mails = Email.objects.count()
    text = registrar_client.post(LIST, chosen([participant_a, pending, cancelled], "confirm", decided="yes"), follow=True).content.decode()
    assert "1 person decided on." in text
    assert "1 was so already" in text
    assert f"{cancelled.reference} {cancelled.name_latin} is no longer registered." in text
    assert Email.objects.count() == mails + 1


def test_confirm_of_somebody_who_waits_is_in_advance(registrar_client, symposium):
    symposium.days.update(seats=0)
    waiting = registered(symposium)
    text = registrar_client.post(decide(waiting, "confirm"), {"decided": "yes"}, follow=True).content.decode()
    assert "State now: On the waiting list." in text
    waiting.refresh_from_db()
    assert waiting.vetted_at is not None


def test_decision_of_one_person_by_get_changes_nothing(registrar_client, pending):
    page = registrar_client.get(decide(pending, "confirm"))
    assert "Confirm these people?" in page.content.decode()
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_decision_with_a_reason_stands_in_the_mail_and_the_history(registrar_client, pending):
    registrar_client.post(decide(pending, "decline"), {"decided": "yes", "reason": "Your agency & its {{ seats }}"})
    assert "Your agency & its {{ seats }}" in pending.mails.get(kind="declined").email.message
    assert "Your agency &amp; its {{ seats }}" in registrar_client.get(page_of(pending)).content.decode()


@pytest.mark.parametrize("address", ["999999/decide/confirm/", "{pk}/decide/forget/"])
def test_decision_on_nobody_or_of_no_kind_is_not_found(registrar_client, pending, address):
    assert registrar_client.post(LIST + address.format(pk=pending.pk), {"decided": "yes"}).status_code == 404


def test_page_shows_history_consents_and_mails_without_the_private_link(registrar_client, pending):
    text = registrar_client.get(page_of(pending)).content.decode()
    for shown in ("verified", "Processing of the registration", pending.mails.first().email.subject):
        assert shown in text
    secret = re.search(r"/registration/([\w-]{20,})/", pending.mails.first().email.message).group(1)
    assert secret not in text
    assert f"{LIST}{pending.pk}/decide/confirm/" in text
    assert f"{LIST}{pending.pk}/decide/decline/" in text


def test_page_corrects_through_the_lifecycle(registrar_client, pending):
    page = registrar_client.get(page_of(pending))
    first = pending.days.first()
    data = posted(page, name_latin="SOK  Dararith", phone="០១២ ៣៤៥ ៦៧៩", days=[first.pk], email="new@agency.example", state="confirmed")
    answer = registrar_client.post(page_of(pending), data, follow=True)
    assert answer.redirect_chain
    pending.refresh_from_db()
    assert (pending.name_latin, pending.phone, pending.email) == ("SOK Dararith", "+85512345679", "new@agency.example")
    assert list(pending.days.all()) == [first]
    assert pending.state == State.PENDING
    assert pending.events.last().what == "corrected"
    assert pending.mails.first().kind == "verify-address"


def test_page_names_a_wrong_field_and_changes_nothing(registrar_client, pending):
    page = registrar_client.get(page_of(pending))
    answer = registrar_client.post(page_of(pending), posted(page, phone="12", name_latin="", days=[], email=""))
    assert set(answer.context["adminform"].form.errors) == {"phone", "name_latin", "days", "email"}


def test_page_refuses_a_day_without_a_seat(registrar_client, symposium):
    first, second = symposium.days.all()
    person = registered(symposium, days=[first], name_latin="SOK Dara")
    symposium.days.filter(pk=second.pk).update(seats=0)
    page = registrar_client.get(page_of(person))
    answer = registrar_client.post(page_of(person), posted(page, days=[first.pk, second.pk], position="Head"), follow=True)
    assert "No seat is free on" in answer.context["adminform"].form.errors["days"][0]
    assert 'value="Head"' in answer.content.decode()
    person.refresh_from_db()
    assert (person.position, list(person.days.all())) == ("Officer", [first])


def test_page_of_somebody_who_cancelled_is_read_only(registrar_client, pending):
    lifecycle.cancel(pending)
    page = registrar_client.get(page_of(pending))
    assert page.context["adminform"].form.fields == {}
    assert "/decide/" not in page.content.decode()
