"""Sheets at the desk: export, template, import with a preview; for those who may."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agenda.domain import uploads
from agenda.models import Organisation, Session, SessionOrganisation
from tests.agenda.sheets.sheets import csv_file, xlsx_file
from tests.conftest import signed_in
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

SESSIONS = "/admin/agenda/session/"
ORGANISATIONS = "/admin/agenda/organisation/"


@pytest.fixture
def symposium(db):
    return SymposiumFactory(slug="2030", is_current=True, published=False)


@pytest.fixture
def session(symposium):
    session = SessionFactory(symposium=symposium, title_en="Opening", room=RoomFactory(symposium=symposium, name_en="Hall A"))
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(slug="police"))
    return session


def upload(client, address, content, name="file.csv", **fields):
    return client.post(f"{address}import/", {"file": SimpleUploadedFile(name, content), **fields})


def confirm(client, address, preview, **changes):
    fields = {"token": preview.context["token"], "fingerprint": preview.context["outcome"].fingerprint}
    if preview.context.get("symposium"):
        fields["symposium"] = preview.context["symposium"].pk
    return client.post(f"{address}import/", fields | changes, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def retitled(session, title="Closing"):
    return csv_file(["Code", "Title (English)"], [session.code, title])


def test_change_is_shown_then_written_then_in_the_history(organiser_client, organiser, symposium, session):
    preview = upload(organiser_client, SESSIONS, retitled(session), symposium=symposium.pk)
    page = preview.content.decode()
    session.refresh_from_db()
    assert session.title_en == "Opening"
    assert '<td class="desk-was">Opening</td>' in page
    assert '<td class="desk-now">Closing</td>' in page

    done = confirm(organiser_client, SESSIONS, preview)

    session.refresh_from_db()
    assert session.title_en == "Closing"
    assert said(done) == ["Imported file.csv: 0 new, 1 changed, 0 as they were."]
    entry = LogEntry.objects.get(user=organiser)
    assert (entry.object_id, entry.change_message) == (str(session.pk), "Imported from file.csv, row 2: Title (English).")


def test_errors_name_sheet_row_column_and_reason_and_nothing_is_written(organiser_client, symposium, session, private_storage):
    kept = private_storage.listdir(uploads.FOLDER)[1] if private_storage.exists(uploads.FOLDER) else []
    content = xlsx_file(["Code", "Title (English)", "Kind"], [session.code, "Closing", "presentation"], ["", "New", "party"])

    response = upload(organiser_client, SESSIONS, content, "file.xlsx", symposium=symposium.pk)

    page = response.content.decode()
    assert "Nothing was imported" in page
    for told in ("<td>Sessions</td>", "</span>3</th>", "<td>Kind</td>", "<td>party</td>", "Write one of: ceremony"):
        assert told in page
    assert "confirm_form" not in page
    assert Session.objects.get().title_en == "Opening"
    assert (private_storage.listdir(uploads.FOLDER)[1] if private_storage.exists(uploads.FOLDER) else []) == kept


def test_edit_between_preview_and_yes_shows_the_preview_anew(organiser_client, symposium, session):
    preview = upload(organiser_client, SESSIONS, retitled(session), symposium=symposium.pk)
    Session.objects.update(title_en="Edited meanwhile")

    again = confirm(organiser_client, SESSIONS, preview)

    assert Session.objects.get().title_en == "Edited meanwhile"
    assert "Somebody has edited since you looked" in again.content.decode()
    assert '<td class="desk-was">Edited meanwhile</td>' in again.content.decode()
    confirm(organiser_client, SESSIONS, again)
    assert Session.objects.get().title_en == "Closing"


def test_second_yes_and_a_yes_to_anothers_upload_import_nothing(organiser_client, admin_client, symposium, session):
    preview = upload(organiser_client, SESSIONS, retitled(session), symposium=symposium.pk)
    others = confirm(admin_client, SESSIONS, preview)
    other_list = confirm(organiser_client, ORGANISATIONS, preview, symposium="")
    forged = confirm(organiser_client, SESSIONS, preview, token="x" + preview.context["token"])
    assert Session.objects.get().title_en == "Opening"
    confirm(organiser_client, SESSIONS, preview)
    Session.objects.update(title_en="Later")
    second = confirm(organiser_client, SESSIONS, preview)

    assert Session.objects.get().title_en == "Later"
    for response in (others, other_list, forged, second):
        assert said(response) == ["The uploaded file is no longer kept: nothing was imported. Upload it again."]


def test_uploads_nobody_said_yes_to_are_gone_after_a_day(organiser_client, symposium, session, private_storage):
    preview = upload(organiser_client, SESSIONS, retitled(session), symposium=symposium.pk)

    assert uploads.sweep() == 0
    assert uploads.sweep(at=timezone.now() + timedelta(days=1, seconds=5)) >= 1
    assert said(confirm(organiser_client, SESSIONS, preview)) == [
        "The uploaded file is no longer kept: nothing was imported. Upload it again."
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01", "neither an XLSX workbook nor a CSV"),
        (b"", "The file is empty"),
        (b"Code", "holds no row"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
    ids=["binary", "empty", "no rows", "large"],
)
def test_file_that_is_not_taken_is_said_beside_the_field(organiser_client, symposium, content, reason):
    response = upload(organiser_client, SESSIONS, content, symposium=symposium.pk)

    assert response.status_code == 200
    assert reason in str(response.context["form"].errors["file"])


def test_symposium_is_chosen_and_asked_for(organiser_client, symposium, session):
    other = SymposiumFactory(slug="2029", published=False)

    into_other = upload(organiser_client, SESSIONS, retitled(session), symposium=other.pk)
    into_none = upload(organiser_client, SESSIONS, retitled(session), symposium="")
    at_first = organiser_client.get(f"{SESSIONS}import/?symposium={other.pk}")

    assert "has no session" in into_other.content.decode()
    assert "symposium" in into_none.context["form"].errors
    assert f'value="{other.pk}" selected' in at_first.content.decode()


def test_file_that_changes_nothing_says_so(organiser_client, symposium, session):
    content = organiser_client.get(f"{SESSIONS}export.xlsx").content

    response = upload(organiser_client, SESSIONS, content, "sessions.xlsx", symposium=symposium.pk)

    assert "changes nothing" in response.content.decode()
    assert "confirm_form" not in response.content.decode()


def test_export_holds_what_the_list_shows(organiser_client, symposium, session):
    SessionFactory(symposium=symposium, title_en="=HYPERLINK()", kind="break")
    SessionFactory(symposium=SymposiumFactory(published=False), title_en="Elsewhere")

    all_of_it = organiser_client.get(f"{SESSIONS}export.csv")
    breaks = organiser_client.get(f"{SESSIONS}export.csv?kind__exact=break")
    nonsense = organiser_client.get(f"{SESSIONS}export.csv?nonsense=1")

    text = all_of_it.content.decode("utf-8-sig")
    assert all_of_it.content.startswith(b"\xef\xbb\xbf")
    assert "Opening" in text
    assert "'=HYPERLINK()" in text
    assert "Elsewhere" not in text
    assert "Opening" not in breaks.content.decode()
    assert "HYPERLINK" in breaks.content.decode()
    assert nonsense.status_code == 400  # no filter of the list
    assert all_of_it.headers["Content-Disposition"].startswith('attachment; filename="sessions-')


def test_links_on_the_list_keep_its_filters(organiser_client, symposium):
    page = organiser_client.get(f"{SESSIONS}?symposium={symposium.pk}&kind__exact=break&p=1").content.decode()

    assert f'href="/admin/agenda/session/export.xlsx?symposium={symposium.pk}&amp;kind__exact=break"' in page
    assert f'href="/admin/agenda/session/import/?symposium={symposium.pk}"' in page


def test_template_offers_the_allowed_values(organiser_client, symposium, session):
    workbook = openpyxl.load_workbook(io.BytesIO(organiser_client.get(f"{SESSIONS}template.xlsx").content))
    sheet, values = workbook["Sessions"], workbook["Allowed values"]
    headings = [cell.value for cell in sheet[1]]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        [cells] = rule.sqref.ranges
        column = headings[cells.min_col - 1]
        letters = rule.formula1.split("!")[1].replace("$", "")
        offered[column] = [row[0].value for row in values[letters]]
        assert (rule.type, cells.min_row, cells.max_row) == ("list", 2, 5001)

    assert offered == {
        "Symposium": ["2030"],
        "Day": [day.date.isoformat() for day in symposium.days.all()],
        "Room": ["Hall A"],
        "Kind": Session.Kind.values,
        "Label": ["clear", "green", "amber", "amber+strict", "red"],
        "State": ["tentative", "confirmed", "cancelled"],
        "Presented by": ["police"],
    }
    assert sheet.max_row == 1
    explained = [row[0].value for row in workbook["How to fill in"].iter_rows()]
    assert set(headings) <= set(explained)


@pytest.mark.parametrize(("model", "column", "value"), [("person", "Honorific", "samdech"), ("organisation", "Kind", "police")])
def test_templates_of_people_and_organisations_offer_theirs(organiser_client, symposium, session, model, column, value):
    workbook = openpyxl.load_workbook(io.BytesIO(organiser_client.get(f"/admin/agenda/{model}/template.xlsx").content))

    lists = {cells[0].value: [cell.value for cell in cells[1:]] for cells in workbook["Allowed values"].iter_cols()}
    assert lists[column][0] == value
    assert "police" in lists["Part of" if model == "organisation" else "Organisation"]


def test_text_too_long_for_a_workbook_is_said_and_goes_out_as_csv(organiser_client, symposium, session):
    Session.objects.update(abstract_en="x" * 140_000)

    refused = organiser_client.get(f"{SESSIONS}export.xlsx", follow=True)
    taken = organiser_client.get(f"{SESSIONS}export.csv").content
    again = upload(organiser_client, SESSIONS, taken, symposium=symposium.pk)

    assert "Export as CSV instead" in said(refused)[0]
    assert "changes nothing" in again.content.decode()


def test_importing_needs_the_rights_to_add_and_to_change(django_user_model, symposium, session):
    def reader(*codenames):
        user = django_user_model.objects.create_user("-".join(codenames), is_staff=True)
        user.user_permissions.add(*Permission.objects.filter(codename__in=[f"{name}_session" for name in codenames]))
        return signed_in(user)

    answers = {}
    for rights in (("view",), ("view", "change"), ("view", "add"), ("view", "add", "change")):
        client = reader(*rights)
        answers[rights] = [
            client.get(f"{SESSIONS}{page}").status_code for page in ("export.xlsx", "export.csv", "template.xlsx", "import/")
        ] + [upload(client, SESSIONS, retitled(session), symposium=symposium.pk).status_code]
        assert ("Import…" in client.get(SESSIONS).content.decode()) == (rights == ("view", "add", "change"))

    assert answers == {
        ("view",): [200, 200, 403, 403, 403],
        ("view", "change"): [200, 200, 403, 403, 403],
        ("view", "add"): [200, 200, 403, 403, 403],
        ("view", "add", "change"): [200, 200, 200, 200, 200],
    }


def test_organisations_and_their_departments_come_in_any_order(organiser_client, db):
    content = csv_file(
        ["Slug", "Name (English)", "Kind", "Part of"],
        ["bureau", "Bureau", "police", "department"],
        ["department", "Department", "Police", "ministry"],
        ["ministry", "Ministry", "ministry", ""],
    )

    confirm(organiser_client, ORGANISATIONS, upload(organiser_client, ORGANISATIONS, content))

    bureau = Organisation.objects.get(slug="bureau")
    assert (bureau.parent.slug, bureau.parent.parent.slug, bureau.search_key) == ("department", "ministry", "bureau")


def test_departments_in_a_circle_are_refused(organiser_client, db):
    for slug in ("a", "b"):
        OrganisationFactory(slug=slug)

    response = upload(organiser_client, ORGANISATIONS, csv_file(["Slug", "Part of"], ["a", "b"], ["b", "a"]))

    assert [(trouble.column, trouble.reason) for trouble in response.context["troubles"]] == [
        ("Part of", "An organisation is not a department of itself, nor of one of its departments.")
    ]
    assert not Organisation.objects.filter(parent__isnull=False).exists()


def test_people_are_known_by_name_and_organisation(organiser_client, db):
    people = "/admin/agenda/person/"
    person = PersonFactory(name_latin="SOK Dara", organisation=OrganisationFactory(slug="police"))
    OrganisationFactory(slug="customs")
    content = csv_file(
        ["Name (Latin)", "Organisation", "Name (Khmer)", "Honorific", "E-mail"],
        ["SOK Dara", "police", "សុខ ដារ៉ា", "H.E.", "dara@police.example"],
        ["SOK Dara", "customs", "", "", ""],
    )

    preview = upload(organiser_client, people, content)
    confirm(organiser_client, people, preview)

    assert "Somebody of this name is known already" in preview.content.decode()
    person.refresh_from_db()
    assert (person.name_khmer, person.honorific, person.email) == ("សុខ ដារ៉ា", "he", "dara@police.example")
    assert Organisation.objects.get(slug="customs").people.get().name_latin == "SOK Dara"
    assert reverse("admin:agenda_person_import") == f"{people}import/"
