"""The HTML of every page and the stylesheets that they ask for, with the Nu HTML checker (vnu)."""

import json
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

from tools.audit.programs import VNU
from tools.audit.site import Site

STYLESHEET = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"')


def check_markup(site: Site) -> tuple[list[str], str]:
    """Return the checker's errors, each with its page or stylesheet, and a line on what was looked at."""
    with tempfile.TemporaryDirectory() as name:
        folder, files = Path(name), {}
        stylesheets: set[str] = set()
        for number, path in enumerate(site.pages):
            html = _read(site.base_url + path)
            stylesheets |= set(STYLESHEET.findall(html.decode()))
            file = folder / f"{number}.html"
            file.write_bytes(html)
            files[file.name] = path
        for number, path in enumerate(sorted(stylesheets)):
            file = folder / f"{number}.css"
            file.write_bytes(_read(urljoin(site.base_url, path)))
            files[file.name] = path
        messages = _messages(folder)
    faults = [
        f"{files[Path(message['url']).name]}, line {message.get('lastLine', '?')}: {message['message']}"
        for message in messages
        if message["type"] == "error"
    ]
    looked_at = f"vnu: {len(site.pages)} pages and {len(stylesheets)} stylesheets: {len(faults)} errors"
    print(looked_at, flush=True)
    return faults, looked_at


def _messages(folder: Path) -> list[dict]:
    command = ["java", "-Xss2m", "-jar", str(VNU), "--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", str(folder)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["messages"]


def _read(url: str) -> bytes:
    """Return what stands at an address of the audited site, a page that says what is missing included."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own address
            return response.read()
    except urllib.error.HTTPError as error:
        return error.read()
