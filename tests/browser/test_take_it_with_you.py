"""The programme in other programs, as a browser sees it: blocks of data under the page's policy, and the ways to files and feeds."""

import json

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from agenda.domain.release import publish
from tests.factories import OrganisationFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def session(transactional_db):
    """A session of a published programme, presented by the police."""
    session = SessionFactory(
        symposium=SymposiumFactory(slug="2030", published=False), code="AAAAA2", title_en="Opening </script>", title_km="ពិធីបើក"
    )
    session.session_organisations.create(organisation=OrganisationFactory(slug="police"))
    publish(session.symposium)
    return session


@pytest.mark.parametrize(("path", "name"), [("en/2030/", "Digital Forensics Symposium"), ("km/2030/agenda/AAAAA2/", "ពិធីបើក")])
def test_page_with_a_block_of_data_keeps_to_its_policy(page, session, path, name):
    page.goto(f"/{path}", wait_until="networkidle")  # a complaint of the browser fails the test (conftest.py)

    block = page.locator('script[type="application/ld+json"]')
    assert json.loads(block.text_content())["name"] == name


def test_block_that_the_policy_does_not_name_could_run_nothing(open_page, session):
    page = open_page()
    page.goto("/en/2030/")

    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.head.append(script); }"
    )

    assert page.evaluate("window.ran") is None
    assert any("CSP: script-src" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_attendee_takes_the_agenda_a_day_and_a_session_along(page, session):
    page.goto("/en/2030/agenda/")
    section = page.locator("#take-it-with-you")
    page.get_by_role("link", name="Take it with you").click()
    expect(section).to_be_in_viewport()
    assert section.get_by_role("link", name="Subscribe").get_attribute("href") == "webcal://127.0.0.1:8000/en/2030/agenda.ics"

    addresses = [link.get_attribute("href") for link in section.locator('a[href*=".ics"]:not([href^="webcal"])').all()]
    page.goto("/en/2030/agenda/AAAAA2/")
    addresses.append(page.get_by_role("link", name="Add to calendar").get_attribute("href"))
    page.goto("/en/2030/organisations/police/")
    addresses.append(page.get_by_role("link", name="Add to calendar").get_attribute("href"))

    events = [len(Calendar.from_ical(page.request.get(address).body()).walk("VEVENT")) for address in addresses]
    assert events == [1, 1, 0, 1, 1]


def test_calendar_offered_beside_a_filter_holds_what_the_filter_shows(page_without_javascript, session):
    page = page_without_javascript
    page.goto("/en/2030/agenda/?kind=presentation&q=")

    address = page.get_by_role("link", name="Add to calendar").first.get_attribute("href")

    assert address == "/en/2030/agenda.ics?kind=presentation&q="
    assert b"SUMMARY;LANGUAGE=en:Opening" in page.request.get(address).body()
