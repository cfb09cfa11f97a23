"""An attendee stars sessions: a button at each, an agenda of his own, a link for a colleague. Without an account."""

import json
from datetime import time

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from tests.browser.conftest import PHONE
from tests.factories import SessionFactory, SymposiumFactory


@pytest.fixture
def sessions(transactional_db):
    """Long and Short at the same time on the first day, Closing on the second."""
    symposium = SymposiumFactory(slug="2030", published=False)
    long = SessionFactory(symposium=symposium, title_en="Long", title_km="វែង", end=time(11))
    short = SessionFactory(symposium=symposium, title_en="Short", title_km="ខ្លី", start=time(10), end=time(10, 30))
    closing = SessionFactory(symposium=symposium, day=symposium.days.last(), title_en="Closing", title_km="បិទ")
    publish(symposium)
    return long, short, closing


def star(page, session):
    return page.locator(f"[data-star='{session.code}']")


def starred(page) -> list[str]:
    return page.evaluate("JSON.parse(localStorage.getItem('stars:2030') ?? '[]')")


def test_star_is_kept_on_the_device_and_counted_in_the_link(page, sessions):
    page.goto("/en/2030/agenda/")
    expect(page.get_by_role("button", name="Star this session Long")).to_have_attribute("aria-pressed", "false")

    page.get_by_role("button", name="Star this session Long").click()
    page.reload()

    expect(star(page, sessions[0])).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("link", name="My agenda (1)")).to_be_visible()
    star(page, sessions[0]).click()
    assert starred(page) == []


def test_star_is_reached_and_pressed_with_the_keyboard_and_survives_on_the_session_page(page, sessions):
    page.goto("/en/2030/agenda/")
    star(page, sessions[1]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Short")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Star this session Short")).to_have_attribute("aria-pressed", "true")


def test_star_is_the_same_in_two_tabs(page, sessions):
    page.goto("/en/2030/agenda/")
    other = page.context.new_page()
    other.goto("/en/2030/agenda/")

    star(other, sessions[0]).click()

    expect(star(page, sessions[0])).to_have_attribute("aria-pressed", "true")


def test_garbage_in_the_storage_does_no_harm(page, sessions):
    page.goto("/en/2030/faq/")
    for garbage in ("{", "null", '{"a": 1}', '["x", 7, null, "<b>"]', "x" * 1000):
        page.evaluate("(text) => { for (const name of ['stars:2030', 'seen:2030']) localStorage.setItem(name, text); }", garbage)

        page.goto("/en/2030/agenda/")
        star(page, sessions[0]).click()

        assert starred(page) == [sessions[0].code]


def test_stars_work_for_the_visit_where_storage_is_refused(open_page, sessions):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });"
    )
    page.goto("/en/2030/agenda/")

    star(page, sessions[0]).click()

    expect(star(page, sessions[0])).to_have_attribute("aria-pressed", "true")


def test_no_more_than_five_hundred_stars_are_kept(page, sessions):
    page.goto("/en/2030/faq/")
    page.evaluate("(text) => localStorage.setItem('stars:2030', text)", json.dumps([f"A{number:05}" for number in range(5_000)]))

    page.goto("/en/2030/my-agenda/")

    expect(page.locator("[data-gone]")).to_have_text("500 starred sessions are no longer in the programme.")


def test_my_agenda_shows_what_is_starred_by_day_with_its_clashes_and_its_addresses(open_page, sessions, live_server):
    page = open_page(viewport=PHONE)
    page.goto("/en/2030/my-agenda/")
    expect(page.get_by_text("No session is starred yet.")).to_be_visible()
    page.locator("main").get_by_role("link", name="See the agenda").click()
    for session in sessions[:2]:
        star(page, session).click()

    page.get_by_role("link", name="My agenda (2)").click()

    expect(page.locator("article.session:visible h3")).to_have_text(["Long", "Short"])
    expect(page.locator(".day:visible")).to_have_count(1)
    expect(page.locator(".clash")).to_have_text([" At the same time as Short", " At the same time as Long"])
    codes = f"{sessions[0].code},{sessions[1].code}"
    expect(page.locator("#calendar-address")).to_have_value(f"{live_server.url}/en/2030/agenda.ics?sessions={codes}")
    expect(page.locator("#colleague-address")).to_have_value(f"{live_server.url}/en/2030/agenda/?sessions={codes}")
    assert page.locator("[data-webcal]").get_attribute("href").startswith("webcal://")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_my_agenda_loses_a_star_at_once_and_takes_back_that_all_were_removed(page, sessions):
    page.goto("/en/2030/agenda/")
    for session in sessions:
        star(page, session).click()
    page.goto("/en/2030/my-agenda/")
    star(page, sessions[1]).click()
    expect(page.locator("article.session:visible h3")).to_have_text(["Long", "Closing"])
    expect(page.locator(".clash")).to_have_count(0)

    page.get_by_role("button", name="Remove all stars").click()
    expect(page.get_by_text("No session is starred yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("article.session:visible h3")).to_have_text(["Long", "Closing"])


def test_my_agenda_address_is_copied(open_page, sessions):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/en/2030/agenda/")
    star(page, sessions[0]).click()
    page.goto("/en/2030/my-agenda/")

    page.locator("[data-copy='calendar-address']").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#calendar-address").input_value()


def test_colleague_stars_all_sessions_of_the_link(page, sessions):
    long, short, _closing = sessions
    page.goto(f"/en/2030/agenda/?sessions={long.code},{short.code}")

    page.get_by_role("button", name="Star all of these").click()

    expect(page.get_by_role("button", name="Star all of these")).to_have_count(0)
    assert sorted(starred(page)) == sorted([long.code, short.code])


def test_colleague_without_javascript_sees_the_chosen_sessions_and_their_clash_and_no_dead_button(page_without_javascript, sessions):
    page = page_without_javascript
    page.goto(f"/km/2030/agenda/?sessions={sessions[0].code},{sessions[1].code}")

    expect(page.locator("article.session h3")).to_have_text(["វែង", "ខ្លី"])
    expect(page.locator(".clash")).to_have_count(2)
    expect(page.locator("main button:visible")).to_have_count(1)  # the filters'


def test_my_agenda_without_javascript_says_what_it_needs(page_without_javascript, sessions):
    page_without_javascript.goto("/en/2030/my-agenda/")

    expect(page_without_javascript.locator("noscript .empty")).to_be_visible()
    expect(page_without_javascript.locator("article.session:visible")).to_have_count(0)


def test_my_agenda_is_printed_without_buttons(page, sessions):
    page.goto("/en/2030/agenda/")
    star(page, sessions[0]).click()
    page.goto("/en/2030/my-agenda/")

    page.emulate_media(media="print")

    expect(page.locator("article.session:visible")).to_have_count(1)
    expect(page.locator("main button:visible, main input:visible")).to_have_count(0)
