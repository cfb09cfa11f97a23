"""All bytes that a browser is sent, by request, counted on the wire: a relay between it and the server.

The browser's own counts leave out what a service worker asks for; a relay sees everything, the icon and the manifest too.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tools.bench_site import HOST, Server

REQUEST_LINE = re.compile(rb"(?:GET|HEAD|POST) (\S+) HTTP/1\.1\r\n")
BEHIND = re.compile(rb"\r\n(?:referer: \S*/sw\.js|service-worker: script)\r\n", re.IGNORECASE)


@dataclass
class Asked:
    """A request and the bytes that its answer had, headers included."""

    path: str
    is_behind_the_page: bool  # asked for by the service worker, or for it
    size: int = 0


@dataclass
class Relay:
    """A port of this computer behind which the server is."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    def taken(self) -> list[Asked]:
        """Return what was asked for since the last call."""
        asked, self.asked = self.asked, []
        return asked


@contextmanager
def relay(server: Server) -> Iterator[Relay]:
    """Pass on everything between the relay's port and the server, and note it."""
    listener = socket.create_server((HOST, 0))
    noted = Relay(listener.getsockname()[1])

    def accept() -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                client, _address = listener.accept()
                upstream = socket.create_connection((HOST, server.port))
                last: list[Asked] = []
                for source, target, note in ((client, upstream, note_request), (upstream, client, note_answer)):
                    threading.Thread(target=pump, args=(source, target, note, noted, last), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield noted
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def pump(source: socket.socket, target: socket.socket, note, noted: Relay, last: list[Asked]) -> None:
    """Pass on what comes until one side ends."""
    with suppress(OSError):
        while data := source.recv(2**16):
            note(data, noted, last)
            target.sendall(data)
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
        side.close()


def note_request(data: bytes, noted: Relay, last: list[Asked]) -> None:
    """Note a request. A browser sends the next one on a connection only after the answer, and each in one piece."""
    if line := REQUEST_LINE.match(data):
        path = line[1].decode()
        last[:] = [Asked(path, path.endswith("/offline.json") or bool(BEHIND.search(data)))]
        noted.asked.append(last[0])


def note_answer(data: bytes, noted: Relay, last: list[Asked]) -> None:
    """Count what came as a part of the last answer."""
    last[0].size += len(data)
