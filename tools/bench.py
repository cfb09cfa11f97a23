"""All measurements (`make bench`): speed beside a bare Django view, growth, first requests after a publish, a phone's visit, the checks.

Prints Markdown; with --write also into docs/performance.md, between its two marks. Ends with 1 where a target is missed.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version

from tools.bench_growth import measure_growth
from tools.bench_pages import CONNECTIONS, measure_pages, pages_of
from tools.bench_site import BARE, ROOT, SITE, Site, granian_options, served, site
from tools.bench_tables import Report
from tools.bench_visit import measure_visits
from tools.postgres import running_postgres

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- make bench -->", "<!-- /make bench -->"
QUERIES = 5  # of the first request after a publish, at most
KNOWN = "from agenda.models import Symposium; s = Symposium.objects.get(is_current=True); "
KNOWN += "print(s.slug, s.sessions.count(), s.sessions.filter(tlp='clear', kind='presentation').first().code)"


def surroundings(command: str) -> str:
    """Return when, how and where this was measured."""
    wrk = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout.split(" [")[0].removeprefix("wrk ")
    parts = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian"))
    where = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {parts}, wrk {wrk}"
    load = f"{os.getloadavg()[0]:.1f}"
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `{command}`: {where}; load before the run: {load}."


def publish_costs(report: Report, one: Site) -> None:
    """Measure the first requests after a publish, in a process of their own."""
    told = json.loads(one.run("tools.bench_publish").splitlines()[-1])
    rows = []
    for name, cost in told.items():
        queries, verdict = report.judged(f"{name} after a publish, queries", cost["queries"], most=QUERIES)
        renders, once = report.judged(f"{name} after a publish, renderings", cost["rendered"], most=1)
        cells = [
            str(cost["queries"]),
            queries,
            verdict,
            f"{cost['ms']:.0f}",
            str(cost["rendered"]),
            renders,
            once,
            f"{cost['slowest']:.0f}",
        ]
        rows.append([name, *cells])
    report.table(["", "queries", "target", "", "ms", f"renderings for {cost['read']} at once", "target", "", "the slowest, ms"], rows)


def checks_of_a_draft(report: Report) -> None:
    """Measure the checks of a draft, in a process of their own."""
    done = subprocess.run([sys.executable, "-m", "tools.bench_checks"], cwd=ROOT, capture_output=True, text=True)
    report.say("\n".join(f"    {line}" for line in done.stdout.splitlines()) or done.stderr)
    if done.returncode != 0:
        report.missed.append("checks of a draft: their cost grows too fast")


def measure(report: Report, command: str, rounds: int, seconds: int, database: str) -> None:
    """Measure everything."""
    report.say(surroundings(command))
    with ExitStack() as stack:
        database_url = stack.enter_context(running_postgres()) if database == "postgresql" else ""
        one = stack.enter_context(site(database_url))
        slug, sessions, code = one.django(KNOWN).split()[-3:]
        ours = stack.enter_context(served(SITE, one.environment))
        bare = stack.enter_context(served(BARE, one.environment))
        report.say("### Warm pages")
        report.say(
            f"granian `{' '.join(granian_options())}`; wrk with {CONNECTIONS} connections; medians of {rounds} rounds of {seconds} s, "
            f"the bare view before each page."
        )
        measure_pages(report, bare, ours, pages_of(slug, code), rounds, seconds)
        report.say("### More sessions")
        measure_growth(report, ours, slug, int(sessions), rounds, seconds)
        report.say("### A phone's visit of the agenda")
        measure_visits(report, ours, slug)
        report.say("### The first request after a publish")
        publish_costs(report, one)
    report.say("### The checks of a draft")
    checks_of_a_draft(report)


def write(text: str) -> None:
    """Put the measured figures between the marks of docs/performance.md."""
    document = DOCUMENT.read_text(encoding="utf-8")
    between = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
    DOCUMENT.write_text(between.sub(lambda _old: f"{BEGIN}\n{text}\n{END}", document), encoding="utf-8")


def main() -> int:
    """Measure, print, write where asked to, and say what missed its target."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--write", choices=["yes", "no"], default="no")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench: wrk is not installed (Debian: apt-get install wrk); it is what the pages are measured with.")
    report = Report()
    command = "make bench" + (" WRITE=yes" if asked.write == "yes" else "")
    measure(report, command, asked.rounds, asked.seconds, asked.database)
    if asked.write == "yes":
        write(report.text)
    for text in report.missed:
        print(f"missed: {text}")
    if report.missed:
        print("Other work on this computer is noise: repeat the run when it is quiet.")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
