"""Home, agenda and a session with Lighthouse, in both languages, as on a telephone with a slow network."""

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from tools.audit.programs import LIGHTHOUSE
from tools.audit.site import Site
from tools.chromium import find_or_install_chromium

CATEGORIES = {"performance": "Performance", "accessibility": "Accessibility", "best-practices": "Best practices", "seo": "SEO"}
WANTED = 99
ROUNDS = 3  # of which the median counts: the performance of a busy machine differs from run to run


def check_with_lighthouse(site: Site) -> tuple[list[str], str]:
    """Return what is below the mark, with what Lighthouse says of it, and a table of the marks."""
    faults, rows, chromium = [], [], find_or_install_chromium()
    for name, path in site.main_pages.items():
        reports = [_report(site.base_url + path, chromium) for _round in range(ROUNDS)]
        marks = {title: _median(reports, category) for category, title in CATEGORIES.items()}
        print(f"lighthouse: {name}: {', '.join(f'{title} {mark}' for title, mark in marks.items())}", flush=True)
        rows.append(f"| {name} | {' | '.join(map(str, marks.values()))} |")
        for category, title in CATEGORIES.items():
            if marks[title] < WANTED:
                faults.append(f"{path}: {title} {marks[title]}: {'; '.join(_reasons(reports[-1], category))}")
    heading = f"| page | {' | '.join(CATEGORIES.values())} |\n| --- |{' --- |' * len(CATEGORIES)}"
    return faults, "\n".join([heading, *rows])


def _median(reports: list[dict], category: str) -> int:
    return round(100 * statistics.median(report["categories"][category]["score"] or 0 for report in reports))


def _report(url: str, chromium: str) -> dict:
    flags = ["--headless=new", "--disable-quic", "--no-first-run", "--disable-component-update"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = ["node", str(LIGHTHOUSE), url, "--output=json", f"--output-path={file}", "--quiet", "--no-enable-error-reporting"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}"]
        result = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
        if not file.exists():
            raise SystemExit(f"audit: Lighthouse could not look at {url}.\n{result.stdout}{result.stderr}")
        return json.loads(file.read_text())


def _reasons(report: dict, category: str) -> list[str]:
    """Return the audits of a category that cost marks."""
    audits = [report["audits"][entry["id"]] for entry in report["categories"][category]["auditRefs"] if entry["weight"]]
    return [f"{audit['title']} ({audit.get('displayValue') or audit['score']})" for audit in audits if (audit["score"] or 0) < 0.99]
