"""An attendee filters and searches: at once with JavaScript, by the server without, and never with another result."""

from datetime import time

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from agenda.models.search import ALIKE, INVISIBLE, search_key
from tests.browser.conftest import PHONE
from tests.factories import OrganisationFactory, RoomFactory, SessionFactory, SymposiumFactory

# Latin and Khmer, as people type and paste them: line-break marks, spellings that look alike, wide and doubled letters and spaces.
SAMPLES = [
    "Digital  LITERACY ",
    "ភស្តុតាង\u200bឌីជីថល",
    "ភស្ដុតាងឌីជីថល",
    "សន្និសីទស្ដីពី \u200c\u200d\u2060កោសល្យវិច័យ",
    "ទូរស័ព្ទ ទូរសព្ទ",
    "ឲ្យ ឱ្យ",
    "ផ្តល់ ប្តូរ បណ្តាញ",
    "មន្ត្រី ឧត្តម",
    "Straße ΣΊΣΥΦΟΣ İstanbul ﬁle Ⅳ ½",
    "\ufeffno\u00a0break\u3000wide",
    "ＦＵＬＬ　ｗｉｄｔｈ",
    "é e\u0301",
    "",
    "   ",
]
# Words and what they find: on the server and, at once, in the page.
FOUND = {
    "PARENTS": ["Literacy"],
    "ភស្ដុ\u200bតាង": ["Literacy"],
    "lotus": [],
    "national police": [],
    "department": ["Opening"],
    "opening literacy": [],
}
OF_A_COPY = {
    "?kind=ceremony": ["Opening"],
    "?organisation=police": ["Opening"],
    "?q=parents": ["Literacy"],
    "?kind=party": [],
    "?day=2001-01-01": [],
    "?sessions=ZZZZZZ": [],
    "?q=%01": [],
    "?at=2030-01-01T09:00": ["Opening", "Lunch", "Literacy", "Closed session"],
}


@pytest.fixture
def symposium(transactional_db):
    """Opening and Lunch on the first day, Literacy and a closed session on the second."""
    made = SymposiumFactory(slug="2030", published=False)
    hall = RoomFactory(symposium=made, name_en="Ballroom")
    police = OrganisationFactory(slug="police", name_en="National Police")
    opening = SessionFactory(symposium=made, title_en="Opening", title_km="ពិធីបើក", kind="ceremony", room=hall)
    opening.session_organisations.create(organisation=OrganisationFactory(slug="accd", name_en="Department", parent=police))
    SessionFactory(symposium=made, title_en="Lunch", title_km="អាហារថ្ងៃត្រង់", kind="break", start=time(12), end=time(13))
    second = made.days.last()
    SessionFactory(symposium=made, day=second, title_en="Literacy", title_km="ភស្តុតាងឌីជីថល", abstract_en="Phones and parents.")
    SessionFactory(
        symposium=made, day=second, title_en="Operation Lotus", title_km="", kind="case-study", tlp="amber", start=time(11), end=time(12)
    )
    publish(made)
    return made


def shown(page):
    return page.locator("article.session:visible h3")


def select(page, name: str, label: str) -> None:
    page.locator(f"select[name={name}]").select_option(label=label)


def forbid_navigation(page) -> None:
    """Leave a mark that a new page would not have."""
    page.evaluate("window.isTheSamePage = true")


def is_the_same_page(page) -> bool:
    return page.evaluate("window.isTheSamePage === true")


def test_query_is_brought_into_the_same_form_as_on_the_server(page, symposium):
    page.goto("/en/2030/agenda/")
    spelling = {"invisible": "".join(map(chr, INVISIBLE)), "alike": [list(pair) for pair in ALIKE]}
    script = """async ([texts, spelling]) => {
      const { searchKey } = await import("/static/js/search.js");
      return texts.map((text) => searchKey(text, spelling));
    }"""

    keys = page.evaluate(script, [SAMPLES, spelling])

    assert dict(zip(SAMPLES, keys, strict=True)) == {text: search_key(text) for text in SAMPLES}


def test_filter_is_applied_at_once_kept_in_the_address_and_told(open_page, symposium):
    page = open_page(viewport=PHONE)
    page.goto("/en/2030/agenda/?utm_source=mail")
    forbid_navigation(page)

    select(page, "kind", "Ceremony")

    expect(shown(page)).to_have_text(["Opening"])
    expect(page.get_by_role("status").filter(has_text="One session found.")).to_be_visible()
    expect(page).to_have_url("/en/2030/agenda/?utm_source=mail&kind=ceremony")
    assert page.locator(".lang a").get_attribute("href").endswith("?utm_source=mail&kind=ceremony")
    expect(page.locator(".day:visible")).to_have_count(1)
    select(page, "kind", "All kinds")
    expect(shown(page)).to_have_text(["Opening", "Lunch", "Literacy", "Closed session"])
    expect(page).to_have_url("/en/2030/agenda/?utm_source=mail")
    assert is_the_same_page(page)


