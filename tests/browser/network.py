"""A network between the browser and the server that a test can cut, let hang, or break in the middle of an answer."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Network:
    """Forwards connections to a server; `url` is the site's address through it.

    `state` is "well", "stopped" (no connection is taken) or "hung" (what is sent is never answered). Answers to a request whose first line
    holds `halved` end after half of their first part.
    """

    def __init__(self, server_url: str):
        self.state = "well"
        self.halved = ""
        self.asked: list[str] = []
        self._server = (urlsplit(server_url).hostname, urlsplit(server_url).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: set[socket.socket] = set()
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, state: str) -> None:
        """Change the state, and drop the connections that are there."""
        self.state = state
        self._drop_all()

    def close(self) -> None:
        """Be gone."""
        self._listener.close()
        self._drop_all()

    def _drop_all(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._connections.clear()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _address = self._listener.accept()
                if self.state == "stopped":
                    connection.close()
                    continue
                self._connections.add(connection)
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        """Forward one request after the other (the browser waits for each answer before it asks again)."""
        with suppress(OSError):
            while request := browser.recv(65536):
                line = request.split(b"\r\n", 1)[0].decode()
                self.asked.append(line)
                if self.state == "hung":
                    continue
                with socket.create_connection(self._server) as server:
                    self._connections.add(server)
                    server.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
                    while part := server.recv(65536):
                        if self.halved and self.halved in line:
                            browser.sendall(part[: len(part) // 2])
                            break
                        browser.sendall(part)
                    self._connections.discard(server)
                break  # the server said that it closes
        self._connections.discard(browser)
        browser.close()
