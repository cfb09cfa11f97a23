"""The board in a real browser: by mouse, by keys, without JavaScript; shifting a day, undoing, and two editors at once."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from tests.browser.test_organiser import sign_in
from tests.conftest import staff
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db(transaction=True)
FIVE_MINUTES = 8  # pixels


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2030", starts_on=date(2030, 12, 14), is_current=True, published=False)


@pytest.fixture
def rooms(symposium):
    return [RoomFactory(symposium=symposium, name_en=name, order=order) for order, name in enumerate(["Ballroom", "Mekong"])]


@pytest.fixture
def session(symposium, rooms):
    return SessionFactory(symposium=symposium, room=rooms[0], title_en="Opening ceremony")


def open_board(page, symposium, user=None):
    sign_in(page, user)
    page.goto(f"/admin/agenda/symposium/{symposium.pk}/board/")
    return page


def block(page, title):
    return page.locator("[data-block]", has_text=title)


def place(session):
    session.refresh_from_db()
    return f"{session.day.date:%a} {session.start:%H:%M}-{session.end:%H:%M} {session.room or '-'}"


def drag(page, start, by):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2, steps=4)
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=4)
    page.mouse.up()


def test_session_is_dragged_made_longer_and_put_back(page, symposium, session):
    open_board(page, symposium)
    box = block(page, "Opening ceremony").bounding_box()
    drag(page, (box["x"] + 60, box["y"] + 40), (box["width"], 6 * FIVE_MINUTES))

    expect(page.locator(".board-notice")).to_contain_text("“Opening ceremony” is now on Sat 14 Dec, 09:30–10:30, Mekong.")
    assert place(session) == "Sat 09:30-10:30 Mekong"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".board-notice")).to_contain_text("Undone.")
    assert place(session) == "Sat 09:00-10:00 Ballroom"

    box = block(page, "Opening ceremony").bounding_box()
    drag(page, (box["x"] + 60, box["y"] + box["height"] - 3), (0, 3 * FIVE_MINUTES))
    expect(page.locator(".board-notice")).to_contain_text("09:00–10:15, Ballroom")
    assert place(session) == "Sat 09:00-10:15 Ballroom"
    assert page.url.endswith("/board/")


def test_drag_that_is_given_up_or_ends_where_it_began_saves_nothing(page, symposium, session):
    open_board(page, symposium)
    box = block(page, "Opening ceremony").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 140, steps=4)
    expect(block(page, "Opening ceremony")).to_contain_text("10:05–11:05")
    page.keyboard.press("Escape")
    page.mouse.up()

    expect(block(page, "Opening ceremony")).to_contain_text("09:00–10:00")
    expect(page.locator("[data-board-says]")).to_have_text("Not moved")
    assert session.version == 1


def test_click_opens_the_session_and_an_empty_place_a_new_one(page, symposium, session):
    open_board(page, symposium)
    block(page, "Opening ceremony").click(position={"x": 60, "y": 70})
    expect(page.locator("#id_title_en")).to_have_value("Opening ceremony")

    page.go_back()
    page.get_by_role("link", name="New session, Sun 15 Dec, 13:30, Mekong").click()
    expect(page.get_by_label("Start:")).to_have_value("13:30")
    page.locator("#id_title_en").fill("Panel")
    page.get_by_label("Kind").select_option("discussion")
    page.get_by_role("button", name="Save", exact=True).click()
    assert place(symposium.sessions.get(title_en="Panel")) == "Sun 13:30-14:00 Mekong"


def test_session_is_moved_and_resized_by_keys_and_told_to_a_screen_reader(page, symposium, session):
    open_board(page, symposium)
    said = page.locator("[data-board-says]")
    link = page.get_by_role("link", name="Opening ceremony", exact=True)
    link.focus()
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Sat 14 Dec, Ballroom, 09:05 to 10:05")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("“Opening ceremony” is now on Sat 14 Dec, 09:10–10:10, Mekong.")
    assert place(session) == "Sat 09:10-10:10 Mekong"
    assert session.version == 2  # three keys, one request
    expect(link).to_be_focused()

    page.keyboard.press("Shift+ArrowUp")
    expect(said).to_contain_text("is now on Sat 14 Dec, 09:10–10:05, Mekong.")
    for _column in range(2):  # past the last room is the next day
        page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("is now on Sun 15 Dec, 09:10–10:05, Ballroom.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Back at Sun 15 Dec, Ballroom, 09:10 to 10:05")
    assert place(session) == "Sun 09:10-10:05 Ballroom"


def test_move_by_keys_is_saved_when_one_goes_on_at_once(page, symposium, session):
    open_board(page, symposium)
    page.get_by_role("link", name="Opening ceremony", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Start:")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Start:")).to_have_value("09:05")


def test_session_is_moved_and_put_back_without_javascript(page_without_javascript, symposium, session):
    page = open_board(page_without_javascript, symposium)
    box, head = block(page, "Opening ceremony").bounding_box(), page.locator(".board-track").first.bounding_box()
    assert (box["y"] - head["y"], box["height"]) == (12 * FIVE_MINUTES, 12 * FIVE_MINUTES)  # an hour after eight, an hour long

    block(page, "Opening ceremony").locator("summary").click()
    form = block(page, "Opening ceremony").locator("form")
    form.get_by_label("Day").select_option(label="Sun 15 Dec")
    form.get_by_label("Start").fill("11:05")
    form.get_by_label("End").fill("12:00")
    form.get_by_label("Room").select_option(label="No room")
    form.get_by_role("button", name="Move").click()
    expect(page.locator(".board-notice")).to_contain_text("“Opening ceremony” is now on Sun 15 Dec, 11:05–12:00, no room.")
    assert place(session) == "Sun 11:05-12:00 -"

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone.")
    assert place(session) == "Sat 09:00-10:00 Ballroom"


def test_rest_of_the_day_is_shifted_after_a_look_and_put_back_as_one(page, symposium, rooms, session):
    lunch = SessionFactory(symposium=symposium, start=time(12), end=time(13), title_en="Lunch", kind="break", is_pinned=True)
    talk = SessionFactory(symposium=symposium, room=rooms[1], start=time(11), end=time(12), title_en="Talk")
    open_board(page, symposium)
    block(page, "Opening ceremony").locator("summary").click()
    page.get_by_role("link", name="Shift the day from here…").click()
    page.get_by_label("Minutes").fill("15")
    page.get_by_role("button", name="Show what would move").click()
    expect(page.locator(".board-plan")).to_contain_text("Runs into “Lunch”, a fixed point")
    page.get_by_role("button", name="Shift 2 sessions by 15 minutes").click()

    expect(page.locator(".board-notice")).to_contain_text("2 sessions have been moved.")
    assert [place(row)[4:15] for row in (session, talk, lunch)] == ["09:15-10:15", "11:15-12:15", "12:00-13:00"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".board-notice")).to_contain_text("Undone. 2 sessions have been moved.")
    assert [place(row)[4:15] for row in (session, talk, lunch)] == ["09:00-10:00", "11:00-12:00", "12:00-13:00"]


def test_second_of_two_editors_sees_both_versions_and_loses_nothing(open_page, symposium, session):
    first, second = open_page(), open_page()
    sign_in(first, staff("sophea", "organiser"))
    sign_in(second, staff("dara", "organiser"))
    address = f"/admin/agenda/session/{session.pk}/change/"
    first.goto(address)
    second.goto(address)
    first.locator("#id_title_en").fill("Welcome")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator("#result_list")).to_contain_text("Welcome")

    second.locator("#id_title_en").fill("Grand opening")
    second.locator("#id_abstract_en").fill("A long text.")
    second.get_by_role("button", name="Save", exact=True).click()
    both = second.locator(".desk-both")
    expect(both.get_by_role("row", name="Title [en]")).to_contain_text("Grand openingWelcome")
    expect(second.locator(".desk-meanwhile")).to_contain_text("sophea")
    expect(second.locator("#id_abstract_en")).to_have_value("A long text.")
    session.refresh_from_db()
    assert session.title_en == "Welcome"

    second.get_by_role("button", name="Save my form over it").click()
    expect(second.locator(".messagelist")).to_contain_text("was changed successfully")
    session.refresh_from_db()
    assert (session.title_en, session.abstract_en) == ("Grand opening", "A long text.")


def test_second_of_two_who_drag_the_same_session_sees_both_places(open_page, symposium, session):
    first, second = open_page(), open_page()
    open_board(first, symposium, staff("sophea", "organiser"))
    open_board(second, symposium, staff("dara", "organiser"))
    for page, rows in ((first, 3), (second, 6)):
        box = block(page, "Opening ceremony").bounding_box()
        drag(page, (box["x"] + 60, box["y"] + 40), (0, rows * FIVE_MINUTES))
        expect(page.locator(".board-notice")).to_be_visible()

    expect(second.locator(".board-both")).to_contain_text("Sat 14 Dec, 09:30–10:30, Ballroom")
    expect(second.locator(".board-both")).to_contain_text("Sat 14 Dec, 09:15–10:15, Ballroom (saved by sophea")
    assert place(session) == "Sat 09:15-10:15 Ballroom"
    second.get_by_role("button", name="Move it as I wanted").click()
    expect(second.locator(".board-notice")).to_contain_text("is now on Sat 14 Dec, 09:30–10:30")
    assert place(session) == "Sat 09:30-10:30 Ballroom"


def test_move_that_cannot_be_sent_is_taken_back_and_said(page, open_page, symposium, session):
    open_board(page, symposium)
    page.context.set_offline(True)
    page.get_by_role("link", name="Opening ceremony", exact=True).focus()
    page.keyboard.press("ArrowDown")

    expect(page.locator(".board-notice")).to_contain_text("It was not saved")
    expect(block(page, "Opening ceremony")).to_contain_text("09:00–10:00")
    open_page.complaints.clear()  # the browser says itself that it is offline


def test_board_fits_a_telephone_and_scrolls_inside(phone, symposium, session):
    open_board(phone, symposium)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.goto(f"/admin/agenda/symposium/{symposium.pk}/board/shift/?session={session.pk}&minutes=15&rooms=all")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_finger_drags_a_session_by_its_times(open_page, symposium, session):
    phone = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_board(phone, symposium)
    box = block(phone, "Opening ceremony").locator(".board-time").bounding_box()
    touches = phone.context.new_cdp_session(phone)
    x, y = box["x"] + 20, box["y"] + 6
    for kind, down in (("touchStart", 0), ("touchMove", 20), ("touchMove", 3 * FIVE_MINUTES)):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y + down}]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(phone.locator(".board-notice")).to_contain_text("09:15–10:15, Ballroom")
    assert place(session) == "Sat 09:15-10:15 Ballroom"
