"""What a visit of the agenda costs a phone: requests and bytes on the wire, in a real Chromium."""

import os
import re
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tools.bench_site import HOST, Server
from tools.bench_tables import Report
from tools.bench_wire import Asked, Relay, relay
from tools.chromium import ADVICE, find_chromium

QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
IDLE_SECONDS = 4  # in which a service worker fetches what it keeps
REQUESTS = 6
KB_FIRST = {"en": 45, "km": 75}
KB_AGAIN, KB_BUNDLE = 1, 60
NAMES = {"en": "English", "km": "Khmer"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start an installed Chromium or Chrome."""
    path = find_chromium()
    if path is None:
        sys.exit(f"bench: {ADVICE}")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


def visits(browser: Browser, wire: Relay, path: str) -> tuple[list[Asked], list[Asked]]:
    """Visit a page twice in a profile of its own, and return what each visit asked for."""
    context = browser.new_context(base_url=f"http://{HOST}:{wire.port}", **PHONE)
    asked = []
    for _visit in range(2):
        page = context.new_page()
        page.goto(path, wait_until="load")
        page.wait_for_timeout(IDLE_SECONDS * 1000)
        asked.append(wire.taken())
        page.close()
    context.close()
    return asked[0], asked[1]


def not_asked_yet(server: Server, path: str, asked: list[Asked]) -> list[Asked]:
    """Return the icon and the manifest, which a browser with a window asks for too, where this one did not."""
    with urllib.request.urlopen(server.url + path) as answer:  # noqa: S310 - our own address
        html = answer.read().decode()
    named = [re.search(rf'<link rel="{kind}"[^>]* href="([^"]+)"', html) for kind in ("icon", "manifest")]
    paths = {found[1] for found in named if found} - {one.path for one in asked}
    answers = {path: server.ask(path, accept_encoding="gzip, deflate, br") for path in sorted(paths)}
    return [Asked(path, False, answer.bytes_sent) for path, answer in answers.items() if answer.status == 200]


def measure_visits(report: Report, server: Server, slug: str) -> None:
    """Visit the agenda in both languages; count the service worker's own requests apart."""
    rows, lists = [], []
    with relay(server) as wire, chromium() as browser:
        for language, most in KB_FIRST.items():
            path = f"/{language}/{slug}/agenda/"
            first, again = visits(browser, wire, path)
            name = NAMES[language]
            behind = [one for one in first if one.is_behind_the_page]
            page = [one for one in first if not one.is_behind_the_page]
            page += not_asked_yet(server, path, first)
            rows.append(visit(report, f"{name}, first visit", page, most, REQUESTS if language == "en" else None))
            rows.append(visit(report, f"{name}, second visit", [one for one in again if not one.is_behind_the_page], KB_AGAIN))
            rows.append(apart(f"{name}, service worker, first visit", behind))
            rows.append(apart(f"{name}, service worker, second visit", [one for one in again if one.is_behind_the_page]))
            rows.append(bundle(report, server, f"/{language}/{slug}/offline.json", name))
            lists.append(f"{name}, first visit: " + ", ".join(f"`{one.path}` {one.size:,}" for one in page) + ".")
    report.table(["", "requests", "target", "bytes", "KB", "target", ""], rows)
    for text in lists:
        report.say(text)


def visit(report: Report, name: str, asked: list[Asked], most_kb: int, most_requests: int | None = None) -> list[str]:
    """Return a visit's line in the table, judged."""
    size = sum(one.size for one in asked)
    target, verdict = report.judged(f"{name}, KB", size / 1024, most=most_kb)
    allowed = ""
    if most_requests:
        allowed, requests_verdict = report.judged(f"{name}, requests", len(asked), most=most_requests)
        verdict = verdict if requests_verdict == "met" else requests_verdict
    return [name, str(len(asked)), allowed, f"{size:,}", f"{size / 1024:.1f}", target, verdict]


def apart(name: str, asked: list[Asked]) -> list[str]:
    """Return a line for what has no target."""
    size = sum(one.size for one in asked)
    return [name, str(len(asked)), "", f"{size:,}", f"{size / 1024:.1f}", "", ""]


def bundle(report: Report, server: Server, path: str, language: str) -> list[str]:
    """Return the line of the pages that a device keeps."""
    answer = server.ask(path, accept_encoding="br")
    if answer.status == 404:
        return [f"{language}, offline bundle", "not built", *[""] * 5]
    return visit(report, f"{language}, offline bundle", [Asked(path, True, answer.bytes_sent)], KB_BUNDLE)
