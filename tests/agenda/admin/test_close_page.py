"""Closing a session at the desk: the page says what follows, one click does it, a second does nothing."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import ProgrammeRelease, Session
from tests.agenda.admin.browsing import form_values, submit
from tests.conftest import signed_in
from tests.factories import SessionFactory, SymposiumFactory


@pytest.fixture
def session(db):
    session = SessionFactory(symposium=SymposiumFactory(published=False, slug="2022"), title_en="Secret raid", title_km="")
    publish(session.symposium)
    return session


def address(session):
    return reverse("admin:agenda_session_close", args=[session.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_page_says_what_follows_and_proposes_amber(organiser_client, session):
    page = organiser_client.get(address(session))

    assert "It is published as <strong>TLP:CLEAR</strong>" in text_of(page)
    assert "<strong>nothing else of the draft</strong>" in text_of(page)
    assert "Copies of the programme that readers already keep offline" in text_of(page)
    assert form_values(page, "close_form")["tlp"] == "amber"


def test_page_proposes_the_label_that_was_just_set_in_the_draft(organiser_client, session):
    Session.objects.update(tlp="red")

    assert address(session) in text_of(organiser_client.get("/admin/agenda/session/"))
    assert form_values(organiser_client.get(address(session)), "close_form")["tlp"] == "red"


def test_one_click_closes_it_and_says_so(organiser_client, organiser, client, session):
    Session.objects.update(title_en="Edited")

    response = submit(organiser_client, address(session), "close_form", tlp="red")

    assert response.url == reverse("admin:agenda_session_change", args=[session.pk])
    assert "is closed as TLP:RED: release 2 shows its time, room and kind only." in text_of(organiser_client.get(response.url))
    release = ProgrammeRelease.objects.first()
    assert (release.number, release.published_by, Session.objects.get().tlp) == (2, organiser, "red")
    assert LogEntry.objects.get().get_change_message() == "Closed at once as TLP:RED in release 2."
    public = client.get("/en/2022/agenda/").content.decode()
    assert "Secret raid" not in public
    assert "Edited" not in public


def test_second_click_does_nothing(organiser_client, session):
    values = form_values(organiser_client.get(address(session)), "close_form")
    organiser_client.post(address(session), values)

    again = organiser_client.post(address(session), values)

    assert "Nothing was closed. Choose a label below." in text_of(again)
    assert ProgrammeRelease.objects.count() == 2


@pytest.mark.parametrize("tlp", ["", "clear", "nonsense"])
def test_label_that_does_not_close_is_refused(organiser_client, session, tlp):
    assert organiser_client.post(address(session), {"tlp": tlp}).status_code == 200
    assert ProgrammeRelease.objects.count() == 1


def test_looking_closes_nothing(organiser_client, session):
    organiser_client.get(address(session), {"tlp": "red"})

    assert ProgrammeRelease.objects.count() == 1


def test_session_that_is_not_published_says_so(organiser_client, session):
    new = SessionFactory(symposium=session.symposium)

    assert "This session is not published" in text_of(organiser_client.get(address(new)))
    assert organiser_client.post(address(new), {"tlp": "amber"}).status_code == 200
    assert ProgrammeRelease.objects.count() == 1


def test_session_that_is_red_already_says_so(organiser_client, session):
    submit(organiser_client, address(session), "close_form", tlp="red")

    assert "is published as TLP:RED already" in text_of(organiser_client.get(address(session)))
    assert organiser_client.post(address(session), {"tlp": "red"}).status_code == 200


def test_list_and_form_lead_to_it_for_those_who_may_publish(organiser_client, django_user_model, session):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_session", "change_session"]))
    pages = ["/admin/agenda/session/", reverse("admin:agenda_session_change", args=[session.pk])]

    assert all(address(session) in text_of(organiser_client.get(page)) for page in pages)
    assert not any(address(session) in text_of(signed_in(editor).get(page)) for page in pages)


@pytest.mark.parametrize("method", ["get", "post"])
def test_those_who_may_not_publish_close_nothing(registrar_client, client, session, method):
    assert getattr(registrar_client, method)(address(session), {"tlp": "red"}).status_code == 403
    assert getattr(client, method)(address(session), {"tlp": "red"}).status_code == 302
    assert ProgrammeRelease.objects.count() == 1
