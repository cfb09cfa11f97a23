"""What the first requests after a publish cost: in a process of its own, inside a site's environment. Prints one line of JSON."""

import io
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "symposium.settings")
django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.domain.release import forget_published_programmes, publish
from agenda.models import Session, Symposium
from agenda.views import reading
from symposium import page_memory
from symposium.wsgi import application

READERS = 50
PAGES = {"agenda": "agenda/", "agenda.ics": "agenda.ics", "session": "agenda/{code}/", "home": "", "speakers": "speakers/"}


def ask(path: str) -> float:
    """Ask the application as a server does; return the milliseconds that it took."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80"}
    environ |= {"HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "br", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}
    statuses = []
    began = time.perf_counter()
    answer = application(environ | {"wsgi.errors": sys.stderr}, lambda status, _headers: statuses.append(status))
    b"".join(answer)
    lasted = time.perf_counter() - began
    if hasattr(answer, "close"):
        answer.close()
    if statuses != ["200 OK"]:
        raise SystemExit(f"{path}: {statuses}")
    return lasted * 1000


def published_elsewhere(session: Session) -> None:
    """Publish a change, and forget what this process knows of it, as if another process had published."""
    session.title_en += "."
    session.save()
    publish(session.symposium, at=timezone.now())
    forget_published_programmes()
    page_memory.versions.forget()


def first_request(path: str) -> tuple[int, float]:
    """Return the queries and the milliseconds of a request."""
    with CaptureQueriesContext(connection) as queries:
        lasted = ask(path)
    return len(queries), lasted


@contextmanager
def renderings() -> Iterator[list[str]]:
    """Collect what is rendered: each public page, and each file, begins with the published edition."""
    slugs, published_edition = [], reading.published_edition

    def counted(slug: str) -> reading.Edition:
        slugs.append(slug)
        return published_edition(slug)

    reading.published_edition = counted
    try:
        yield slugs
    finally:
        reading.published_edition = published_edition


def crowd(path: str) -> list[float]:
    """Let all readers ask for a page at the same moment; return the milliseconds of each."""
    lasted, together = [], threading.Barrier(READERS)

    def read() -> None:
        together.wait()
        lasted.append(ask(path))
        connection.close()

    readers = [threading.Thread(target=read) for _number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return lasted


def main() -> None:
    """Measure each page alone and with a crowd."""
    logging.disable(logging.INFO)
    symposium = Symposium.objects.get(is_current=True)
    session = symposium.sessions.filter(tlp="clear").first()
    told = {}
    for name, path in PAGES.items():
        path = f"/en/{symposium.slug}/{path.format(code=session.code)}"
        ask(path)
        published_elsewhere(session)
        queries, milliseconds = first_request(path)
        published_elsewhere(session)
        with renderings() as rendered:
            waited = crowd(path)
        told[name] = {"queries": queries, "ms": milliseconds, "read": len(waited), "rendered": len(rendered), "slowest": max(waited)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
