"""The desk's first page: what needs each of its readers now, and nothing that they may not see."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from agenda.domain.release import pending_changes, publish
from agenda.models import Session
from registrations.models import Question, Registration
from tests.conftest import signed_in
from tests.factories import DelegationFactory, OrganisationFactory, RegistrationFactory, RoomFactory, SessionFactory, SymposiumFactory

START = "/admin/"
ORGANISERS_QUERIES, REGISTRARS_QUERIES = 32, 11


@pytest.fixture
def symposium(db):
    """The current edition, published, with nothing to do."""
    return SymposiumFactory(is_current=True, slug="2030", name_en="Symposium", starts_on=date(2030, 12, 11))


@pytest.fixture
def work(symposium):
    """Something to do of every kind."""
    hall = RoomFactory(symposium=symposium, name_en="Hall A")
    for title in ("Opening", "Panel"):
        SessionFactory(symposium=symposium, title_en=title, kind="ceremony", room=hall)
    agency = DelegationFactory(symposium=symposium, organisation=OrganisationFactory(name_en="Agency A", acronym="AA"))
    since = datetime(2030, 1, 2, 5, tzinfo=ZoneInfo("UTC"))
    for number in range(3):
        RegistrationFactory(symposium=symposium, delegation=agency, state="pending", state_since=since + timedelta(days=number))
    RegistrationFactory(symposium=symposium, other_agency="Agency <i>", state="pending", state_since=since + timedelta(days=9))
    RegistrationFactory(symposium=symposium, delegation=agency, state="confirmed")
    Question.objects.create(symposium=symposium, email="a@b.example", language="en", text="Secret question?", asked_at=since)
    Email.objects.create(from_email="a@b.example", to=["c@d.example"], subject="S", status=STATUS.failed)
    return agency


def cards(client) -> dict[str, str]:
    """Return the text of each card by its title."""
    page = " ".join(client.get(START).content.decode().split())
    found = {}
    for part in page.split('<section class="desk-card')[1:]:
        title, _end, rest = part.partition("</h2>")
        found[title.rpartition(">")[2]] = rest.partition("</section>")[0].strip()
    return found


def colleague(django_user_model, *codenames):
    user = django_user_model.objects.create_user("colleague", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def test_organiser_is_told_all_that_waits(organiser_client, symposium, work):
    found = cards(organiser_client)

    assert list(found) == ["Publishing", "Checks", "The days", "Registrations to check", "People", "Questions", "Mail"]
    count = len(pending_changes(symposium).changes)
    assert f"<strong>{count} changes</strong> not published since Release 1" in found["Publishing"]
    assert reverse("admin:agenda_symposium_publish", args=[symposium.pk]) in found["Publishing"]
    assert "<strong>1 error</strong>" in found["Checks"]
    assert "“Opening” and “Panel” are both in Hall A" in found["Checks"]
    assert "2 sessions" in found["The days"]
    assert "<strong>1 question</strong> without an answer</a>, the first since 2030-01-02" in found["Questions"]
    assert "<strong>1 mail</strong> failed" in found["Mail"]
    assert "<strong>1 confirmed</strong>, 4 to be checked; 5 of 100 seats held" in found["People"]


def test_pending_registrations_are_counted_by_agency_and_lead_to_the_list(registrar_client, symposium, work):
    card = cards(registrar_client)["Registrations to check"]

    assert "<strong>4 wait to be checked</strong></a>, the first since 2030-01-02." in card
    addresses = [part.partition('"')[0].replace("&amp;", "&") for part in card.split('href="')[1:]]
    shown = [registrar_client.get(address).context["cl"].result_count for address in addresses]
    assert shown == [4, 3, 1]
    assert "<span>3</span>" in card
    assert card.index("Agency A (AA)") < card.index("Agencies that are not listed")
    assert "Agency <i>" not in card


@pytest.mark.parametrize("title", ["Questions", "Mail"])
def test_card_leads_to_the_list_of_what_it_counts(registrar_client, symposium, work, title):
    now = timezone.now()
    Question.objects.create(symposium=symposium, email="a@b.example", language="en", text="?", asked_at=now, answered_at=now)
    Email.objects.create(from_email="a@b.example", to=["c@d.example"], subject="S", status=STATUS.sent)
    address = cards(registrar_client)[title].split('href="')[1].partition('"')[0].replace("&amp;", "&")

    assert registrar_client.get(address).context["cl"].result_count == 1


def test_checks_lead_to_the_sessions_that_have_them(organiser_client, symposium, work):
    address = cards(organiser_client)["Checks"].split('href="')[1].partition('"')[0].replace("&amp;", "&")

    assert [session.title_en for session in organiser_client.get(address).context["cl"].result_list] == ["Opening", "Panel"]


def test_registrar_is_told_of_registrations_only(registrar_client, work):
    page = registrar_client.get(START).content.decode()

    assert list(cards(registrar_client)) == ["Registrations to check", "People", "Questions", "Mail"]
    assert "/admin/agenda/" not in page
    assert "Opening" not in page


@pytest.mark.parametrize(
    ("permission", "titles"),
    [
        ("view_session", ["Publishing", "Checks", "The days"]),
        ("view_registration", ["Registrations to check", "People"]),
        ("view_question", ["Questions"]),
        ("view_email", ["Mail"]),
        ("view_page", []),
    ],
)
def test_each_permission_shows_its_own_cards(django_user_model, work, permission, titles):
    assert list(cards(colleague(django_user_model, permission))) == titles


def test_who_may_not_publish_is_told_of_changes_without_the_button(django_user_model, work):
    card = cards(colleague(django_user_model, "view_session"))["Publishing"]

    assert "not published since Release 1" in card
    assert "href" not in card


def test_nothing_to_do_is_said(organiser_client, symposium):
    page = organiser_client.get(START).content.decode()
    found = cards(organiser_client)

    assert "desk-needs-you" not in page
    assert "All is published: Release 1" in found["Publishing"]
    assert "The checks found nothing wrong." in found["Checks"]
    assert "Nobody waits to be checked." in found["Registrations to check"]
    assert "All questions are answered." in found["Questions"]
    assert "No mail has failed." in found["Mail"]


def test_edition_that_was_never_published_is_said(organiser_client):
    SymposiumFactory(is_current=True, published=False)

    assert "Not published yet." in cards(organiser_client)["Publishing"]


def test_change_inside_a_closed_session_is_counted(organiser_client, symposium):
    organisation = OrganisationFactory()
    SessionFactory(symposium=symposium, tlp="amber").session_organisations.create(organisation=organisation)
    publish(symposium)
    organisation.website = "https://agency.example/"
    organisation.save()

    assert "<strong>1 change</strong> not published since Release 2" in cards(organiser_client)["Publishing"]


def test_start_page_stands_before_there_is_a_symposium(organiser_client, db):
    assert list(cards(organiser_client)) == ["Mail"]


def test_other_editions_are_not_counted(organiser_client, symposium):
    other = SymposiumFactory(starts_on=date(2031, 1, 1))
    SessionFactory(symposium=other, title_en="Elsewhere", title_km="")
    RegistrationFactory(symposium=other, state="pending")
    Question.objects.create(symposium=other, email="a@b.example", language="en", text="?", asked_at=timezone.now())

    assert "desk-needs-you" not in organiser_client.get(START).content.decode()
    assert "Elsewhere" not in str(cards(organiser_client))


def test_red_sessions_are_not_quoted(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, title_en="Secret operation", title_km="", tlp="red")

    page = organiser_client.get(START).content.decode()

    assert "Secret operation" not in page
    assert f"TLP:RED session {session.code}" in page


@pytest.mark.parametrize("count", [10, 200])
def test_page_asks_the_same_number_of_queries_for_many_rows(
    organiser_client, registrar_client, symposium, count, django_assert_num_queries
):
    day, hall = symposium.days.first(), RoomFactory(symposium=symposium)
    when = {"state_since": timezone.now(), "created_at": timezone.now()}
    Session.objects.bulk_create(SessionFactory.build(symposium=symposium, day=day, room=hall) for _number in range(count))
    for _number in range(count // 10):
        agency = DelegationFactory(symposium=symposium)
        Registration.objects.bulk_create(
            Registration(symposium=symposium, delegation=agency, state="pending", reference=f"{agency.pk}-{number}", **when)
            for number in range(10)
        )
    for client, queries in ((organiser_client, ORGANISERS_QUERIES), (registrar_client, REGISTRARS_QUERIES)):
        client.get(START)
        with django_assert_num_queries(queries):
            client.get(START)
