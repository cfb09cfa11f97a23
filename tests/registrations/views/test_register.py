"""The registration form: two requests for a sign-up, and a clear word for everything that can go wrong."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from agenda.models import Symposium
from registrations.models import Consent, Registration
from tests.factories import DelegationFactory, SymposiumFactory, form_data, registered

URL = "/en/2030/register/"
KHMER = "/km/2030/register/"


def without_token(response) -> str:
    """Return a page without what differs with every answer."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'name="submission" value="[^"]+"', "", text)


def test_register_shows_the_groups_and_fields(client, symposium, agency_a):
    page = client.get(URL)
    assert page.status_code == 200
    names = set(re.findall(r'name="(\w+)"', page.content.decode())) - {"csrfmiddlewaretoken", "viewport", "register"}
    assert names - {"theme-color"} == {
        *("submission", "agency", "other_agency", "honorific", "rank", "name_latin", "name_khmer", "position", "email", "phone", "days"),
        *("access_needs", "diet", "language", "consent_processing", "consent_photos", "consent_directory"),
    }
    assert 'aria-current="page"' in page.content.decode()


def test_register_makes_a_registration_and_one_mail(client, symposium, agency_a):
    answer = client.post(URL, form_data(symposium, agency=agency_a.pk, consent_photos="on"))
    assert (answer.status_code, answer["Location"]) == (303, "/en/2030/register/sent/")
    registration = Registration.objects.get()
    assert registration.delegation == agency_a
    assert registration.other_agency == ""
    assert registration.state == Registration.State.UNVERIFIED
    assert registration.phone == "+85512345678"
    assert registration.days.count() == 2
    assert set(registration.consents.values_list("purpose", flat=True)) == {Consent.Purpose.PROCESSING, Consent.Purpose.PHOTOS}
    assert Email.objects.get().to == ["dara@agency.example"]


def test_register_takes_an_agency_that_is_not_listed(client, symposium):
    client.post(URL, form_data(symposium, other_agency="Bank of Somewhere"))
    assert Registration.objects.get().other_agency == "Bank of Somewhere"


def test_register_in_khmer_proposes_mails_in_khmer(client, symposium):
    page = client.get(KHMER)
    assert re.search(r'<input[^>]*name="language"[^>]*value="km"[^>]*checked', page.content.decode())


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"agency": ""}, "agency", "Choose your agency"),
        ({"agency": "999999"}, "agency", "Choose an agency from the list"),
        ({"agency": "other", "other_agency": " "}, "other_agency", "Write the name of your agency"),
        ({"honorific": ""}, "honorific", "Choose how you are addressed"),
        ({"honorific": "king"}, "honorific", "Choose from the list"),
        ({"name_latin": ""}, "name_latin", "Please fill in this field"),
        ({"name_latin": "សុខ ដារ៉ា"}, "name_latin", "Use Latin letters only"),
        ({"name_latin": "SOK\x00 Dara"}, "name_latin", "a character here that cannot be shown"),
        ({"name_latin": "S" * 121}, "name_latin", "at most 120 characters"),
        ({"name_khmer": "Sok Dara"}, "name_khmer", "Use Khmer letters only"),
        ({"position": ""}, "position", "Please fill in this field"),
        ({"position": "Head\u202e of unit"}, "position", "a character here that cannot be shown"),
        ({"position": "x" * 201}, "position", "at most 200 characters"),
        ({"email": "dara.sok@"}, "email", "Write the whole address, for example name@agency.gov.kh"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email", "Write the whole address"),
        ({"phone": "12"}, "phone", "Write the whole number, for example 012 345 678"),
        ({"days": []}, "days", "Choose at least one day"),
        ({"days": ["999999"]}, "days", "Choose from the days of this symposium"),
        ({"days": ["tomorrow"]}, "days", "Choose from the days of this symposium"),
        ({"access_needs": "x" * 501}, "access_needs", "at most 500 characters"),
        ({"diet": "x" * 201}, "diet", "at most 200 characters"),
        ({"language": "fr"}, "language", "Choose a language"),
        ({"consent_processing": None}, "consent_processing", "Without this consent we cannot register you"),
    ],
)
def test_register_names_what_is_wrong_keeps_what_was_typed_and_writes_nothing(client, symposium, changes, field, says):
    answer = client.post(URL, form_data(symposium, **{"diet": "vegetarian", **changes}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert len(answer.context["form"].errors[field]) == 1
    text = answer.content.decode()
    assert says in text
    assert f'id="id_{field}_error"' in text
    assert changes.get("diet") or 'value="vegetarian"' in text
    assert (Registration.objects.count(), Email.objects.count()) == (0, 0)


def test_register_lists_all_that_is_wrong_in_the_order_of_the_page(client, symposium):
    page = client.post(URL, {"email": "dara"}).content.decode()
    summary = page.partition('role="alert"')[2].partition("</ul>")[0]
    links = re.findall(r'href="#(?:id|div_id)_(\w+)"', summary)
    assert links == ["agency", "honorific", "name_latin", "position", "email", "phone", "days", "language", "consent_processing"]
    assert all(f'id="id_{name}"' in page or f'id="div_id_{name}"' in page for name in links)


def test_register_refuses_another_symposiums_delegation_and_day(client, symposium):
    other = DelegationFactory(symposium=SymposiumFactory())
    forged = form_data(symposium, agency=other.pk, days=[day.pk for day in other.symposium.days.all()])
    assert set(client.post(URL, forged).context["form"].errors) == {"agency", "days"}
    assert not Registration.objects.exists()


def test_register_takes_a_missing_or_broken_submission_number(client, symposium):
    client.post(URL, form_data(symposium, submission=None))
    client.post(URL, form_data(symposium, submission="broken", email="other@agency.example"))
    assert Registration.objects.filter(submission__isnull=False).count() == 2


def test_register_twice_by_a_double_click_makes_one_registration_and_one_mail(client, symposium):
    data = form_data(symposium)
    answers = [client.post(URL, data) for _click in range(2)]
    assert [answer["Location"] for answer in answers] == ["/en/2030/register/sent/"] * 2
    assert (Registration.objects.count(), Email.objects.count()) == (1, 1)


def test_register_answers_a_registered_address_like_a_new_one(client, symposium):
    registered(symposium, email="known@agency.example")
    answers = [client.post(URL, form_data(symposium, email=email), follow=True) for email in ("new@agency.example", "KNOWN@agency.example")]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert without_token(answers[0]) == without_token(answers[1])
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert Registration.objects.count() == 2


def test_register_names_a_wrong_field_of_a_registered_address_no_differently(client, symposium):
    registered(symposium, email="known@agency.example")
    pages = [client.post(URL, form_data(symposium, email=email, days=[])) for email in ("newer@agency.example", "known@agency.example")]
    assert without_token(pages[0]).replace("newer@", "known@") == without_token(pages[1])


def test_register_without_a_free_seat_says_the_place_in_the_queue(client, symposium):
    symposium.days.update(seats=1)
    registered(symposium)
    registered(symposium)
    answer = client.post(URL, form_data(symposium), follow=True)
    assert answer.redirect_chain[0][1] == 303
    assert "You are on the waiting list, place 2." in answer.content.decode()
    assert Registration.objects.get(email="dara@agency.example").state == Registration.State.WAITLISTED


def test_register_without_a_free_seat_answers_a_registered_address_like_a_new_one(client, symposium):
    symposium.days.update(seats=1)
    registered(symposium, email="known@agency.example")
    known = client.post(URL, form_data(symposium, email="known@agency.example"), follow=True)
    new = client.post(URL, form_data(symposium, email="new@agency.example"), follow=True)
    assert "place 1." in known.content.decode()
    # The address in the page of the other language is signed with the time, and so differs between any two answers.
    unsigned = [re.sub(r"waiting=[^\"]+", "", without_token(page)) for page in (known, new)]
    assert unsigned[0] == unsigned[1]


@pytest.mark.parametrize("signed", ["", "forged", "WzEsIDFd:1abc:forged"])
def test_sent_says_nothing_of_a_queue_for_a_forged_place(client, symposium, signed):
    page = client.get("/en/2030/register/sent/", {"waiting": signed})
    assert page.status_code == 200
    assert "waiting list" not in page.content.decode()


def test_sent_forgets_an_old_place(client, symposium, time_machine):
    symposium.days.update(seats=0)
    address = client.post(URL, form_data(symposium))["Location"]
    assert "place 1." in client.get(address).content.decode()
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert client.get(address).context["place"] is None


def test_sent_says_nothing_of_another_symposiums_queue(client, symposium):
    symposium.days.update(seats=0)
    query = client.post(URL, form_data(symposium))["Location"].partition("?")[2]
    other = SymposiumFactory()
    assert client.get(f"/en/{other.slug}/register/sent/?{query}").context["place"] is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"registration_opens": None}, "Registration is not yet open."),
        ({"registration_opens": timezone.now() + timedelta(days=5)}, "Registration opens on"),
        ({"registration_closes": timezone.now() - timedelta(hours=1)}, "Registration is closed."),
        ({"state": Symposium.State.ARCHIVED}, "This symposium is over."),
    ],
)
def test_register_says_why_there_is_no_form_and_refuses_one_that_is_sent(client, symposium, changes, says):
    Symposium.objects.filter(pk=symposium.pk).update(**changes)
    page = client.get(URL)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert "form" not in page.context
    refused = client.post(URL, form_data(symposium))
    assert refused.status_code == 409
    assert says in refused.content.decode()
    assert not Registration.objects.exists()


