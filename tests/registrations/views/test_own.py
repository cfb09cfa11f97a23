"""The private page: seen, verified, accepted and cancelled by whoever has the link, and by nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from registrations.domain import lifecycle, tokens
from registrations.models import Registration, Token
from tests.factories import registered

State = Registration.State
STEPS = ["", "verify", "accept", "cancel", "edit"]


def words(response) -> str:
    """Return the page's text."""
    return response.content.decode()


@pytest.fixture
def unverified(symposium, agency_a):
    return registered(symposium, verified=False, delegation=agency_a, email="dara@agency.example")


@pytest.fixture
def offered(symposium, registrar):
    symposium.days.update(seats=1)
    first = registered(symposium)
    second = registered(symposium)
    lifecycle.cancel(first)
    second.refresh_from_db()
    assert second.state == State.OFFERED
    return second


def test_own_shows_state_and_data_to_the_link(client, participant_a, link):
    page = client.get(link(participant_a))
    assert page.status_code == 200
    for text in (
        "Your participation is confirmed.",
        "Agency A",
        "KEO Piseth",
        participant_a.reference,
        "piseth@agency-a.example",
        "012 345 678",
    ):
        assert text in words(page)


@pytest.mark.parametrize(
    ("language", "first", "second"), [("en", "Mr Major KEO Piseth", "កែវ ពិសិដ្ឋ"), ("km", "វរសេនីយ៍ត្រី កែវ ពិសិដ្ឋ", "KEO Piseth")]
)
def test_own_addresses_the_person_in_the_pages_language(client, participant_a, link, language, first, second):
    Registration.objects.filter(pk=participant_a.pk).update(rank="Major", name_khmer="កែវ ពិសិដ្ឋ")
    page = words(client.get(link(participant_a, language=language)))
    assert page.index(first) < page.index(second, page.index(first) + len(first))


def test_own_is_private(client, participant_a, link):
    page = client.get(link(participant_a))
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("state", State.values)
def test_own_says_each_state_in_words(client, symposium, link, state, language):
    until = timezone.now() + timedelta(hours=5) if state in (State.UNVERIFIED, State.OFFERED) else None
    registration = registered(symposium)
    by = "expired" if state == State.CANCELLED else ""
    Registration.objects.filter(pk=registration.pk).update(state=state, state_until=until, queued_at=timezone.now(), cancelled_by=by)
    page = client.get(link(registration, language=language))
    assert page.status_code == 200
    assert f'class="state {state}"' in words(page)
    assert ("Cancel my registration" in words(page)) is (state in Registration.LIVE and language == "en") or language == "km"


def test_own_says_the_place_in_the_queue(client, symposium, link):
    symposium.days.update(seats=0)
    registered(symposium)
    second = registered(symposium)
    assert "You are on the waiting list, place 2." in words(client.get(link(second)))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_opens_nothing_answers_the_same_page(client, participant_a, link, step, method):
    links = {name: link(participant_a, step) for name in ("revoked", "expired")}
    tokens.revoke_all(participant_a)
    expired = Token.objects.order_by("-pk").first()
    Token.objects.filter(pk=expired.pk).update(revoked_at=None, expires_at=timezone.now())
    links["unknown"] = link(participant_a, step).replace("registration/", "registration/x")
    pages = {name: getattr(client, method)(address) for name, address in links.items()}
    assert {page.status_code for page in pages.values()} == {404}
    assert {page["Cache-Control"] for page in pages.values()} == {"private, no-store"}
    same = {words(page).replace(links[name].split("/")[3], "") for name, page in pages.items()}
    assert len(same) == 1
    assert "This link is not valid" in same.pop()
    assert Registration.objects.get().state == State.CONFIRMED


def test_link_that_opens_nothing_leads_to_the_current_edition(client, symposium):
    symposium.is_current = True
    symposium.save()
    page = words(client.get("/en/registration/nothing/"))
    assert 'href="/en/2030/register/"' in page
    assert 'href="/en/2030/faq/ask/"' in page


def test_link_of_one_person_shows_nothing_of_another(client, participant_a, participant_b, link):
    page = words(client.get(link(participant_a)))
    assert participant_b.name_latin not in page
    assert participant_b.email not in page


def test_verify_by_post_confirms_the_address_once(client, unverified, link):
    address = link(unverified)
    assert "Confirm my address" in words(client.get(address))
    for says in ("Your address is confirmed.", None):
        answer = client.post(f"{address}verify/", follow=True)
        assert answer.redirect_chain == [(address, 303)]
        assert [str(message) for message in answer.context["messages"]] == ([f"Thank you. {says}"] if says else [])
    unverified.refresh_from_db()
    assert unverified.state == State.PENDING
    assert unverified.events.count() == 2


def test_verify_by_get_changes_nothing(client, unverified, link):
    assert client.get(link(unverified, "verify")).status_code == 303
    unverified.refresh_from_db()
    assert unverified.state == State.UNVERIFIED


def test_accept_takes_the_seat(client, offered, link):
    address = link(offered)
    assert "Take the seat" in words(client.get(address))
    said = [[str(message) for message in client.post(f"{address}accept/", follow=True).context["messages"]] for _click in range(2)]
    assert said == [["Thank you. The seat is yours."], []]
    offered.refresh_from_db()
    assert offered.state == State.PENDING


def test_accept_after_the_time_says_so(client, offered, link, time_machine):
    address = link(offered)
    time_machine.move_to(offered.state_until + timedelta(minutes=1))
    answer = client.post(f"{address}accept/", follow=True)
    assert "No seat is offered to you now." in words(answer)
    assert 'class="state cancelled"' in words(answer)


def test_cancel_asks_first(client, participant_a, link):
    page = client.get(link(participant_a, "cancel"))
    assert "Cancel your registration?" in words(page)
    participant_a.refresh_from_db()
    assert participant_a.state == State.CONFIRMED


def test_cancel_twice_cancels_once(client, participant_a, link):
    address = link(participant_a)
    mails = Email.objects.count()
    answers = [client.post(f"{address}cancel/", follow=True) for _tab in range(2)]
    assert [answer.redirect_chain for answer in answers] == [[(address, 303)]] * 2
    assert all("Your registration is cancelled." in words(answer) for answer in answers)
    participant_a.refresh_from_db()
    assert (participant_a.state, participant_a.cancelled_by) == (State.CANCELLED, "participant")
    assert Email.objects.count() == mails + 1


@pytest.mark.parametrize(("step", "says"), [("cancel", "There is nothing to cancel."), ("edit", "This registration has ended")])
def test_old_tab_after_cancelling_shows_a_clear_page(client, participant_a, link, step, says):
    lifecycle.cancel(participant_a)
    assert says in words(client.get(link(participant_a, step)))


def test_old_tab_of_a_declined_person_cancels_nothing(client, participant_a, registrar, link):
    lifecycle.decline(participant_a, by=registrar)
    answer = client.post(link(participant_a, "cancel"), follow=True)
    assert "there is nothing to cancel" in words(answer)
    participant_a.refresh_from_db()
    assert participant_a.state == State.DECLINED


@pytest.mark.parametrize("step", ["verify", "accept", "cancel", "edit"])
def test_steps_need_the_csrf_token(client, participant_a, link, step):
    client.handler.enforce_csrf_checks = True
    assert client.post(link(participant_a, step)).status_code == 403


def test_own_costs_few_queries(client, participant_a, link, django_assert_max_num_queries):
    address = link(participant_a)
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)
