"""The entry point answers kept pages before Django begins with a request, and gives Django everything else."""

import io

import pytest
from django.core.signals import request_started
from django.test import override_settings
from django.urls import clear_script_prefix

from symposium import page_memory
from symposium.wsgi import application
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def version_is_known(monkeypatch):
    """Ask for the version once in a test."""
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 600)


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def agenda(session, client):
    """The address of an agenda that is in memory."""
    path = f"/en/{session.symposium.slug}/agenda/"
    assert client.get(path).status_code == 200
    return path


@pytest.fixture
def begun():
    """The paths of the requests that Django began with."""
    paths = []

    def note(environ, **_signal):
        paths.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield paths
    request_started.disconnect(note)


@pytest.fixture(autouse=True)
def prefix_is_forgotten():
    """Take back what a request under another prefix leaves in the thread: servers tell the prefix with each request, test clients don't."""
    yield
    clear_script_prefix()


def ask(path: str, method: str = "GET", **environ) -> tuple[str, dict[str, str], bytes]:
    """Ask the application as a WSGI server does, and return status, headers and body."""
    told = []
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    asked |= {"SCRIPT_NAME": "", "QUERY_STRING": "", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO()}
    answer = application(asked | environ, lambda status, headers: told.extend((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return told[0], dict(told[1]), body


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_kept_page_is_answered_before_django_and_as_django_does(client, agenda, begun, encoding, django_assert_num_queries):
    with django_assert_num_queries(0):
        status, headers, body = ask(agenda, HTTP_ACCEPT_ENCODING=encoding)

    assert begun == []
    response = client.get(agenda, headers={"Accept-Encoding": encoding})
    assert (status, headers, body) == ("200 OK", dict(response.headers), response.content)


def test_reader_who_has_the_page_is_told_so_before_django(client, agenda, begun):
    etag = ask(agenda)[1]["ETag"]

    status, headers, body = ask(agenda, HTTP_IF_NONE_MATCH=etag)

    assert (status, body, begun) == ("304 Not Modified", b"", [])
    assert set(headers) == {"Cache-Control", "CDN-Cache-Control", "ETag", "Last-Modified", "Vary"}
    assert headers == dict(client.get(agenda, headers={"If-None-Match": etag}).headers)


def test_head_is_answered_before_django_without_a_body(agenda, begun):
    head, get = ask(agenda, "HEAD"), ask(agenda)

    assert head == (get[0], get[1], b"")
    assert begun == []


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("{agenda}", {"QUERY_STRING": "q=title"}),
        ("{agenda}", {"SCRIPT_NAME": "/elsewhere"}),
        ("{agenda}nothing/", {}),
        ("{agenda}\xe9/", {}),
        ("/en/nowhere/agenda/", {}),
        ("/en/", {}),
        ("/en", {}),
        ("/healthz", {}),
        ("", {}),
        ("/en/preview{agenda}", {}),
    ],
)
def test_everything_else_is_djangos(agenda, begun, path, environ):
    path = path.format(agenda=agenda)

    ask(path, **environ)

    assert begun == [path]


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "get", "GARBAGE"])
def test_other_methods_are_djangos(agenda, begun, method):
    ask(agenda, method)

    assert begun == [agenda]


def test_second_after_the_last_look_at_the_version_is_djangos(agenda, begun, monkeypatch):
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 0)

    ask(agenda)

    assert begun == [agenda]


def test_page_of_an_older_version_is_djangos(agenda, begun, session, client):
    session.symposium.save()
    page_memory.versions.forget()
    page_memory.versions.of(session.symposium.slug)

    ask(agenda)

    assert begun == [agenda]


@pytest.mark.parametrize(
    ("proxy_header", "environ", "by_django"),
    [
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "https"}, False),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "https, http"}, False),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "http, https"}, True),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"HTTP_X_FORWARDED_PROTO": "http"}, True),
        (("HTTP_X_FORWARDED_PROTO", "https"), {}, True),
        (("HTTP_X_FORWARDED_PROTO", "https"), {"wsgi.url_scheme": "https"}, True),
        (None, {"wsgi.url_scheme": "https"}, False),
        (None, {"HTTP_X_FORWARDED_PROTO": "https"}, True),
    ],
)
def test_site_on_https_answers_nothing_from_memory_over_http(agenda, begun, proxy_header, environ, by_django):
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=proxy_header):
        ask(agenda, **environ)

    assert bool(begun) == by_django


def test_server_that_changes_its_list_of_headers_changes_no_later_answer(agenda):
    before = ask(agenda)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": agenda}
    application(environ, lambda status, headers: headers.clear())

    assert ask(agenda) == before
