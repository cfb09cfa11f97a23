"""Every page with axe, its HTML with vnu, and Lighthouse, on the demo in settings for real use. Ends with 1 when anything is amiss."""

import argparse
import datetime
import re
import signal
import sys

from tools.audit.axe import check_with_axe
from tools.audit.lighthouse import WANTED, check_with_lighthouse
from tools.audit.markup import check_markup
from tools.audit.programs import ROOT, install_packages, refuse_what_cannot_run
from tools.audit.site import running_site

PARTS = {"axe": check_with_axe, "html": check_markup, "lighthouse": check_with_lighthouse}
REPORT = ROOT / "docs" / "performance.md"
SECTION = re.compile("<!-- audit -->.*<!-- /audit -->", re.DOTALL)
SHOWN = 40  # faults of a part


def main() -> int:
    """Run the parts that are wanted, say what each found, and return the exit code of the whole."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--write", action="store_true", help="write the outcome into docs/performance.md")
    options = parser.parse_args()
    parts = [options.only] if options.only else list(PARTS)
    for number in (signal.SIGINT, signal.SIGTERM):  # so that the server is stopped then, too
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    refuse_what_cannot_run(parts)
    install_packages()
    outcome, bad = [], []
    with running_site() as site:
        for part in parts:
            faults, looked_at = PARTS[part](site)
            outcome.append(looked_at)
            if faults:
                bad.append(part)
                print("\n".join([f"{part}: FAILED", *faults[:SHOWN], *([f"... and {len(faults) - SHOWN} more"] if faults[SHOWN:] else [])]))
    if options.write:
        write("\n\n".join(outcome))
    print(f"make audit FAILED: {', '.join(bad)}" if bad else f"make audit passed: {', '.join(parts)}", flush=True)
    return 1 if bad else 0


def write(outcome: str) -> None:
    """Put the outcome between the marks in docs/performance.md, or at its end where there are none."""
    today = datetime.datetime.now(datetime.UTC).date()
    said = f"`make audit` on {today}, the demo's pages in both languages; Lighthouse's marks are medians, wanted are {WANTED} or more."
    section = f"<!-- audit -->\n{said}\n\n{outcome}\n<!-- /audit -->"
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else "# Performance\n"
    written = SECTION.sub(lambda _: section, text) if SECTION.search(text) else f"{text.rstrip()}\n\n## Audit\n\n{section}\n"
    REPORT.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
