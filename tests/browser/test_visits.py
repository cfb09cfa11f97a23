"""An attendee who comes back sees what changed since the release that this device saw last, until he has seen it."""

from datetime import time

import pytest
from playwright.sync_api import expect

from agenda.domain.release import publish
from agenda.models import ProgrammeRelease
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

THIRTEEN_HOURS = 13 * 3_600_000


@pytest.fixture
def session(transactional_db):
    """The first of two sessions of a published programme."""
    symposium = SymposiumFactory(slug="2030", published=False)
    made = SessionFactory(
        symposium=symposium, title_en="Opening", title_km="ពិធីបើក", room=RoomFactory(symposium=symposium, name_en="Hall A")
    )
    SessionFactory(symposium=symposium, title_en="Literacy", start=time(14), end=time(15))
    publish(symposium)
    return made


def move(session, hour: int) -> None:
    session.start, session.end = time(hour), time(hour + 1)
    session.save()
    publish(session.symposium)


def kept(page) -> dict:
    return page.evaluate("JSON.parse(localStorage.getItem('seen:2030'))")


def test_first_visit_marks_nothing(page, session):
    move(session, 10)
    page.goto("/en/2030/agenda/")

    expect(page.locator("[data-since]")).to_be_hidden()
    expect(page.locator(".since")).to_have_count(0)
    assert kept(page) == {"seen": 2}


@pytest.mark.parametrize(
    ("language", "notice", "mark"),
    [
        ("en", "One session changed since your last visit:", "Changed since your last visit: Moved from 09:00"),
        ("km", "វគ្គមួយបានផ្លាស់ប្ដូរ", "បានផ្លាស់ប្ដូរតាំងពីលោកអ្នកចូលមើលលើកមុន៖ ប្ដូរពីម៉ោង ០៩:០០"),
    ],
)
def test_next_visit_marks_what_changed_until_it_is_seen(page, session, language, notice, mark):
    page.goto(f"/{language}/2030/agenda/")
    move(session, 10)
    page.reload()
    expect(page.locator("[data-since]")).to_contain_text(notice)
    expect(page.locator(".since")).to_have_text([mark])
    expect(page.locator(".lately .changed:visible")).to_have_count(0)  # the same is not said twice

    page.reload()  # marks that were not seen are not lost
    expect(page.locator(".since")).to_have_count(1)
    page.locator("[data-since-list] a").click()
    expect(page.locator(".since")).to_have_text([mark])  # on the session's page too

    page.go_back()
    page.locator("[data-since-seen]").press("Enter")
    expect(page.locator("[data-since]")).to_be_hidden()
    expect(page.locator(".since")).to_have_count(0)
    expect(page.locator(".lately .changed:visible")).to_have_count(1)
    expect(page.locator("h1")).to_be_focused()
    page.reload()
    expect(page.locator(".star").first).to_be_visible()
    expect(page.locator(".since")).to_have_count(0)


def test_several_releases_come_to_what_changed_in_the_end(page, session):
    page.goto("/en/2030/agenda/")
    move(session, 10)
    move(session, 11)
    page.reload()
    expect(page.locator(".since")).to_have_text(["Changed since your last visit: Moved from 09:00"])

    move(session, 9)
    with page.expect_response("**/changes.json") as told:
        page.reload()
    told.value.finished()
    page.evaluate("fetch('/healthz')")  # by when it has read the answer too

    expect(page.locator(".since")).to_have_count(0)
    assert kept(page) == {"seen": 4}


def test_marks_are_gone_at_a_visit_much_later(page, session):
    page.goto("/en/2030/agenda/")
    move(session, 10)
    page.reload()
    expect(page.locator(".since")).to_have_count(1)

    page.evaluate("(age) => localStorage.setItem('seen:2030', JSON.stringify({ seen: 1, shown: 2, at: Date.now() - age }))", THIRTEEN_HOURS)
    page.reload()

    expect(page.locator(".star").first).to_be_visible()
    assert kept(page) == {"seen": 2}
    expect(page.locator(".since")).to_have_count(0)


def test_marks_stand_at_sessions_that_are_fetched_for_a_filter_too(page, session):
    page.goto("/en/2030/agenda/")
    move(session, 10)
    page.goto("/en/2030/agenda/?q=literacy")
    page.locator("form").get_by_role("link", name="Show all").click()

    expect(page.locator(".since")).to_have_count(1)


def test_device_that_was_away_for_very_long_is_told_that_much_has_changed(page, session):
    page.goto("/en/2030/agenda/")
    first = session.symposium.releases.get()
    ProgrammeRelease.objects.bulk_create(
        ProgrammeRelease(
            symposium=session.symposium,
            number=number,
            published_at=first.published_at,
            format=first.format,
            public_content=first.public_content,
            restricted_content=first.restricted_content,
        )
        for number in range(2, 60)
    )
    move(session, 10)

    page.reload()

    expect(page.locator("[data-since]")).to_contain_text("Much has changed since your last visit.")
    expect(page.locator("[data-since]").get_by_role("link", name="What changed")).to_be_visible()


def test_page_without_a_network_marks_nothing_and_the_next_visit_does(page, session):
    page.goto("/en/2030/agenda/")
    move(session, 10)
    page.route("**/changes.json", lambda route: route.fulfill(status=200, content_type="application/json", body="{"))
    page.reload()
    expect(page.locator(".star").first).to_be_visible()
    assert kept(page) == {"seen": 1}

    page.unroute_all()
    page.reload()

    expect(page.locator(".since")).to_have_count(1)


def test_other_edition_has_a_memory_of_its_own(page, session):
    page.goto("/en/2030/agenda/")
    other = SymposiumFactory(slug="2031", published=False)
    SessionFactory(symposium=other)
    publish(other)
    page.goto("/en/2031/agenda/")

    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["seen:2030", "seen:2031"]
