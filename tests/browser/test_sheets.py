"""An organiser takes the programme out to a spreadsheet, brings it back, and makes a new edition, in a real browser."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from agenda.models import Session, SessionOrganisation, Symposium
from tests.conftest import staff
from tests.factories import OrganisationFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS = "/admin/agenda/session/"


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2030", is_current=True, published=False)


@pytest.fixture
def session(symposium):
    session = SessionFactory(
        symposium=symposium, title_en="Opening ceremony", title_km="ពិធី\u200bបើក", room=RoomFactory(symposium=symposium, name_en="Hall A")
    )
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(slug="police"))
    return session


def sign_in(page):
    user = staff("organiser", "organiser")
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def exported(page, link) -> openpyxl.Workbook:
    page.goto(SESSIONS)
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))  # the browser's own name for it has no ending


def edited(workbook, **cells) -> dict:
    """Change cells of the sheet and return the file as a browser uploads it."""
    for cell, value in cells.items():
        workbook["Sessions"][cell] = value
    content = io.BytesIO()
    workbook.save(content)
    return {"name": "sessions.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


def column(workbook, heading) -> str:
    return next(cell.column_letter for cell in workbook["Sessions"][1] if cell.value == heading)


def upload(page, file):
    page.goto(SESSIONS)
    page.get_by_role("link", name="Import…").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show what it would change").click()


@pytest.mark.parametrize("kind", ["page", "page_without_javascript", "phone"])
def test_programme_goes_out_is_edited_refused_corrected_and_imported(request, kind, symposium, session):
    page = sign_in(request.getfixturevalue(kind))
    workbook = exported(page, "Export XLSX")
    title, start, end = (column(workbook, heading) for heading in ("Title (Khmer)", "Start", "End"))

    upload(page, edited(workbook, **{f"{title}2": "ពិធី\u200bបិទ", f"{end}2": "08:00"}))
    expect(page.locator(".errornote")).to_contain_text("Nothing was imported")
    expect(page.locator(".desk-troubles tbody")).to_contain_text("The end must be after the start")
    for told in ("Sessions", "2", "End", "08:00"):
        expect(page.locator(".desk-troubles tbody")).to_contain_text(told)

    upload(page, edited(workbook, **{f"{end}2": "11:00", f"{start}2": "10:00"}))
    expect(page.locator(".desk-note")).to_contain_text("0 new, 1 changed")
    expect(page.locator(".desk-was", has_text="09:00")).to_be_visible()
    assert page.locator(".desk-now", has_text="ពិធី\u200bបិទ").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert Session.objects.get().start.hour == 9
    page.get_by_role("button", name="Import 1 row").click()

    expect(page.locator(".messagelist")).to_contain_text("Imported sessions.xlsx: 0 new, 1 changed, 0 as they were.")
    session.refresh_from_db()
    assert (session.title_km, session.start.hour, session.end.hour) == ("ពិធី\u200bបិទ", 10, 11)


def test_template_is_filled_in_and_makes_sessions(page, symposium, session):
    sign_in(page)
    page.goto(SESSIONS)
    page.get_by_role("link", name="Import…").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="an empty template").click()
    workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))  # the browser's own name for it has no ending
    day = symposium.days.last().date.isoformat()
    row = {"Day": day, "Start": "14:00", "End": "15:00", "Kind": "case-study", "Title (English)": "New one", "Presented by": "police"}

    upload(page, edited(workbook, **{f"{column(workbook, heading)}2": value for heading, value in row.items()}))
    expect(page.locator(".desk-is-new")).to_contain_text("New one")
    page.get_by_role("button", name="Import 1 row").click()

    expect(page.locator("#result_list")).to_contain_text("New one")
    assert Session.objects.get(title_en="New one").organisations.get().slug == "police"


@pytest.mark.parametrize("kind", ["page", "page_without_javascript"])
def test_new_edition_is_made_from_an_old_one(request, kind, symposium, session):
    page = sign_in(request.getfixturevalue(kind))
    page.goto(f"/admin/agenda/symposium/{symposium.pk}/change/")
    page.get_by_role("link", name="New edition…").click()
    page.get_by_label("Slug").fill("2030")
    page.get_by_label("First day").fill("2031-03-04")
    page.get_by_role("button", name="Make the new edition").click()
    expect(page.locator(".errorlist")).to_contain_text("already exists")

    page.get_by_label("Slug").fill("2031")
    page.get_by_role("button", name="Make the new edition").click()

    expect(page.locator(".messagelist")).to_contain_text("is made, as a draft. Sessions: 1.")
    made = Symposium.objects.get(slug="2031")
    assert made.sessions.get().title_km == session.title_km
    assert made.days.first().date.isoformat() == "2031-03-04"
