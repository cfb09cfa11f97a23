"""An attendee without a network: in flight mode, with the server stopped, in a hotel whose Wi-Fi hangs."""

import io
import json
import os
import re
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from agenda.domain.release import publish
from agenda.models import NewsItem, Symposium
from registrations.domain import tokens
from tests.browser.conftest import PHONE, QUIET
from tests.browser.network import Network
from tests.factories import (
    DelegationFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SymposiumFactory,
)
from tools.chromium import find_chromium

# The worker's own answer for what is not kept; the hall's screen, which asks the network itself; Khmer letters in English pages.
NOISE = re.compile(
    r"console: Failed to load resource: (the server responded with a status of 503 |net::\S+ \(\S+/(now/|static/fonts/khmer[^)]*)\))"
)
IS_KEPT = "async ([address, release]) => (await (await caches.match(address))?.json())?.release === release"
ALL_THAT_IS_KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(request.url, await (await caches.match(request)).text());
  return kept.join("\\n");
}"""
HAS_STYLE = "() => getComputedStyle(document.body).marginTop === '0px'"


@pytest.fixture
def session(transactional_db):
    """An open session of a published programme."""
    symposium = SymposiumFactory(slug="2030", is_current=True, published=False)
    police = OrganisationFactory(slug="police", name_en="Open police")
    hall = RoomFactory(symposium=symposium, name_en="Ballroom", name_km="សាលធំ")
    session = SessionFactory(symposium=symposium, title_en="Digital literacy", title_km="អក្ខរកម្មឌីជីថល", room=hall)
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="Irina Afonina", organisation=police))
    publish(symposium)
    return session


@pytest.fixture
def network(live_server):
    """The network through which the pages of these tests come."""
    network = Network(live_server.url)
    yield network
    network.close()


@pytest.fixture
def attendee(open_page, network):
    """Return a function that opens a page of a new attendee, whose device may keep the programme."""
    yield lambda **options: open_page(**{"base_url": network.url, "service_workers": "allow", "viewport": PHONE, **options})
    open_page.complaints[:] = [complaint for complaint in open_page.complaints if not NOISE.match(complaint)]


def visit_and_keep(page: Page, language: str = "en", slug: str = "2030", release: int = 1) -> None:
    """Visit the agenda, and wait until the device has the whole programme."""
    page.goto(f"/{language}/{slug}/agenda/")
    wait_until_kept(page, language, slug, release)


def wait_until_kept(page: Page, language: str = "en", slug: str = "2030", release: int = 1) -> None:
    wait_for(lambda: page.evaluate(IS_KEPT, [f"/{language}/{slug}/offline.json", release]))


def wait_for(is_so) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def kept_paths(page: Page, language: str = "en") -> list[str]:
    """Return the addresses of the pages that the device has."""
    bundle = page.evaluate("async (address) => (await caches.match(address)).json()", f"/{language}/2030/offline.json")
    return [path for path in bundle["pages"] if path not in bundle["types"]]


def note(page: Page):
    return page.locator("[data-note]:visible")


def test_every_kept_page_opens_in_flight_mode_after_one_visit_of_the_agenda(attendee, session):
    page = attendee()
    visit_and_keep(page)
    paths = [path for path in kept_paths(page) if path.endswith("/")]  # the others are data for scripts
    page.context.set_offline(True)

    seen = {}
    for path in paths:
        response = page.goto(path)
        seen[path] = (response.status, page.evaluate(HAS_STYLE), page.locator("h1").count(), note(page).count())

    hall = "/en/2030/now/"  # it has words of its own for a lost network
    assert {"/en/2030/", "/en/2030/agenda/", f"/en/2030/agenda/{session.code}/", "/en/2030/organisations/police/", hall} <= set(seen)
    assert seen.pop(hall) == (200, True, 1, 0)
    assert set(seen.values()) == {(200, True, 1, 1)}


def test_kept_page_says_how_old_it_is_in_its_language(attendee, session):
    page = attendee()
    for language in ("en", "km"):
        visit_and_keep(page, language)
    page.context.set_offline(True)

    page.goto("/en/2030/agenda/")
    expect(note(page)).to_have_text(re.compile(r"^\s*You are offline\. This copy is from \d+ \w+, \d\d:\d\d \(release 1\)\.\s*$"))
    page.goto("/km/2030/agenda/")
    expect(note(page)).to_have_text(re.compile(r"ទី[០-៩]+ ខែ\S+ ម៉ោង [០-៩]{2}:[០-៩]{2} \(កំណែទី១\)"))
    expect(page.get_by_role("link", name="អក្ខរកម្មឌីជីថល")).to_be_visible()


def test_agenda_opens_with_the_server_stopped_and_with_any_filter_in_its_address(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    network.become("stopped")

    queries = {"": True, f"?day={session.day.date}": True, "?q=literacy": True, "?q=literacy&kind=ceremony": False, "?q=nowhere": False}
    for query, is_found in queries.items():
        response = page.goto(f"/en/2030/agenda/{query}")
        assert (response.status, response.from_service_worker) == (200, True)
        expect(page.get_by_role("link", name="Digital literacy")).to_be_visible(visible=is_found)
        expect(page.get_by_text("No session matches these filters.")).to_be_visible(visible=not is_found)
        expect(note(page)).to_contain_text("You are offline.")


def test_kept_page_carries_the_headers_that_protect_it(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    online = page.reload().headers
    network.become("stopped")

    offline = page.reload().headers

    names = ("content-security-policy", "referrer-policy", "x-content-type-options", "permissions-policy", "cross-origin-opener-policy")
    assert {name: offline[name] for name in names} == {name: online[name] for name in names}


def test_page_that_is_not_kept_says_so_and_leads_to_what_is(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    network.become("stopped")

    for path in ("/en/2030/agenda/ZZZZZZ/", "/km/2030/agenda/", "/en/2031/news/", "/en/", "/", "/en/2030/agenda.pdf"):
        response = page.goto(path)
        assert response.status == 503
        expect(page.locator("h1")).to_have_text("This page needs a network")
    page.locator("main").get_by_role("link", name="Agenda", exact=True).click()
    expect(page.get_by_role("link", name="Digital literacy")).to_be_visible()
    assert "needs a network" not in page.evaluate(ALL_THAT_IS_KEPT).replace('"/en/2030/offline/"', "").split("This page")[0]


def test_pictures_that_were_seen_are_kept_and_the_least_used_go(attendee, network, session, private_storage):
    file = io.BytesIO()
    Image.new("RGB", (80, 40), "#173a78").save(file, "PNG")
    police = session.organisations.get()
    police.logo = private_storage.save("logos/police.png", ContentFile(file.getvalue()))
    police.save()
    publish(session.symposium)
    page = attendee()
    visit_and_keep(page, release=2)
    page.goto("/en/2030/organisations/police/", wait_until="networkidle")
    network.become("stopped")

    page.reload()

    assert page.evaluate("() => document.querySelector('main img').naturalWidth") > 0
    [worker] = page.context.service_workers
    left = worker.evaluate("""async () => {
      const cache = await caches.open(PICTURES);
      const [{ url: used }] = await cache.keys();
      for (let number = 0; number < 70; number += 1) {
        await keepPicture(cache, `/media/${number}.png`, new Response("picture"));
        await keepPicture(cache, used, new Response("picture"));
      }
      return (await cache.keys()).map(({ url }) => url).map((url) => (url === used ? "used" : Number(/(\\d+)\\.png/.exec(url)[1])));
    }""")
    assert left == [*range(11, 70), "used"]


def test_nothing_private_is_ever_kept(attendee, network, session, organiser, client):
    symposium = session.symposium
    delegation = DelegationFactory(symposium=symposium, organisation=session.organisations.get())
    secret = tokens.mint(RegistrationFactory(symposium=symposium, delegation=delegation, name_latin="Private Person"))
    session.title_en = "Title in the draft"
    session.save()
    client.force_login(organiser)
    page = attendee()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": network.url}])
    visit_and_keep(page)
    page.reload()  # from here on the worker is in charge

    shown = {}
    for path, words in {
        f"/en/registration/{secret}/": "Private Person",
        "/en/2030/register/": "csrfmiddlewaretoken",
        "/en/2030/faq/ask/": "csrfmiddlewaretoken",
        "/en/preview/2030/agenda/": "Title in the draft",
        "/en/release/1/2030/agenda/": "Digital literacy",
        "/admin/": "<title>",
    }.items():
        response = page.goto(path)
        shown[path] = (response.from_service_worker, response.status)
        assert words in page.content(), path
    page.goto("/en/2030/news/")
    kept = page.evaluate(ALL_THAT_IS_KEPT)

    assert set(shown.values()) == {(False, 200)}
    assert "Digital literacy" in kept
    for words in ("Private Person", secret, "Title in the draft", "csrfmiddlewaretoken", "organiser@", 'class="preview-bar"', "/admin/"):
        assert words not in kept, words
    network.become("stopped")
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"/en/registration/{secret}/")


def test_new_release_is_taken_with_a_network_and_nothing_is_loaded_again_by_itself(attendee, session):
    page = attendee()
    navigations = []
    page.on("framenavigated", lambda frame: navigations.append(frame.url))
    visit_and_keep(page)
    session.title_en = "Digital skills"
    session.save()
    publish(session.symposium)

    page.reload()
    expect(page.locator("article").get_by_role("link", name="Digital skills")).to_be_visible()
    wait_until_kept(page, release=2)
    page.context.set_offline(True)
    page.reload()

    expect(page.locator("article").get_by_role("link", name="Digital skills")).to_be_visible()
    expect(note(page)).to_contain_text("(release 2)")
    page.wait_for_timeout(500)
    assert len(navigations) == 3


def test_page_that_stays_open_tells_of_a_newer_programme_when_the_network_is_back(attendee, session):
    page = attendee()
    navigations = []
    page.on("framenavigated", lambda frame: navigations.append(frame.url))
    visit_and_keep(page)
    page.context.set_offline(True)
    page.reload()
    expect(note(page)).to_contain_text("You are offline.")
    session.title_en = "Digital skills"
    session.save()
    publish(session.symposium)

    page.context.set_offline(False)

    expect(note(page)).to_have_text(re.compile("A newer programme is here"))
    expect(page.get_by_role("link", name="Digital literacy")).to_be_visible()
    assert len(navigations) == 2
    page.get_by_role("link", name="Load it").click()
    expect(page.locator("article").get_by_role("link", name="Digital skills")).to_be_visible()
    expect(note(page)).to_have_count(0)


def test_note_goes_when_the_network_is_back_and_nothing_is_newer(attendee, session):
    page = attendee()
    visit_and_keep(page)
    page.context.set_offline(True)
    page.reload()
    expect(note(page)).to_contain_text("You are offline.")

    page.context.set_offline(False)

    expect(note(page)).to_have_count(0)


def test_half_a_download_does_not_take_the_place_of_a_whole_copy(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    session.title_en = "Digital skills"
    session.save()
    publish(session.symposium)
    network.halved = "GET /en/2030/offline.json"
    before = len(network.asked)

    page.reload()
    expect(page.locator("article").get_by_role("link", name="Digital skills")).to_be_visible()
    wait_for(lambda: any("GET /en/2030/offline.json" in line for line in network.asked[before:]))
    page.wait_for_timeout(300)
    network.become("stopped")
    page.reload()

    expect(page.get_by_role("link", name="Digital literacy")).to_be_visible()
    expect(note(page)).to_contain_text("(release 1)")


def test_network_that_hangs_costs_three_seconds(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    network.become("hung")

    began = time.monotonic()
    page.goto("/en/2030/news/", wait_until="commit")
    seconds = time.monotonic() - began

    expect(note(page)).to_contain_text("The network does not answer. This copy is from")
    assert 2.5 < seconds < 5


def test_server_that_fails_is_as_good_as_none(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    page.context.route("**/*", lambda route: route.fulfill(status=502, body="Bad gateway"))

    page.goto("/en/2030/news/")

    expect(page.locator("h1")).to_have_text("News")
    expect(note(page)).to_contain_text("You are offline.")


def test_symposium_that_is_hidden_again_is_forgotten(attendee, session):
    page = attendee()
    visit_and_keep(page)
    page.context.set_offline(True)
    page.reload()
    Symposium.objects.filter(pk=session.symposium.pk).update(state=Symposium.State.DRAFT)

    page.context.set_offline(False)

    wait_for(lambda: page.evaluate("async () => (await caches.match('/en/2030/offline.json')) === undefined"))


def test_two_symposia_are_kept_at_most_and_what_an_old_worker_left_goes(attendee, session):
    SymposiumFactory(slug="2031")
    SymposiumFactory(slug="2032")
    page = attendee()
    page.goto("/healthz")
    page.evaluate("async () => { await caches.open('symposium-0 pages 2030 en'); await caches.open('of somebody else'); }")

    for slug in ("2030", "2031", "2032"):
        visit_and_keep(page, slug=slug)

    wait_for(lambda: page.evaluate("async () => !(await caches.match('/en/2030/offline.json'))"))
    assert sorted(page.evaluate("caches.keys()")) == [
        "of somebody else",
        "symposium-1 files",
        "symposium-1 pages 2031 en",
        "symposium-1 pages 2032 en",
        "symposium-1 pictures",
    ]


def test_pages_are_fetched_again_when_the_clock_has_changed_them(attendee, network, session):
    opens = timezone.now() + timedelta(hours=1)
    NewsItem.objects.create(symposium=session.symposium, title_en="Metro is closed", published_at=opens)
    page = attendee()
    visit_and_keep(page)
    [worker] = page.context.service_workers
    until = worker.evaluate("() => opened.get('/en/2030/offline.json').bundle.until")
    assert "Metro is closed" not in page.evaluate(ALL_THAT_IS_KEPT)

    with time_machine.travel(opens + timedelta(minutes=1)):
        worker.evaluate("() => { opened.get('/en/2030/offline.json').bundle.until = new Date().toISOString() }")
        page.reload()
        wait_for(lambda: "Metro is closed" in page.evaluate(ALL_THAT_IS_KEPT))

    assert datetime.fromisoformat(until) == opens


def test_reader_who_saves_data_is_asked_first(attendee, session):
    page = attendee()
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    page.goto("/en/2030/agenda/")
    expect(note(page)).to_contain_text("The programme can also be read without a network.")
    assert page.evaluate("caches.keys()") == []

    page.get_by_role("button", name="Keep it on this device").click()

    wait_until_kept(page)
    expect(note(page)).to_have_count(0)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(note(page)).to_have_count(0)


def test_device_that_can_keep_nothing_reads_the_pages_all_the_same(attendee, session):
    for missing in (
        "delete window.caches",
        "Object.defineProperty(navigator, 'serviceWorker', { get: () => undefined })",
        "navigator.serviceWorker.register = async () => { throw new DOMException('no', 'SecurityError') }",
    ):
        page = attendee()
        page.add_init_script(missing)
        page.goto("/en/2030/agenda/", wait_until="networkidle")
        expect(page.get_by_role("link", name="Digital literacy")).to_be_visible()
        expect(note(page)).to_have_count(0)


def test_browser_without_idle_callbacks_keeps_the_programme_too(attendee, session):
    page = attendee()
    page.add_init_script("delete window.requestIdleCallback")

    visit_and_keep(page)


def test_full_device_keeps_the_copy_that_it_has(attendee, network, session):
    page = attendee()
    visit_and_keep(page)
    [worker] = page.context.service_workers
    worker.evaluate("() => { Cache.prototype.put = async () => { throw new DOMException('full', 'QuotaExceededError') } }")
    session.title_en = "Digital skills"
    session.save()
    publish(session.symposium)
    before = len(network.asked)

    page.reload()
    wait_for(lambda: any("GET /en/2030/offline.json" in line for line in network.asked[before:]))
    page.wait_for_timeout(300)
    network.become("stopped")
    page.reload()

    expect(note(page)).to_contain_text("(release 1)")


def test_site_can_be_installed_as_an_app(browser, live_server, session, tmp_path):
    options = {"executable_path": find_chromium(), "args": [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]}
    with browser.browser_type.launch_persistent_context(tmp_path, base_url=live_server.url, **options) as context:  # not incognito
        page = context.new_page()
        visit_and_keep(page)
        chromium = context.new_cdp_session(page)

        errors = chromium.send("Page.getInstallabilityErrors")
        manifest = chromium.send("Page.getAppManifest")

    assert errors == {"installabilityErrors": []}
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["start_url"] == "/en/2030/agenda/"
