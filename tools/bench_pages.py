"""Requests a second of the site's pages beside those of a bare Django view on the same server, by wrk."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median

from tools.bench_site import Answer, Server
from tools.bench_tables import Report

CONNECTIONS = 16
WARM, UNCHANGED = 1.1, 1.5  # of the bare view's requests a second, at least


@dataclass(frozen=True)
class Page:
    """A page of the site, and how it is asked for."""

    name: str
    path: str
    encoding: str = "br"
    is_known: bool = False  # asked for by a reader who has it already


@dataclass(frozen=True)
class Run:
    """What wrk saw, and what the server used."""

    requests_a_second: float
    cpu_microseconds: float


def pages_of(slug: str, code: str) -> list[Page]:
    """Return what is measured, of one symposium and one of its sessions."""
    base = f"/en/{slug}/"
    agenda, calendar = f"{base}agenda/", f"{base}agenda.ics"
    return [
        Page("agenda, not compressed", agenda, encoding="identity"),
        Page("agenda, br", agenda),
        Page("agenda in Khmer, br", f"/km/{slug}/agenda/"),
        Page("session, br", f"{agenda}{code}/"),
        Page("home, br", base),
        *(Page(f"agenda.{name}, br", f"{base}agenda.{name}") for name in ("ics", "json", "xml")),
        Page("agenda.pdf", f"{base}agenda.pdf"),
        Page("agenda, 304", agenda, is_known=True),
        Page("agenda.ics, 304", calendar, is_known=True),
    ]


def warm(server: Server, path: str, headers: dict[str, str]) -> None:
    """Let each worker render a page: a new connection goes to any of them."""
    for _connection in range(16):
        server.ask(path, **headers)


def load(server: Server, path: str, headers: dict[str, str], seconds: int) -> Run:
    """Let wrk ask for a path and return what it saw; end when answers failed."""
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    before = server.cpu_seconds()
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", *options, server.url + path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = server.cpu_seconds() - before
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"bench: {path} was not answered as it should be:\n{told}")
    count = int(re.search(r"(\d+) requests in", told)[1])
    return Run(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), used / count * 1e6)


def headers_for(server: Server, page: Page) -> dict[str, str] | None:
    """Return the headers with which wrk asks for a page; None where there is no such page yet."""
    answer = server.ask(page.path, accept_encoding=page.encoding)
    if answer.status == 404:
        return None
    return {"Accept-Encoding": page.encoding} | ({"If-None-Match": answer.headers["etag"]} if page.is_known else {})


@dataclass
class Measured:
    """All runs of one page: the bare view's before each, and the bare view's with as many bytes where the page has more."""

    page: Page
    headers: dict[str, str]
    sent: Answer
    bare: list[Run] = field(default_factory=list)
    ours: list[Run] = field(default_factory=list)
    equal: list[Run] = field(default_factory=list)

    def ratio(self, beside: list[Run]) -> float:
        """Return our requests a second by the other's, the median of all rounds."""
        return median(mine.requests_a_second / other.requests_a_second for mine, other in zip(self.ours, beside, strict=True))


def measure_pages(report: Report, bare: Server, ours: Server, pages: list[Page], rounds: int, seconds: int) -> None:
    """Measure by turns, bare then ours, so that what else the computer does weighs on both alike."""
    built, bare_sent = [], bare.ask("/")
    for page in pages:
        headers = headers_for(ours, page)
        if headers is not None:
            built.append(Measured(page, headers, ours.ask(page.path, **headers)))
            warm(ours, page.path, headers)
    for _round in range(rounds):
        for one in built:
            one.bare.append(load(bare, "/", {}, seconds))
            one.ours.append(load(ours, one.page.path, one.headers, seconds))
            if one.sent.bytes_of_body > bare_sent.bytes_of_body:
                one.equal.append(load(bare, f"/{one.sent.bytes_of_body}/", {}, seconds))
    header = ["", "bytes sent", "requests/s", "of bare", "target", "", "of bare at equal bytes", "server's CPU, µs a request"]
    bare_runs = [run for one in built for run in one.bare]
    rows = [["bare view, 30 KB", f"{bare_sent.bytes_sent:,}", *speed_and_cpu(bare_runs, "1", "", "", "")]]
    rows += [row(report, one) for one in built]
    rows += [[page.name, "not built", *[""] * 6] for page in pages if page not in [one.page for one in built]]
    report.table(header, rows)


def row(report: Report, one: Measured) -> list[str]:
    """Return a page's line in the table."""
    ratio = one.ratio(one.bare)
    target, verdict = report.judged(one.page.name, ratio, least=UNCHANGED if one.page.is_known else WARM)
    equal = f"{one.ratio(one.equal):.2f}" if one.equal else ""
    return [one.page.name, f"{one.sent.bytes_sent:,}", *speed_and_cpu(one.ours, f"{ratio:.2f}", target, verdict, equal)]


def speed_and_cpu(runs: list[Run], *between: str) -> list[str]:
    """Return the medians of requests a second and of processor time, and what stands between them."""
    speed, cpu = median(run.requests_a_second for run in runs), median(run.cpu_microseconds for run in runs)
    return [f"{speed:,.0f}", *between, f"{cpu:.0f}"]
