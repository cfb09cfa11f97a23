"""The demo: both editions on this computer's own address, with the jobs that send mail beside the server."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRANIAN = str(Path(sys.executable).with_name("granian"))
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


def say(text: str) -> None:
    """Print one line about this step, at once."""
    print(f"demo: {text}", flush=True)


def refuse_a_busy_port(port: int) -> None:
    """End with a sentence when another program listens on that port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            sys.exit(f"demo: port {port} can't be used ({error}). Choose another: make demo PORT={port % 60000 + 1}")


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run one of Django's commands to its end; end with it when it fails."""
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment).returncode != 0:
        sys.exit(f"demo: manage.py {arguments[0]} failed; its reason is above.")


def wait_until_it_answers(server: subprocess.Popen, base_url: str) -> None:
    """Return when the site answers; end when the server has ended or takes too long."""
    until = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{base_url}/healthz", timeout=5).close()  # noqa: S310 - our own address
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    sys.exit("demo: the server did not start; its reason is above.")


def stop(processes: list[subprocess.Popen]) -> None:
    """Ask each process to end, and end what is left of it and of its children after a while."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> int:
    """Prepare the data, start the server and the jobs, say where the site is, and stay until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    base_url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "BASE_URL": base_url}
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))

    refuse_a_busy_port(port)
    say("bringing the database up to date")
    manage(environment, "migrate", "--verbosity", "0")
    say("loading both editions (what is there is kept)")
    manage(environment, "load_demo")
    say("starting the server and the jobs")
    options = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws"
    server = [GRANIAN, *options.split(), "symposium.wsgi:application"]
    jobs = [sys.executable, "manage.py", "run_jobs", "--loop"]
    processes = []
    try:
        for command in (server, jobs):
            # In a session of its own: Ctrl-C reaches this process alone, which then stops both in order.
            processes.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        wait_until_it_answers(processes[0], base_url)
        say(f"English  {base_url}/en/")
        say(f"Khmer    {base_url}/km/")
        say(f"admin    {base_url}/admin/")
        say(f"mail     {base_url}/demo/mail/  (what the site has sent, private links included)")
        say("Ctrl-C ends it")
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
        say("one of the two ended by itself; its reason is above")
        return 1
    finally:
        stop(processes)
        say("stopped")


if __name__ == "__main__":
    sys.exit(main())