def test_register_of_an_archived_symposium_leads_to_the_current_one(client, symposium):
    Symposium.objects.filter(pk=symposium.pk).update(state=Symposium.State.ARCHIVED)
    SymposiumFactory(slug="2031", is_current=True)
    assert 'href="/en/2031/register/"' in client.get(URL).content.decode()


@pytest.mark.parametrize("slug", ["unknown", "draft", "unpublished"])
def test_register_is_not_found_for_a_symposium_that_nobody_may_see(client, db, slug):
    SymposiumFactory(slug="draft", state=Symposium.State.DRAFT)
    SymposiumFactory(slug="unpublished", published=False)
    assert client.get(f"/en/{slug}/register/").status_code == 404
    assert client.post(f"/en/{slug}/register/", {}).status_code == 404


def test_register_names_agencies_as_they_are_published(client, symposium, agency_a):
    parent = agency_a.organisation
    department = DelegationFactory(symposium=symposium, organisation__name_en="Cyber Unit", organisation__parent=parent)
    page = client.get(URL).content.decode()
    assert re.search(rf'<option value="{department.pk}">Agency A: Cyber Unit</option>', page)
    assert '<optgroup label="Police">' in page
    assert page.index("Agency A") < page.index("My agency is not listed")


def test_register_marks_agencies_that_are_filling_up_or_full(client, symposium, agency_a, agency_b):
    agency_a.seats = 0
    agency_a.save()
    agency_b.seats = 4
    agency_b.save()
    for _number in range(3):
        registered(symposium, delegation=agency_b)
    page = client.get(URL).content.decode()
    assert "Agency A – full: waiting list" in page
    assert "Agency B – filling up" in page


def test_register_offers_no_day_of_the_draft(client, symposium):
    symposium.days.create(date=symposium.ends_on + timedelta(days=1), seats=10)
    assert len(client.get(URL).context["form"].fields["days"].queryset) == 2


def test_register_costs_the_same_queries_for_one_and_for_twenty_agencies(client, symposium, django_assert_num_queries):
    DelegationFactory(symposium=symposium)
    client.get(URL)
    with django_assert_num_queries(8):
        client.get(URL)
    DelegationFactory.create_batch(19, symposium=symposium)
    with django_assert_num_queries(8):
        client.get(URL)


def test_register_needs_the_csrf_token(symposium, client):
    client.handler.enforce_csrf_checks = True
    assert client.post(URL, form_data(symposium)).status_code == 403
    assert not Registration.objects.exists()


def test_register_pages_are_never_kept_by_a_proxy(client, symposium):
    for address in (URL, reverse("registrations:sent", args=["2030"])):
        assert "private" in client.get(address)["Cache-Control"]


def test_register_gives_each_form_its_own_number(client, symposium):
    numbers = {client.get(URL).context["form"]["submission"].value() for _time in range(2)}
    assert len(numbers) == 2
    assert all(uuid.UUID(str(number)) for number in numbers)
