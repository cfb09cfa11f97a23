"""TLP:RED at the desk: organisers read it; programme editors and observers neither read nor guess at it, nor can they label by it."""

from datetime import time

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import Material, Session
from tests.agenda.admin.browsing import form_values, submit
from tests.conftest import signed_in, staff
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

SECRET = "Undercover"


@pytest.fixture
def red(db):
    """A session that was open in the first release and is TLP:RED in the second; its speaker speaks nowhere else."""
    symposium = SymposiumFactory(slug="2030", is_current=True, published=False)
    session = SessionFactory(symposium=symposium, title_en=SECRET, title_km="សម្ងាត់")
    session.session_speakers.create(person=PersonFactory(name_latin="SPEAKER Hidden"))
    session.session_organisations.create(organisation=OrganisationFactory(name_en="Hidden agency"))
    Material.objects.create(session=session, title_en=f"{SECRET} slides", file=ContentFile(b"secret", name="secret.txt"))
    publish(symposium)
    session.tlp = "red"
    session.title_en = f"{SECRET} operation"
    session.save()
    publish(symposium)
    return session


@pytest.fixture(params=["programme-editor", "observer"])
def reader(request, db):
    """The browser of somebody who sees the draft, but not TLP:RED."""
    return signed_in(staff("reader", request.param))


@pytest.fixture
def editor(db):
    return signed_in(staff("editor", "programme-editor"))


def page(client, address, **query) -> str:
    return client.get(address, query, follow=True).content.decode()


def test_session_is_in_no_list_filter_search_or_page(reader, red):
    sessions = "/admin/agenda/session/"
    change = reverse("admin:agenda_session_change", args=[red.pk])

    for search in ({}, {"q": SECRET}, {"q": red.code}, {"q": "SPEAKER"}):
        assert ">Undercover" not in page(reader, sessions, **search)
        assert "operation" not in page(reader, sessions, **search)
    assert "Hidden agency" not in page(reader, sessions)
    assert reader.get(sessions, {"session_speakers__person__name_latin__contains": "SPEAKER"}).status_code == 400
    for address in (change, change.replace("change", "delete"), change.replace("change", "history")):
        assert SECRET not in page(reader, address)
        assert reader.get(address).status_code in (302, 403)


def test_speaker_and_presenter_do_not_stand_in_its_programme(reader, organiser_client, red):
    for name, model in (("SPEAKER Hidden", "person"), ("Hidden agency", "organisation")):
        address = f"/admin/agenda/{model}/"
        assert name not in page(reader, address, programme=red.symposium_id)
        assert name in page(organiser_client, address, programme=red.symposium_id)


def test_releases_name_it_no_more_although_it_was_open(reader, organiser_client, red):
    releases = [reverse("admin:agenda_programmerelease_change", args=[release.pk]) for release in red.symposium.releases.all()]

    assert not any(SECRET in page(reader, address) for address in releases)
    assert any(SECRET in page(organiser_client, address) for address in releases)
    assert reader.get("/admin/agenda/programmerelease/", {"restricted_content__icontains": SECRET}).status_code == 400


def test_preview_shows_the_slot_only(reader, red):
    for address in ("agenda/", f"agenda/{red.code}/", "speakers/", "organisations/", "agenda.ics"):
        assert SECRET not in page(reader, f"/en/preview/2030/{address}"), address
        assert "Hidden" not in page(reader, f"/en/preview/2030/{address}"), address


def test_material_is_sent_to_organisers_only(reader, organiser_client, red):
    address = reverse("admin:agenda_material_file", args=[red.materials.get().pk])

    assert reader.get(address).status_code == 404
    assert b"".join(organiser_client.get(address)) == b"secret"


def test_red_material_of_an_open_session_is_not_shown_nor_lost_when_the_session_is_saved(editor, red):
    session = SessionFactory(symposium=red.symposium, title_en="Open", start=time(12), end=time(13))
    Material.objects.create(session=session, title_en=f"{SECRET} annex", tlp="red", file=ContentFile(b"x", name="annex.txt"))
    address = reverse("admin:agenda_session_change", args=[session.pk])

    assert SECRET not in page(editor, address)
    assert submit(editor, address, "session_form", title_en="Open still").status_code == 302
    assert session.materials.get().title_en == f"{SECRET} annex"


def test_editor_can_not_label_red(editor, red):
    session = SessionFactory(symposium=red.symposium, start=time(12), end=time(13))
    address = reverse("admin:agenda_session_change", args=[session.pk])

    assert "TLP:RED" not in page(editor, address).partition('name="tlp"')[2].partition("</select>")[0]
    assert editor.post(address, {**form_values(editor.get(address), "session_form"), "tlp": "red"}).status_code == 200
    assert Session.objects.get(pk=session.pk).tlp == "clear"


def test_deleting_what_it_stands_on_does_not_name_it(editor, red):
    speaker, agency = red.speakers.get(), red.organisations.get()
    for row, model in ((speaker, "person"), (agency, "organisation")):
        list_page = f"/admin/agenda/{model}/"
        assert SECRET not in page(editor, reverse(f"admin:agenda_{model}_delete", args=[row.pk]))
        sent = editor.post(list_page, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}, follow=True)
        assert SECRET not in sent.content.decode()


def test_session_that_was_red_keeps_its_history_for_organisers(reader, organiser_client, red):
    red.title_en = "Harmless"
    red.title_km = ""
    red.tlp = "amber"
    red.save()
    address = reverse("admin:agenda_session_history", args=[red.pk])

    assert reader.get(address).status_code == 200
    assert SECRET not in page(reader, address)
    assert SECRET in page(organiser_client, address)


def test_log_names_a_red_session_by_its_code(red):
    assert str(red) == f"TLP:RED session {red.code}"
    assert str(red.materials.get()).startswith("TLP:RED material")


def test_session_is_in_no_file_that_is_taken_out(reader, red):
    for kind in ("csv", "xlsx"):
        response = reader.get(f"/admin/agenda/session/export.{kind}")
        assert response.status_code == 200
        assert red.code.encode() not in response.content
    text = reader.get("/admin/agenda/session/export.csv").content.decode()
    assert SECRET not in text
    assert "SPEAKER" not in text


def test_label_is_not_given_by_a_file(editor, organiser_client, red):
    SessionFactory(symposium=red.symposium, title_en="Another")
    refusals = []

    for client in (editor, organiser_client):
        rows = client.get("/admin/agenda/session/export.csv").content.decode("utf-8-sig").replace(",clear,", ",red,")
        fields = {"file": ContentFile(rows.encode(), name="sessions.csv"), "symposium": red.symposium_id}
        preview = client.post("/admin/agenda/session/import/", fields).content.decode()
        refusals.append("Write one of: clear, green, amber, amber+strict." in preview)

    assert refusals == [True, False]


def test_old_release_is_not_looked_at_where_it_was_open(reader, organiser_client, red):
    address = f"/en/release/1/2030/agenda/{red.code}/"

    assert reader.get(address).status_code == 403
    assert SECRET in page(organiser_client, address)
