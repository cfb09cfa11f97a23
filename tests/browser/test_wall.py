"""The screen in the hall runs by itself: minutes, mornings, releases, lost networks; and shows what the server would show."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from agenda.domain.release import publish
from tests.browser.conftest import PHONE
from tests.factories import OrganisationFactory, RoomFactory, SessionFactory, SymposiumFactory

ZONE = ZoneInfo("Asia/Phnom_Penh")
NOW = datetime(2022, 12, 14, 9, 48, tzinfo=ZONE)
PATH = "/en/2022/now/"
# What is seen of the wall, in the order of the page, read from any document: words outside what is hidden, and how far the bars are.
SEEN = """(doc) => {
  const seen = [doc.body.dataset.mode];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.data.trim()) seen.push(node.data.trim().replace(/\\s+/g, " "));
    if (node.nodeType !== Node.ELEMENT_NODE || node.hidden) return;
    if (node.tagName === "PROGRESS") seen.push(`${node.value} of ${node.max}`);
    node.childNodes.forEach(walk);
  };
  doc.querySelectorAll(".wall-head, main, .wall-changes").forEach(walk);
  return seen.join(" ").replace(/ +/g, " ");
}"""
SEEN_ON_THE_SERVER = f"""async (address) => {{
  const answer = await fetch(address);
  return ({SEEN})(new DOMParser().parseFromString(await answer.text(), "text/html"));
}}"""


@pytest.fixture
def symposium(transactional_db):
    """Two days of an edition with all that a wall must tell apart, published two hours before NOW and once more ten minutes before."""
    symposium = SymposiumFactory(slug="2022", starts_on=date(2022, 12, 14), published=False)
    hall = RoomFactory(symposium=symposium, name_en="Ballroom", name_km="សាលធំ", order=1)
    annex = RoomFactory(symposium=symposium, name_en="Annex", name_km="", order=2)
    opening = SessionFactory(symposium=symposium, title_en="Opening", title_km="ពិធីបើក", room=hall)
    opening.session_organisations.create(organisation=OrganisationFactory(name_en="National Police"))
    for title, start, end, more in [
        ("Coffee", time(10), time(10, 30), {"kind": "break"}),
        ("Privacy", time(10, 30), time(12), {"room": hall, "title_km": ""}),
        ("Secret", time(10, 30), time(11, 15), {"room": annex, "tlp": "amber"}),
        ("Dropped", time(14), time(14, 30), {"room": hall, "state": "cancelled"}),
        ("Panel", time(15), time(16), {"room": hall, "state": "tentative"}),
        ("Closing", time(9, 30), time(10, 30), {"room": hall, "day": symposium.days.last()}),
    ]:
        SessionFactory(symposium=symposium, title_en=title, start=start, end=end, **more)
    publish(symposium, at=NOW - timedelta(hours=2))
    move(symposium, "Panel", time(15, 15), at=NOW - timedelta(minutes=10))
    return symposium


def move(symposium, title: str, start: time, at: datetime) -> None:
    session = symposium.sessions.get(title_en=title)
    session.start = start
    session.save()
    publish(symposium, at=at)


class Hall:
    """A screen in the hall, and the clocks of the server and of the device, which go on together."""

    def __init__(self, page: Page, clock):
        self.page, self.clock = page, clock

    def open(self, path: str = PATH, device: datetime = NOW) -> None:
        self.page.clock.install(time=device)
        self.page.goto(path)
        self.page.evaluate("window.isSameWindow = true")

    def forward(self, **span) -> None:
        self.clock.shift(timedelta(**span))
        self.page.clock.fast_forward(int(timedelta(**span).total_seconds() * 1000))

    def shows(self, *, clock: str, now: list[str], following: list[str]) -> None:
        expect(self.page.locator("[data-clock]")).to_have_text(clock)
        expect(self.page.locator(".wall-now h3")).to_have_text(now)
        expect(self.page.locator(".wall-next h3")).to_have_text(following)
        assert self.page.evaluate("window.isSameWindow") is True

    @property
    def note(self):
        return self.page.locator("[data-lost]")


@pytest.fixture
def hall(page, symposium):
    """The hall of this symposium at NOW."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield Hall(page, clock)


