"""The site as in real use, and the bare project, on ports of this computer for the time of a measurement."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.demo import GRANIAN, ROOT, SECONDS_TO_START, stop

SITE, BARE = "symposium.wsgi:application", "tools.bench_bare:application"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came over the wire for one request."""

    status: int
    headers: dict[str, str]
    bytes_sent: int
    bytes_of_body: int


@dataclass(frozen=True)
class Server:
    """A running granian."""

    port: int
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def ask(self, path: str, **headers: str) -> Answer:
        """Ask for a page in one HTTP/1.1 request (header names with _ for -) and count all bytes that come."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{self.port}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with socket.create_connection((HOST, self.port), timeout=60) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            came = b"".join(iter(lambda: connection.recv(2**16), b""))
        head, _blank, body = came.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        told = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        return Answer(int(first.split()[1]), told, len(came), len(body))

    def cpu_seconds(self) -> float:
        """Return the processor time that its workers have used (0 where the system has no /proc)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if not children.exists():
            return 0.0
        used = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13] for child in children.read_text().split()]
        return sum(int(ticks) for pair in used for ticks in pair) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Site:
    """A database and folders of files with the demo in them."""

    environment: dict[str, str]

    def manage(self, *arguments: str) -> None:
        """Run one of Django's commands; end with its words when it fails."""
        self._run("manage.py", *arguments)

    def django(self, code: str) -> str:
        """Run lines of Python with Django set up and return what they print."""
        return self._run("manage.py", "shell", "--no-imports", "-c", code)

    def run(self, module: str) -> str:
        """Run a module of ours in this site and return what it prints."""
        return self._run("-m", module)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def site(database_url: str = "", sessions: int = 0) -> Iterator[Site]:
    """Make a site in real-use settings with the demo, and so many more sessions; remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    environment |= {"DEBUG": "false", "SECRET_KEY": "bench" * 12, "ALLOWED_HOSTS": HOST, "BASE_URL": f"http://{HOST}"}
    environment |= {name: str(folder / name.lower()) for name in ("MEDIA_ROOT", "PRIVATE_ROOT", "STATIC_ROOT")}
    environment["DATABASE_URL"] = database_url or f"sqlite:///{folder / 'db.sqlite3'}"
    try:
        made = Site(environment)
        made.manage("migrate", "--verbosity", "0")
        made.manage("load_demo", "--really", *(["--sessions", str(sessions)] if sessions else []))
        made.manage("collectstatic", "--noinput", "--verbosity", "0")
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve a WSGI application by granian with the options of deploy/symposium-web.service."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [GRANIAN, *granian_options(), "--port", str(port), "--log-level", "warning", application],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        server = Server(port, process)
        wait_until_it_answers(server)
        yield server
    finally:
        stop([process])


def granian_options() -> list[str]:
    """Return the options of real use, the port left out."""
    service = (ROOT / "deploy" / "symposium-web.service").read_text(encoding="utf-8")
    return re.sub(r"--port \d+", "", re.search(r"granian (.+) symposium\.wsgi", service)[1]).split()


def wait_until_it_answers(server: Server) -> None:
    """Return when the server answers; end when it has ended or takes too long."""
    until = time.monotonic() + SECONDS_TO_START
    while server.process.poll() is None and time.monotonic() < until:
        try:
            server.ask("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("bench: granian did not start; its reason is above.")
