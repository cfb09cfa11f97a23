"""Finding the Chromium or Chrome that the browser tests drive, or installing Debian's."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "The browser tests need Chromium or Chrome. Install it (Debian: apt-get install chromium), or name one with CHROMIUM=/path/to/it, "
    "or leave the browser tests out with BROWSER=no."
)


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome that starts: the one that CHROMIUM names, or the first in the PATH."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in candidates if _starts(path)), None)


def find_or_install_chromium() -> str:
    """Return the path of a browser, installing Debian's package when root may; end with an advice when there is none."""
    path = find_chromium()
    if path is None and not os.environ.get("CHROMIUM") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("browser: none found; installing Debian's chromium with apt-get", flush=True)
        how = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **how)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **how)
        path = find_chromium()
    if path is None:
        raise SystemExit(ADVICE)
    print(f"browser: {path}", flush=True)
    return path


def _starts(path: str) -> bool:
    """Say whether that program tells its version: some systems have a stub that only advertises a store."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