def test_wall_follows_the_clock_by_itself(hall):
    hall.open()
    hall.shows(clock="09:48", now=["Opening"], following=["Coffee"])
    expect(hall.page.locator(".wall-now [data-left-words]")).to_have_text("12 minutes left")

    hall.forward(minutes=11)
    expect(hall.page.locator(".wall-now [data-left-words]")).to_have_text("1 minute left")
    assert hall.page.locator(".wall-now progress").evaluate("bar => [bar.value, bar.max]") == [59, 60]

    hall.forward(minutes=1)
    hall.shows(clock="10:00", now=["Coffee"], following=["Privacy", "Closed session"])
    expect(hall.page.locator("[data-in]")).to_have_text("in 30 minutes")


def test_wall_goes_by_the_venues_clock_and_not_by_the_devices(open_page, symposium):
    page = open_page(timezone_id="America/Lima")
    with time_machine.travel(NOW, tick=True) as clock:
        hall = Hall(page, clock)
        hall.open(device=NOW - timedelta(hours=5))
        expect(page.locator("html[data-live]")).to_have_count(1)
        hall.forward(seconds=5)

        hall.shows(clock="09:48", now=["Opening"], following=["Coffee"])


def test_wall_wakes_up_next_morning(hall):
    hall.open()
    hall.forward(hours=8)
    hall.shows(clock="17:48", now=[], following=["Closing"])
    expect(hall.page.locator(".wall-next [data-day]")).to_have_text("Tomorrow")
    expect(hall.page.locator("[data-doors]")).to_have_text("Tomorrow Doors open 08:30")

    hall.forward(hours=15, minutes=50)

    hall.shows(clock="09:38", now=["Closing"], following=[])
    expect(hall.page.locator("[data-date]")).to_have_text("Thursday 15 December 2022")
    hall.forward(hours=1)
    expect(hall.page.locator("main")).to_contain_text("The symposium is over. Thank you for coming.")


def test_wall_takes_a_new_release_within_a_minute_without_loading_anew(hall, symposium):
    hall.open()
    hall.shows(clock="09:48", now=["Opening"], following=["Coffee"])
    move(symposium, "Coffee", time(9, 55), at=NOW + timedelta(seconds=20))

    hall.forward(seconds=59)

    expect(hall.page.locator(".wall-next .wall-when")).to_have_text("09:55–10:30")
    expect(hall.page.locator("[data-changes] li").first).to_have_text("Coffee: moved from 10:00–10:30 to 09:55–10:30")
    expect(hall.page.locator("[data-changes] li").last).to_have_text("Panel: moved from 15:00–16:00 to 15:15–16:00")
    hall.forward(minutes=42)
    expect(hall.page.locator("[data-changes] li")).to_have_text(["Panel: moved from 15:00–16:00 to 15:15–16:00"])
    hall.forward(minutes=8)
    expect(hall.page.locator("[data-part=changes]")).to_be_hidden()