def test_search_finds_at_once_what_the_server_finds(page, symposium):
    page.goto("/en/2030/agenda/")
    forbid_navigation(page)
    for words, found in FOUND.items():
        page.get_by_label("Search").fill(words)

        expect(shown(page)).to_have_text(found)
        expect(page.get_by_text("No session matches these filters.")).to_be_visible(visible=not found)
    assert is_the_same_page(page)

    for words, found in FOUND.items():
        page.goto(f"/en/2030/agenda/?q={words}")
        expect(page.locator("article.session h3")).to_have_text(found)
        expect(page.get_by_label("Search")).to_have_value(words)


def test_filters_are_cleared_from_the_keyboard(page, symposium):
    page.goto("/en/2030/agenda/")
    page.get_by_label("Search").focus()
    page.keyboard.type("nothing of the kind")
    expect(page.get_by_text("No session matches these filters.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown(page)).to_have_count(4)

    page.keyboard.type("parents")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found]")).to_be_focused()
    expect(shown(page)).to_have_text(["Literacy"])
    page.get_by_role("link", name="Show all").press("Enter")

    expect(shown(page)).to_have_count(4)
    expect(page.get_by_label("Search")).to_be_focused()
    expect(page).to_have_url("/en/2030/agenda/")


def test_filter_that_grows_fetches_what_the_server_left_out(page, symposium):
    page.goto("/en/2030/agenda/?kind=ceremony")
    expect(page.locator("article.session")).to_have_count(1)
    forbid_navigation(page)

    select(page, "kind", "Break")

    expect(shown(page)).to_have_text(["Lunch"])
    expect(page.locator("article.session:visible .star")).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    expect(shown(page)).to_have_count(4)
    assert is_the_same_page(page)


def test_filter_asks_the_server_where_the_whole_agenda_is_not_to_be_had(open_page, symposium):
    page = open_page()
    page.goto("/en/2030/agenda/?kind=ceremony")
    page.route("**/2030/agenda/", lambda route: route.fulfill(status=503, body="gone"))

    select(page, "kind", "Break")

    expect(page).to_have_url("/en/2030/agenda/?q=&day=&kind=break&organisation=&room=")
    expect(shown(page)).to_have_text(["Lunch"])
    assert [complaint for complaint in open_page.complaints if "503" not in complaint] == []
    open_page.complaints.clear()  # the browser's own, about the answer that was refused


def test_search_asks_the_server_where_its_index_is_not_to_be_had(open_page, symposium):
    page = open_page()
    page.route("**/search.json", lambda route: route.fulfill(status=200, content_type="application/json", body="{"))
    page.goto("/en/2030/agenda/")
    page.get_by_label("Search").fill("parents")
    page.get_by_role("button", name="Filter").click()

    expect(page.locator("article.session")).to_have_count(1)  # the server's page holds no other
    expect(shown(page)).to_have_text(["Literacy"])


def test_filters_of_the_address_are_applied_to_a_copy_of_the_whole_agenda(page, symposium):
    """As the service worker answers: with the kept agenda, whatever the query."""
    whole = page.request.get("/en/2030/agenda/").text()
    page.route("**/2030/agenda/?*", lambda route: route.fulfill(status=200, content_type="text/html", body=whole))
    for query, found in OF_A_COPY.items():
        page.goto(f"/en/2030/agenda/{query}")

        expect(shown(page)).to_have_text(found)
        expect(page.get_by_role("link", name="Show all")).to_have_count(1 if len(found) < 4 else 0)


def test_chosen_sessions_of_the_address_are_shown_from_a_copy_of_the_whole_agenda_with_their_clashes(page, symposium):
    opening = symposium.sessions.get(title_en="Opening")
    other = SessionFactory(symposium=symposium, title_en="Parallel")
    publish(symposium)
    whole = page.request.get("/en/2030/agenda/").text()
    page.route("**/2030/agenda/?*", lambda route: route.fulfill(status=200, content_type="text/html", body=whole))

    page.goto(f"/en/2030/agenda/?sessions={opening.code.lower()},{other.code}")

    expect(shown(page)).to_have_text(["Parallel", "Opening"])
    expect(page.locator(".clash")).to_have_count(2)


def test_filters_without_javascript_are_the_servers(page_without_javascript, symposium):
    page = page_without_javascript
    page.goto("/en/2030/agenda/")
    expect(page.get_by_role("link", name="Show all")).to_have_count(0)
    select(page, "organisation", "National Police")
    page.get_by_role("button", name="Filter").click()

    expect(page.locator("article.session h3")).to_have_text(["Opening"])
    expect(page.locator(".star")).to_have_count(0)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("article.session")).to_have_count(4)
