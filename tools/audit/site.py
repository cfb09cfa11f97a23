"""The site that is audited: the demo's data, settings for real use, compressed files, a server of its own on a free port."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.demo import GRANIAN, ROOT, stop, wait_until_it_answers


@dataclass(frozen=True)
class Site:
    """A running site: its address, the paths of its pages, those that Lighthouse looks at, and the folder of its static files."""

    base_url: str
    pages: list[str]
    main_pages: dict[str, str]
    static: Path


@contextmanager
def running_site() -> Iterator[Site]:
    """Make the site in a folder of its own, serve it, and remove all of it at the end."""
    with tempfile.TemporaryDirectory(prefix="audit-") as name:
        folder, port = Path(name), _free_port()
        environment = _environment(folder, port)
        for command in (["migrate", "--verbosity", "0"], ["load_demo", "--really"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            _run([sys.executable, "manage.py", *command], environment)
        found = json.loads(_run([sys.executable, "-m", "tools.audit.pages"], environment))
        options = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws --log-level warning"
        media = ["--static-path-route", "/media", "--static-path-mount", str(folder / "media")]  # in real use nginx serves them
        command = [GRANIAN, *options.split(), *media, "symposium.wsgi:application"]
        with (folder / "server.log").open("w") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until_it_answers(server, environment["BASE_URL"])
            print(f"audit: the site is at {environment['BASE_URL']}; its log is {folder}/server.log", flush=True)
            yield Site(environment["BASE_URL"], found["pages"], found["main_pages"], folder / "static")
        finally:
            stop([server])


def _environment(folder: Path, port: int) -> dict[str, str]:
    (folder / "media").mkdir()
    return {
        **{name: value for name, value in os.environ.items() if not name.endswith("_FILE") and name != "DJANGO_SETTINGS_MODULE"},
        "DEBUG": "false",
        "SECRET_KEY": "only-for-make-audit-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "MEDIA_ROOT": f"{folder}/media",
        "PRIVATE_ROOT": f"{folder}/private",
        "STATIC_ROOT": f"{folder}/static",
        "RATELIMIT_ENABLE": "false",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end and return what it printed; end with its own words when it fails."""
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"audit: {' '.join(command[1:])} failed.\n{result.stdout}{result.stderr}")
    return result.stdout
