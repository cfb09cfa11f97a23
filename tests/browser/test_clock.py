"""An attendee sees at a glance what is on now and what is next, by the venue's clock, whatever the device's time zone."""

from datetime import date, datetime, time

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from tests.browser.conftest import PHONE
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

# What the line says at a moment of the venue's clock.
SAID = {
    "2030-12-01T09:00": ["Begins in 10 days."],
    "2030-12-10T23:59": ["Begins tomorrow."],
    "2030-12-11T00:00": ["Next 09:00: Opening in Ballroom"],
    "2030-12-11T09:00": ["Now: Opening in Ballroom until 10:00", "Next 10:30: First in Ballroom", "Next 10:30: Second"],
    "2030-12-11T10:00": ["Next 10:30: First in Ballroom", "Next 10:30: Second"],
    "2030-12-11T11:30": ["Now: Second until 12:00"],
    "2030-12-11T13:00": [""],
    "2030-12-12T09:59": ["Now: Closing until 10:00"],
    "2030-12-12T10:00": [""],
    "2031-01-01T10:00": [""],
}
ELSEWHERE = ["America/Los_Angeles", "Asia/Phnom_Penh", "Pacific/Kiritimati"]


@pytest.fixture
def opening(transactional_db):
    """Opening at nine, two parallel sessions at half past ten, a cancelled one between; Closing on the second day."""
    symposium = SymposiumFactory(slug="2030", starts_on=date(2030, 12, 11), published=False)
    hall = RoomFactory(symposium=symposium, name_en="Ballroom", name_km="សាលធំ")
    made = SessionFactory(symposium=symposium, title_en="Opening", title_km="ពិធីបើក", room=hall)
    SessionFactory(symposium=symposium, title_en="Gone", start=time(10), end=time(10, 30), state="cancelled")
    SessionFactory(symposium=symposium, title_en="First", start=time(10, 30), end=time(11, 30), room=hall)
    SessionFactory(symposium=symposium, title_en="Second", start=time(10, 30), end=time(12))
    SessionFactory(symposium=symposium, title_en="Closing", day=symposium.days.last(), start=time(9), end=time(10))
    publish(symposium)
    return made


def at(page, moment: str, path: str = "agenda/", language: str = "en") -> None:
    page.goto(f"/{language}/2030/{path}?at={moment}")


def strip(page) -> list[str]:
    return page.locator("[data-strip] > *").all_inner_texts() or page.locator("[data-strip]").all_inner_texts()


def test_line_says_what_is_on_and_what_is_next_and_until_when(page, opening):
    said = {}
    for moment in SAID:
        at(page, moment)
        said[moment] = strip(page)

    assert said == SAID


@pytest.mark.parametrize("zone", ELSEWHERE)
def test_marks_follow_the_venues_clock_in_any_time_zone(open_page, opening, zone):
    page = open_page(timezone_id=zone)
    page.clock.set_fixed_time(datetime.fromisoformat("2030-12-11T09:40:00+07:00"))
    page.goto("/en/2030/agenda/")

    expect(page.locator(".slot.now h3")).to_have_text(["Opening"])
    expect(page.locator(".on.now")).to_have_text("Now")
    expect(page.locator(".slot:has(.on.next) h3")).to_have_text(["First", "Second"])
    expect(page.get_by_role("link", name="Now and next, full screen")).to_be_visible()


def test_marks_move_on_by_themselves(page, opening):
    page.clock.install(time=datetime.fromisoformat("2030-12-11T09:59:40+07:00"))
    page.goto("/en/2030/agenda/")
    expect(page.locator(".slot.now h3")).to_have_text(["Opening"])

    page.clock.run_for(31_000)

    expect(page.locator(".slot.now")).to_have_count(0)
    page.clock.run_for(30 * 60_000)
    expect(page.locator(".slot.now h3")).to_have_text(["First", "Second"])
    assert page.locator("[data-strip]").get_attribute("aria-live") == "off"


def test_filtered_page_of_the_server_does_not_say_what_is_next(page, opening):
    page.goto("/en/2030/agenda/?q=closing&at=2030-12-11T09:40")
    assert strip(page) == [""]
    expect(page.locator(".on")).to_have_count(0)

    page.get_by_role("link", name="Show all").click()

    expect(page.locator("[data-strip]")).to_contain_text("Now: Opening")
    expect(page).to_have_url("/en/2030/agenda/?at=2030-12-11T09%3A40")


def test_session_page_says_whether_it_is_on(page, opening):
    expected = {"2030-12-10T12:00": [], "2030-12-11T08:00": ["Next"], "2030-12-11T09:30": ["Now"], "2030-12-11T10:00": []}
    said = {}
    for moment in expected:
        at(page, moment, f"agenda/{opening.code}/")
        said[moment] = page.locator(".on").all_inner_texts()

    assert said == expected


def test_session_page_is_next_from_when_nothing_else_begins_before_it(page, opening):
    closing = opening.symposium.sessions.get(title_en="Closing")
    at(page, "2030-12-11T10:29", f"agenda/{closing.code}/")
    expect(page.locator(".on")).to_have_count(0)

    at(page, "2030-12-11T10:30", f"agenda/{closing.code}/")

    expect(page.locator(".on.next")).to_have_text("Next")


def test_broken_rehearsal_time_is_passed_over(page, opening):
    page.clock.set_fixed_time(datetime.fromisoformat("2030-12-11T09:40:00+07:00"))
    for broken in ("tomorrow", "2030-13-45T99:99", "", "%00", "2030-12-11T09:40:00Z", "9" * 500):
        at(page, broken)

        expect(page.locator(".slot.now h3")).to_have_text(["Opening"])


def test_line_in_khmer_on_a_phone_has_khmer_digits_and_is_no_wider_than_the_phone(open_page, opening):
    page = open_page(viewport=PHONE)
    at(page, "2030-12-11T09:40", language="km")

    assert strip(page)[0] == "ឥឡូវនេះ៖ ពិធីបើក នៅសាលធំ រហូតដល់ម៉ោង ១០:០០"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_hall_screen_is_linked_without_javascript(page_without_javascript, opening):
    page_without_javascript.goto("/en/2030/agenda/")

    link = page_without_javascript.get_by_role("link", name="Now and next, full screen")
    expect(link).to_have_attribute("href", "/en/2030/now/")
