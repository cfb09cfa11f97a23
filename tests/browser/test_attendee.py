"""An attendee reads the programme: on a phone, without JavaScript, in Khmer or English."""

from datetime import time

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from tests.browser.conftest import PHONE
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

NARROW = {"width": 320, "height": 700}
PATHS = ["", "agenda/", "agenda/?kind=ceremony", "agenda/?q=%01", "organisations/", "organisations/police/", "speakers/", "news/", "faq/"]
PATHS += ["about/", "privacy/", "changes/"]


@pytest.fixture
def session(transactional_db):
    """A session on the first day of a published programme with another one on the second, which is closed."""
    symposium = SymposiumFactory(slug="2030", published=False, notice_en="Times are illustrative.", notice_km="ម៉ោងគ្រាន់តែជាឧទាហរណ៍។")
    police = OrganisationFactory(
        slug="police", name_en="Forensic Department of Technical and Scientific Police", name_km="នាយកដ្ឋាននគរបាលបច្ចេកទេសនិងវិទ្យាសាស្ត្រ"
    )
    hall = RoomFactory(symposium=symposium, name_en="Ballroom", name_km="សាលធំ")
    session = SessionFactory(symposium=symposium, title_en="Digital literacy", title_km="អក្ខរកម្មឌីជីថល", room=hall, kind="ceremony")
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="Irina Afonina", organisation=police))
    SessionFactory(symposium=symposium, day=symposium.days.last(), title_en="Operation Lotus", tlp="amber", room=hall)
    publish(symposium)
    return session


def test_attendee_finds_a_session_on_a_phone_in_khmer_without_javascript(open_page, session):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/km/2030/agenda/")
    page.locator("select[name=kind]").select_option("ceremony")
    page.locator("form.tools button").click()
    expect(page.locator("article.session")).to_have_count(1)

    page.get_by_role("link", name="អក្ខរកម្មឌីជីថល").click()

    expect(page.locator("h1")).to_have_text("អក្ខរកម្មឌីជីថល")
    expect(page.locator("dl.facts")).to_contain_text("០៩:០០–១០:០០")
    expect(page.locator("dl.facts")).to_contain_text("សាលធំ")


def test_attendee_changes_the_language_and_stays_on_the_page(page, session):
    page.goto(f"/en/2030/agenda/{session.code}/")

    page.locator(".lang a").click()

    expect(page).to_have_url(f"/km/2030/agenda/{session.code}/")
    expect(page.locator("html")).to_have_attribute("lang", "km")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Digital literacy")


def test_attendee_sees_a_new_time_as_soon_as_it_is_published(page, session):
    page.goto("/en/2030/agenda/")
    expect(page.locator(".when").first).to_contain_text("09:00")
    session.start, session.end = time(9, 30), time(10, 30)
    session.save()
    page.reload()
    expect(page.locator(".when").first).to_contain_text("09:00")

    publish(session.symposium)
    page.reload()

    expect(page.locator(".when").first).to_contain_text("09:30")
    page.locator("main").get_by_role("link", name="What changed").first.click()
    expect(page.locator(".changes ins").first).to_contain_text("09:30")


def test_attendee_comes_on_from_a_search_that_finds_nothing(phone, session):
    phone.goto("/en/2030/agenda/")
    phone.get_by_label("Search").fill("Lotus")
    phone.get_by_role("button", name="Filter").click()
    expect(phone.get_by_text("No session matches these filters.")).to_be_visible()

    phone.get_by_role("link", name="Show all").click()

    expect(phone.locator("article.session")).to_have_count(2)


def test_attendee_at_the_keyboard_skips_to_the_content_first(page, session):
    page.goto("/en/2030/agenda/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "km"])
def test_no_page_is_wider_than_a_narrow_phone(open_page, session, language):
    page = open_page(viewport=NARROW)
    wide = []
    for path in [*PATHS, f"agenda/{session.code}/"]:
        page.goto(f"/{language}/2030/{path}")
        if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wide.append(path)

    assert wide == []


def test_english_page_does_not_load_the_khmer_font_and_no_page_asks_another_host(page, session, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/en/2030/", wait_until="networkidle")

    assert [url for url in asked if "khmer" in url] == []
    assert [url for url in asked if not url.startswith(live_server.url)] == []
