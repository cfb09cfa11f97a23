"""Putting back at the desk: the page shows what is discarded, one click does it, and publishing is another step."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import Session
from tests.agenda.admin.browsing import form_values, submit
from tests.conftest import signed_in
from tests.factories import OrganisationFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False, slug="2022")


@pytest.fixture
def release(symposium):
    """A release of two sessions, both edited since, with a third one added since."""
    rows = [SessionFactory(symposium=symposium, title_en=title, title_km="") for title in ("Opening", "Closing")]
    made = publish(symposium)
    for row in rows:
        row.title_en = f"Edited {row.title_en.lower()}"
        row.save()
    SessionFactory(symposium=symposium, title_en="Added")
    return made


def address(release, session=None):
    page = reverse("admin:agenda_programmerelease_put_back", args=[release.pk])
    return f"{page}?session={session.uuid}" if session else page


def text_of(response):
    return " ".join(response.content.decode().split())


def titles():
    return sorted(Session.objects.values_list("title_en", "state"))


def test_page_shows_what_is_discarded(organiser_client, release):
    page = text_of(organiser_client.get(address(release)))

    assert ">Edited opening</a>: title changed from “Edited opening” to “Opening”" in page
    assert ">Added</a>: not in Release 1, is cancelled" in page
    assert titles()[0] == ("Added", "confirmed")


def test_one_click_puts_the_release_back_into_the_draft_only(organiser_client, client, release):
    response = submit(organiser_client, address(release), "put_back_form")

    assert titles() == [("Added", "cancelled"), ("Closing", "confirmed"), ("Opening", "confirmed")]
    page = text_of(organiser_client.get(response.url))
    assert "The whole programme of release 1 is put back into the draft. Readers see it once you publish." in page
    assert LogEntry.objects.get().get_change_message() == "Put back into the draft: the whole programme."
    assert release.symposium.releases.count() == 1


def test_one_session_is_put_back_from_its_line(organiser_client, release):
    session = Session.objects.get(title_en="Edited opening")
    assert address(release, session) in text_of(organiser_client.get(address(release)))

    page = text_of(organiser_client.get(address(release, session)))
    submit(organiser_client, address(release, session), "put_back_form")

    assert "Edited closing" not in page
    assert titles() == [("Added", "confirmed"), ("Edited closing", "confirmed"), ("Opening", "confirmed")]


def test_draft_edited_meanwhile_is_said_and_kept(organiser_client, release):
    values = form_values(organiser_client.get(address(release)), "put_back_form")
    Session.objects.filter(title_en="Added").update(title_en="Edited by a colleague")

    page = organiser_client.post(address(release), values)

    assert "Somebody has edited the programme since you opened this page. Nothing was put back." in text_of(page)
    assert ("Edited by a colleague", "confirmed") in titles()


def test_nothing_to_put_back_is_said_and_has_no_button(organiser_client, release):
    submit(organiser_client, address(release), "put_back_form")

    page = text_of(organiser_client.get(address(release)))

    assert "There is nothing to put back." in page
    assert 'id="put_back_form"' not in page


def test_closed_since_is_said_to_stay_closed(organiser_client, release):
    Session.objects.filter(title_en="Edited opening").update(tlp="amber")

    page = text_of(organiser_client.get(address(release)))

    assert "<li>Edited opening (TLP:AMBER)</li>" in page


def test_what_can_not_be_put_back_is_said(organiser_client, symposium):
    session = SessionFactory(symposium=symposium)
    session.session_organisations.create(organisation=OrganisationFactory(slug="police"))
    release = publish(symposium)
    session.organisations.update(slug="renamed")
    values = form_values(organiser_client.get(address(release)), "put_back_form")

    response = organiser_client.post(address(release), values)

    assert "Nothing was put back." in text_of(organiser_client.get(response.url))


@pytest.mark.parametrize("session", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_session_that_is_not_there_leads_back_to_the_release(organiser_client, release, session):
    response = organiser_client.get(f"{address(release)}?session={session}")

    assert response.url == reverse("admin:agenda_programmerelease_change", args=[release.pk])


def test_release_page_leads_to_the_old_pages_and_to_putting_back(organiser_client, django_user_model, release):
    page = reverse("admin:agenda_programmerelease_change", args=[release.pk])
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(*Permission.objects.filter(codename="view_programmerelease"))

    told = text_of(organiser_client.get(page))
    assert 'href="/en/release/1/2022/agenda/"' in told
    assert address(release) in told
    told = text_of(signed_in(reader).get(page))
    assert "/release/1/" not in told
    assert "put-back" not in told


def test_those_who_may_not_edit_put_nothing_back(registrar_client, client, django_user_model, release):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(*Permission.objects.filter(codename__in=["view_programmerelease", "add_programmerelease", "view_session"]))

    for reading in (registrar_client, signed_in(reader)):
        assert reading.get(address(release)).status_code == 403
        assert reading.post(address(release), {"seen": "x"}).status_code == 403
    assert client.post(address(release)).status_code == 302
    assert ("Added", "confirmed") in titles()


@pytest.mark.parametrize("count", [10, 200])
def test_page_asks_the_same_number_of_queries_for_many_sessions(organiser_client, symposium, count, django_assert_num_queries):
    day = symposium.days.first()
    Session.objects.bulk_create(SessionFactory.build(symposium=symposium, day=day) for _number in range(count))
    release = publish(symposium)
    symposium.sessions.update(title_en="Edited")

    with django_assert_num_queries(14):
        organiser_client.get(address(release))
