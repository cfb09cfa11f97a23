"""The whole test suite: on SQLite, on PostgreSQL, and in a real browser. Ends with one line that says what ran and how it went."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools.chromium import find_or_install_chromium
from tools.postgres import running_postgres

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_STOP = 20
NO_TESTS = 5  # pytest's exit code when it found none
# Settings of whoever runs the tests must not change what they test.
OURS = (
    *("DATABASE_URL", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL", "MEDIA_ROOT", "PRIVATE_ROOT", "STATIC_ROOT"),
    *("RATELIMIT_ENABLE", "CLIENT_ADDRESS_HEADER", "UNVERIFIED_HOURS", "OFFER_HOURS", "KHMER_DIGITS", "TIME_ZONE", "PAGE_MEMORY_MIB"),
)


@dataclass
class Outcome:
    """What one run of pytest did."""

    name: str
    passed: int
    failed: int
    skipped: int
    exit_code: int

    def __str__(self) -> str:
        others = "".join(f", {count} {word}" for count, word in ((self.failed, "FAILED"), (self.skipped, "skipped")) if count)
        ended = "" if self.exit_code in (0, 1, NO_TESTS) else f", pytest ended with {self.exit_code}"
        return f"{self.name}: {self.passed} passed{others}{ended}"


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    """Run pytest and return its exit code; when we are interrupted, let it stop its workers before we go."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def run_pytest(name: str, arguments: list[str], database_url: str | None = None) -> Outcome:
    """Run pytest once with these arguments and count what it did."""
    print(f"\n== {name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key.removesuffix("_FILE") not in OURS}
    if database_url:
        environment["DATABASE_URL"] = database_url
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", f"--junitxml={report}", *arguments]
        exit_code = run_to_its_end(command, environment)
        counts = ElementTree.parse(report).find(".//testsuite").attrib if report.exists() else {}
    total, skipped = int(counts.get("tests", 0)), int(counts.get("skipped", 0))
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    return Outcome(name, max(total - failed - skipped, 0), failed, skipped, exit_code)


def main() -> int:
    """Run all parts, also after one has failed, and return the exit code of the whole."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--browser", choices=["yes", "no"], default="yes")
    parser.add_argument("--workers", default="2")
    parser.add_argument("pytest", nargs="*", help="more arguments for pytest, after --")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # so that pytest and PostgreSQL are stopped then, too
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    started = time.monotonic()
    if options.browser == "yes":
        os.environ["CHROMIUM"] = find_or_install_chromium()

    arguments = ["-n", options.workers, *options.pytest]
    outcomes = [run_pytest("SQLite", ["-m", "not browser", *arguments])]
    given = os.environ.get("TEST_DATABASE_URL")
    with nullcontext(given) if given else running_postgres() as url:
        outcomes.append(run_pytest("PostgreSQL", ["-m", "not browser", *arguments], url))
    if options.browser == "yes":
        outcomes.append(run_pytest("browser", ["-m", "browser", *arguments]))

    # A part of the suite (TESTS=) may hold nothing for one of the runs, but not nothing at all.
    fine = (0, NO_TESTS) if options.pytest else (0,)
    good = all(outcome.exit_code in fine for outcome in outcomes) and any(outcome.passed for outcome in outcomes)
    left_out = "" if options.browser == "yes" else " Browser tests were left out (BROWSER=no)."
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    summary = "; ".join(map(str, outcomes))
    print(f"\nmake test {'passed' if good else 'FAILED'} in {minutes}:{seconds:02} min. {summary}.{left_out}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
