"""An organiser follows the checks from the desk's first page to the field, mends the programme, and publishes; also without JavaScript."""

from datetime import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_organiser import sign_in
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def symposium():
    """The current edition, with two sessions in one hall at a time."""
    symposium = SymposiumFactory(slug="2030", is_current=True)
    hall = RoomFactory(symposium=symposium, name_en="Hall A")
    RoomFactory(symposium=symposium, name_en="Hall B")
    for title, start in (("Opening ceremony", time(9)), ("Panel on evidence", time(9, 30))):
        SessionFactory(symposium=symposium, title_en=title, kind="ceremony", room=hall, start=start)
    return symposium


@pytest.mark.parametrize("scripts", [True, False])
def test_organiser_mends_an_error_and_publishes(open_page, symposium, scripts):
    page = sign_in(open_page(java_script_enabled=scripts))
    page.get_by_role("link", name="Look and publish…").click()
    expect(page.get_by_role("heading", name="1 error: mend it before you publish")).to_be_visible()
    expect(page.get_by_role("button", name="Publish release 2")).to_have_count(0)

    page.goto("/admin/")
    page.get_by_role("link", name="“Opening ceremony” and “Panel on evidence” are both in Hall A").click()
    expect(page.locator("#id_room:target")).to_be_in_viewport()
    page.get_by_label("Room:").select_option("Hall B")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_text("The checks found nothing wrong.")).to_be_visible()
    page.get_by_role("button", name="Publish release 2").click()

    expect(page.get_by_text("Release 2 is published.")).to_be_visible()


def test_list_and_start_page_do_not_grow_wider_than_a_phone(open_page, symposium):
    page = sign_in(open_page(viewport=PHONE))
    for address in ("/admin/", "/admin/agenda/session/"):
        page.goto(address)
        expect(page.get_by_text("Panel on evidence").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], address
