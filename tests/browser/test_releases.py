"""An organiser and old releases in a real browser: publish, look at what was published before, put one session back, close one at once."""

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from agenda.models import Session
from tests.browser.test_organiser import sign_in
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def symposium():
    symposium = SymposiumFactory(slug="2030", is_current=True, published=False)
    hall = RoomFactory(symposium=symposium, name_en="Hall A")
    RoomFactory(symposium=symposium, name_en="Hall B")
    SessionFactory(symposium=symposium, title_en="Opening ceremony", room=hall)
    SessionFactory(symposium=symposium, title_en="Digital evidence", room=RoomFactory(symposium=symposium, name_en="Hall C"))
    publish(symposium)
    return symposium


def test_organiser_publishes_looks_at_the_old_release_and_puts_one_session_back(page, symposium):
    sign_in(page)
    for title in ("Opening ceremony", "Digital evidence"):
        page.goto("/admin/agenda/session/")
        page.get_by_role("link", name=title).click()
        page.locator("#id_title_en").fill(f"{title}, renamed")
        if title == "Opening ceremony":
            page.get_by_label("Start:").fill("13:30")
            page.get_by_label("End:").fill("14:30")
            page.locator("#id_room").select_option(label="Hall B")
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator(".desk-changes")).to_contain_text("09:00, Hall A, to")
    expect(page.locator(".desk-changes")).to_contain_text(
        "13:30, Hall B; title changed from “Opening ceremony” to “Opening ceremony, renamed”"
    )
    page.get_by_label("Tell confirmed participants by mail").check()
    page.get_by_role("button", name="Publish release 2").click()
    assert symposium.releases.get(number=2).announce

    page.goto("/admin/agenda/programmerelease/")
    page.get_by_role("link", name="Release 1", exact=True).click()
    page.get_by_role("link", name="Look at it in English").click()
    expect(page.locator(".preview-bar")).to_contain_text("Release 1, as it was published on")
    expect(page.locator("main")).not_to_contain_text("renamed")
    page.get_by_role("link", name="Opening ceremony").first.click()
    expect(page.locator("main h1")).to_have_text("Opening ceremony")
    expect(page.locator(".preview-bar")).to_be_visible()
    page.get_by_role("link", name="Back to the release").click()

    page.get_by_role("link", name="Put back…").click()
    expect(page.locator(".desk-changes > li")).to_have_count(2)
    page.get_by_role("link", name="Put back only Opening ceremony").click()
    expect(page.locator(".desk-changes > li")).to_have_count(1)
    page.get_by_role("button", name="Put this session back").click()

    expect(page.locator(".messagelist")).to_contain_text(
        "One session of release 1 is put back into the draft. Readers see it once you publish."
    )
    assert set(Session.objects.values_list("title_en", flat=True)) == {"Opening ceremony", "Digital evidence, renamed"}
    page.locator(".messagelist").get_by_role("link", name="Publish…").click()
    expect(page.locator(".desk-changes > li")).to_have_count(1)


def test_organiser_closes_a_session_at_once_without_javascript(page_without_javascript, open_page, symposium):
    visitor = open_page()
    visitor.goto("/en/2030/agenda/")
    expect(visitor.locator("main")).to_contain_text("Digital evidence")
    Session.objects.filter(title_en="Opening ceremony").update(title_en="Not to be published")
    page = sign_in(page_without_javascript)
    page.goto("/admin/agenda/session/")
    page.get_by_role("row", name="Digital evidence").get_by_role("link", name="Close now…").click()
    expect(page.locator("#content")).to_contain_text("can’t be recalled")
    page.get_by_label("TLP:AMBER:").check()
    page.get_by_role("button", name="Close it now").click()

    expect(page.locator(".messagelist")).to_contain_text("is closed as TLP:AMBER: release 2")
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text("Digital evidence")
    expect(visitor.locator("main")).to_contain_text("Opening ceremony")


@pytest.mark.parametrize("name", ["programmerelease_put_back", "programmerelease_change", "session_close", "symposium_publish"])
def test_pages_fit_a_telephone(phone, symposium, name):
    symposium.sessions.filter(title_en="Opening ceremony").update(title_en="A title that is long " * 6)
    row = {"programmerelease": symposium.releases.get(), "session": symposium.sessions.first(), "symposium": symposium}
    model, _underscore, page = name.partition("_")
    part = {"put_back": "put-back", "close": "close-now"}.get(page, page)
    sign_in(phone)

    phone.goto(f"/admin/agenda/{model}/{row[model].pk}/{part}/")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
