"""The real nginx with the real deploy/nginx.conf before the site: what it keeps for a second, and what never."""

import datetime as dt
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.signals import request_started
from django.db import connections

from agenda.domain.release import publish
from symposium import page_memory
from symposium.wsgi import application
from tests.factories import SessionFactory, SymposiumFactory

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
HOST = "symposium.example"

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt-get install nginx-light)"),
    pytest.mark.django_db(transaction=True),
]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


class Site(ThreadedWSGIServer):
    """The site on a port, which can be cut off: its open connections too."""

    daemon_threads = True

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), QuietHandler)
        self.set_app(application)
        self.open_sockets, self.asked = [], []
        request_started.connect(self.note)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def note(self, environ, **_signal):
        self.asked.append(environ)

    def process_request(self, request, client_address):
        self.open_sockets.append(request)
        super().process_request(request, client_address)

    def cut_off(self):
        request_started.disconnect(self.note)
        self.shutdown()
        self.server_close()
        for open_socket in self.open_sockets:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


class Visitor:
    """Asks nginx over TLS, a connection for each request."""

    def __init__(self, port: int):
        self.port = port
        self.context = ssl._create_unverified_context()

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Return the answer with its body in `.body`; header names are given with _ for -."""
        spelled = {"Host": HOST, "Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.context)) as connection:
            connection.request(method, path, headers=spelled)
            response = connection.getresponse()
            response.body = response.read()
        return response


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    (folder / "fullchain.pem").write_bytes(certificate)
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*private))


def configure(folder: Path, port: int, plain_port: int, site_port: int) -> Path:
    """Write nginx.conf around deploy/nginx.conf, in which only names, ports and folders are replaced."""
    text = "\n".join(line for line in CONFIGURATION.read_text().splitlines() if "listen [::]" not in line)
    for theirs, ours in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("127.0.0.1:8001", f"127.0.0.1:{site_port}"),
        ("/etc/ssl/symposium", str(folder)),
        ("/srv/symposium", str(folder)),
        ("/var/cache/symposium", str(folder / "kept")),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    (folder / "site.conf").write_text(text)
    temporary = "".join(f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ types {{ text/css css; image/svg+xml svg; image/webp webp; }} access_log off; {temporary}\n"
        f"include {folder}/site.conf; }}\n"
    )
    return folder / "nginx.conf"


@pytest.fixture
def site(settings):
    """The site, asked over HTTPS by its name, looking once a second for a new version as in real use."""
    settings.ALLOWED_HOSTS = [HOST]
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    server = Site()
    yield server
    if server.socket.fileno() != -1:
        server.cut_off()
    connections.close_all()


@pytest.fixture
def nginx(tmp_path, site):
    """Ports of a running nginx: TLS, plain."""
    make_certificate(tmp_path)
    port, plain_port = free_port(), free_port()
    arguments = [
        NGINX,
        "-e",
        str(tmp_path / "errors"),
        "-p",
        str(tmp_path),
        "-c",
        str(configure(tmp_path, port, plain_port, site.server_port)),
    ]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        time.sleep(0.02)
    else:
        pytest.fail(f"nginx did not start: {(tmp_path / 'errors').read_text()}")
    yield port, plain_port
    process.terminate()
    process.wait(10)


@pytest.fixture
def visitor(nginx):
    return Visitor(nginx[0])


@pytest.fixture
def session():
    session = SessionFactory(symposium=SymposiumFactory(published=False), title_en="First title")
    publish(session.symposium)
    return session


@pytest.fixture
def agenda(session):
    """The address of an agenda."""
    return f"/en/{session.symposium.slug}/agenda/"


def test_page_is_kept_for_all_readers_in_each_encoding(visitor, site, agenda, monkeypatch):
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 0)  # each request that reaches the site is Django's, and seen
    accepted = {"br": "gzip, deflate, br, zstd", "gzip": "gzip, br;q=0", None: "identity"}

    for encoding, spelled in accepted.items():
        first = visitor.ask(agenda, Accept_Encoding=spelled)
        others = [visitor.ask(agenda, Accept_Encoding=spelled, Cookie="sessionid=forged") for _reader in range(3)]
        assert first.status == 200
        assert first.headers["Content-Encoding"] == encoding
        assert {(other.body, other.headers["ETag"]) for other in others} == {(first.body, first.headers["ETag"])}

    assert len(site.asked) <= 6  # one for each encoding, and again should a second have passed
    assert {environ.get("HTTP_X_FORWARDED_PROTO") for environ in site.asked} == {"https"}


def test_many_readers_at_once_cost_the_site_one_request(visitor, site, agenda):
    answers = []
    readers = [threading.Thread(target=lambda: answers.append(visitor.ask(agenda).status)) for _number in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert answers == [200] * 20
    assert len(site.asked) <= 2


def test_reader_who_has_the_page_gets_a_304(visitor, agenda):
    for path in (agenda, f"{agenda}?q=first"):
        first = visitor.ask(path)
        by_tag = visitor.ask(path, If_None_Match=first.headers["ETag"])
        by_date = visitor.ask(path, If_Modified_Since=first.headers["Last-Modified"])
        other = visitor.ask(path, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])

        assert [answer.status for answer in (first, by_tag, by_date, other)] == [200, 304, 304, 200]
        assert by_tag.headers["ETag"] == first.headers["ETag"]
        assert len(str(by_tag.headers)) < 1024


def test_publish_is_seen_within_three_seconds(visitor, session, agenda, monkeypatch):
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 1)
    assert b"First title" in visitor.ask(agenda).body

    session.title_en = "Second title"
    session.save()
    publish(session.symposium)
    published = time.monotonic()
    while b"Second title" not in visitor.ask(agenda).body:
        assert time.monotonic() - published < 3  # a second of the site's, and nginx counts whole seconds: less than two
        time.sleep(0.05)


def test_kept_page_is_still_answered_when_the_site_is_down(visitor, site, agenda):
    kept = visitor.ask(agenda)
    site.cut_off()
    time.sleep(2.1)

    down = visitor.ask(agenda)

    assert (down.status, down.body) == (200, kept.body)
    assert visitor.ask(agenda, If_None_Match=kept.headers["ETag"]).status == 304
    assert visitor.ask(f"{agenda}?q=first").status == 502


def test_what_is_private_or_has_a_form_is_never_kept(visitor, site, session):
    slug = session.symposium.slug
    paths = [
        *("/admin/", "/staff/login/", "/healthz"),
        *(f"/en/{slug}/register/", f"/en/{slug}/faq/ask/", f"/en/{slug}/agenda/?q=first", f"/en/preview/{slug}/agenda/"),
        *(f"/en/release/1/{slug}/agenda/", "/en/registration/secret/", "/en/delegation/secret/", f"/en/{slug}/agenda/NOTHING/"),
    ]
    for path in paths:
        for _time in range(2):
            visitor.ask(path)

    assert [environ["PATH_INFO"] for environ in site.asked] == [path.partition("?")[0] for path in paths for _time in range(2)]


def test_answer_made_for_who_has_a_cookie_is_not_kept(visitor, site, agenda):
    for _time in range(2):
        visitor.ask(agenda, Cookie="sessionid=forged")

    assert len(site.asked) == 2


def test_post_reaches_the_site_and_plain_http_is_sent_to_tls(visitor, nginx, site, agenda):
    assert visitor.ask(agenda, "POST", Content_Length="0").status in (403, 405)
    with closing(http.client.HTTPConnection("127.0.0.1", nginx[1], timeout=10)) as plain:
        plain.request("GET", agenda, headers={"Host": HOST})
        response = plain.getresponse()
        response.read()

    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}{agenda}")
    assert len(site.asked) == 1


def test_static_and_media_files_are_nginxs(visitor, site, tmp_path):
    for name in ("static/css/site.0123456789ab.css", "static/css/site.0123456789ab.css.gz", "static/img/icon.svg", "media/logo.webp"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"content of {name}".encode())

    hashed = visitor.ask("/static/css/site.0123456789ab.css", Accept_Encoding="gzip")
    unhashed = visitor.ask("/static/img/icon.svg")
    media = visitor.ask("/media/logo.webp")

    assert (hashed.headers["Content-Encoding"], hashed.body) == ("gzip", b"content of static/css/site.0123456789ab.css.gz")
    assert [answer.headers["Cache-Control"] for answer in (hashed, unhashed, media)] == [
        "public, max-age=31536000, immutable",
        "public, max-age=300",
        "public, max-age=31536000, immutable",
    ]
    assert {answer.headers["X-Content-Type-Options"] for answer in (hashed, unhashed, media)} == {"nosniff"}
    assert media.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert site.asked == []