def test_wall_goes_on_without_a_network_and_says_so(hall, open_page):
    hall.open()
    hall.shows(clock="09:48", now=["Opening"], following=["Coffee"])
    hall.page.context.set_offline(True)
    hall.forward(seconds=31)
    hall.forward(minutes=42)
    hall.forward(seconds=31)

    hall.shows(clock="10:31", now=["Privacy", "Closed session"], following=["Dropped", "Panel"])
    expect(hall.note).to_have_text("No connection since 09:48")
    hall.forward(hours=23)
    hall.shows(clock="09:31", now=["Closing"], following=[])
    hall.page.context.set_offline(False)
    hall.forward(seconds=31)
    expect(hall.note).to_be_hidden()
    assert [said for said in open_page.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []
    open_page.complaints.clear()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<!doctype html><title>Hotel Wi-Fi</title><body data-wall><h1>Accept our terms</h1>"),
        (200, ""),
        (200, "a copy without a date, as a service worker gives it"),
        (500, "<h1>Server error</h1>"),
        (404, "<h1>Not found</h1>"),
        (304, ""),
    ],
)
def test_wall_takes_nothing_that_is_not_its_page(hall, open_page, symposium, status, body):
    answer = {"status": status, "body": body, "headers": {"Date": "Wed, 14 Dec 2022 05:00:00 GMT"}}
    if body.startswith("a copy"):
        answer = {"body": hall.page.request.get(PATH).text().replace("Coffee", "Tea")}
    hall.page.route(
        f"**{PATH}",
        lambda route: route.continue_() if route.request.is_navigation_request() else route.fulfill(content_type="text/html", **answer),
    )
    hall.open()
    hall.forward(seconds=31)
    hall.forward(minutes=12)
    hall.forward(seconds=31)

    hall.shows(clock="10:01", now=["Coffee"], following=["Privacy", "Closed session"])
    expect(hall.note).to_have_text("No connection since 09:48")
    open_page.complaints[:] = [said for said in open_page.complaints if f"status of {status}" not in said]


def test_wall_from_an_old_copy_shows_the_moment_and_not_the_copys(hall, open_page):
    copy = hall.page.request.get(PATH).text()
    hall.clock.shift(timedelta(hours=1))
    hall.page.route(
        f"**{PATH}",
        lambda route: route.fulfill(body=copy, content_type="text/html") if route.request.is_navigation_request() else route.abort(),
    )

    hall.open(device=NOW + timedelta(hours=1))
    hall.page.clock.fast_forward(3000)

    hall.shows(clock="10:48", now=["Privacy", "Closed session"], following=["Dropped", "Panel"])
    open_page.complaints.clear()


def test_wall_is_not_led_by_the_clock_of_a_copy_that_answers_for_the_server(hall):
    copy = hall.page.request.get(PATH).text()
    old = {"Date": "Wed, 14 Dec 2022 02:48:00 GMT"}
    hall.page.route(f"**{PATH}", lambda route: route.fulfill(body=copy, content_type="text/html", headers=old))
    hall.open(device=NOW + timedelta(hours=1))
    hall.forward(seconds=31)
    hall.forward(seconds=91)

    hall.shows(clock="10:50", now=["Privacy", "Closed session"], following=["Dropped", "Panel"])
    expect(hall.note).to_be_visible()


def test_wall_of_a_room_and_in_colours_that_were_asked_for(hall, symposium):
    room = symposium.rooms.get(name_en="Annex")
    hall.open(f"{PATH}?room={room.pk}&theme=dark")
    hall.forward(minutes=43)

    hall.shows(clock="10:31", now=["Closed session"], following=[])
    expect(hall.page.locator("[data-room-name]")).to_have_text("Annex")
    assert hall.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 31)"
    hall.forward(hours=1)
    expect(hall.page.locator("main")).to_contain_text("Nothing more takes place in this room.")


def test_rehearsal_runs_on_from_its_moment(hall):
    hall.open(f"{PATH}?at=2022-12-14T10:20")
    expect(hall.page.locator("[data-rehearsal]")).to_be_visible()
    hall.shows(clock="10:20", now=["Coffee"], following=["Privacy", "Closed session"])

    hall.forward(minutes=11)

    hall.shows(clock="10:31", now=["Privacy", "Closed session"], following=["Dropped", "Panel"])
    expect(hall.page.locator("[data-rehearsal]")).to_be_visible()


def seen_at_last(page: Page, expected: str) -> str:
    """Return what is seen once it is what is expected, or else after five seconds: what changed lately comes with the next answer."""
    for _try in range(50):
        shown = page.evaluate(f"({SEEN})(document)")
        if shown == expected:
            break
        page.wait_for_timeout(100)
    return shown


