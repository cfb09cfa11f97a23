"""A real Chromium or Chrome for the tests in this folder, all marked `browser`.

Each page fails its test when the browser complained: a CSP violation, an error on the console, an uncaught exception.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tools.chromium import ADVICE, find_chromium

QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Set before any other script: violations that the console would not tell.
WATCH_CSP = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
});
"""


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """The installed Chromium or Chrome, started once in each worker."""
    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's own loop runs in this thread; Django would take each query of a test for one from a coroutine.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server):
    """Return a function that opens a page of a new visitor: open_page(viewport=PHONE, java_script_enabled=False, ...).

    The worker that keeps pages for times without a network stays out of tests that don't ask for it (service_workers="allow"): it would
    go on fetching while their database is emptied.
    """
    contexts, complaints = [], []

    def told(message: ConsoleMessage) -> None:
        asked_for = message.location.get("url", "")
        if message.type == "error" and not asked_for.endswith("/favicon.ico"):  # the browser's own idea
            complaints.append(f"console: {message.text} ({asked_for})")

    def open_page(**options) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "viewport": DESK, "service_workers": "block", **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.add_init_script(WATCH_CSP)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        return page

    open_page.complaints = complaints  # a test that provokes one takes it out
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page) -> Page:
    """A page as wide as a desk's screen."""
    return open_page()


@pytest.fixture
def phone(open_page) -> Page:
    """A page as wide as a telephone."""
    return open_page(viewport=PHONE)


@pytest.fixture
def page_without_javascript(open_page) -> Page:
    """A page in a browser that runs no script."""
    return open_page(java_script_enabled=False)