@pytest.mark.parametrize(
    ("language", "query"), [("en", ""), ("km", ""), ("en", "&room={hall}"), ("km", "&room={annex}"), ("en", "&room=9999")]
)
def test_script_shows_what_the_server_shows(hall, symposium, open_page, language, query):
    rooms = {"hall": symposium.rooms.first().pk, "annex": symposium.rooms.last().pk}
    address = f"/{language}/2022/now/?at={{at:%Y-%m-%dT%H:%M}}{query.format(**rooms)}"
    at = datetime(2022, 12, 12, 20, 0)
    hall.open(address.format(at=at))
    moments = [at + timedelta(hours=7 * step) for step in range(1, 5)]
    moments += [datetime(2022, 12, 14, 8, 20) + timedelta(minutes=step) for step in (0, 10, 39, 40, 99, 100, 129, 130, 131, 174, 175)]
    moments += [
        datetime(2022, 12, 14, 12) + timedelta(minutes=step) for step in (0, 120, 149, 150, 180, 195, 240, 479, 719, 720, 1300, 1350, 1400)
    ]

    different = []
    for moment in moments:
        hall.forward(seconds=(moment - at).total_seconds())
        at = moment
        expect(hall.page.locator("[data-clock]")).to_have_attribute(
            "datetime", f"{moment.replace(tzinfo=ZONE).astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M}:00.000Z"
        )
        expected = hall.page.evaluate(SEEN_ON_THE_SERVER, address.format(at=moment))
        if (shown := seen_at_last(hall.page, expected)) != expected:
            different.append((moment, shown, expected))

    assert different == []
    assert len(expected) > 40
    open_page.complaints[:] = [said for said in open_page.complaints if "status of 404" not in said]


def test_wall_does_not_grow_over_a_day(hall):
    hall.open()
    sizes = set()
    for _step in range(24):
        hall.forward(minutes=60)
        sizes.add(hall.page.evaluate("document.querySelectorAll('*').length"))

    assert max(sizes) - min(sizes) < 60


def test_wall_without_javascript_is_right_at_the_answer_and_loads_itself_anew(page_without_javascript, symposium):
    with time_machine.travel(NOW, tick=True):
        page_without_javascript.goto(PATH)

        expect(page_without_javascript.locator(".wall-now h3")).to_have_text(["Opening"])
        expect(page_without_javascript.locator(".wall-now [data-left-words]")).to_have_text("12 minutes left")
        assert page_without_javascript.locator("meta[http-equiv=refresh]").get_attribute("content") == "30"
        page_without_javascript.get_by_role("link", name="Annex").click()
        expect(page_without_javascript.locator("[data-room-name]")).to_have_text("Annex")


def test_setup_line_goes_when_nobody_uses_it_and_comes_back(hall):
    setup = hall.page.locator("[data-setup]")
    hall.open()
    expect(setup).to_be_visible()
    hall.forward(seconds=17)
    expect(setup).to_be_hidden()

    hall.page.keyboard.press("Shift")

    expect(setup).to_be_visible()


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768)])
def test_crowded_wall_fits_on_a_screen(open_page, symposium, language, size):
    title = "A long title of a session about digital evidence, cooperation and the protection of children, part"
    for number in range(8):
        room = RoomFactory(symposium=symposium)
        SessionFactory(
            symposium=symposium, room=room, title_en=f"{title} {number}", title_km=f"{title} {number}", start=time(16), end=time(17)
        )
    publish(symposium)
    page = open_page(viewport={"width": size[0], "height": size[1]})

    for moment in ("2022-12-14T15:20", "2022-12-14T16:20"):
        page.goto(f"/{language}/2022/now/?at={moment}")
        expect(page.locator("html[data-live]")).to_have_count(1)
        assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [size[1], size[0]]


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("width", [PHONE["width"], 320])
def test_wall_is_not_wider_than_a_phone(open_page, symposium, language, width):
    page = open_page(viewport={"width": width, "height": 700})
    page.goto(f"/{language}/2022/now/?at=2022-12-14T10:40")

    assert page.evaluate("document.documentElement.scrollWidth") == width
