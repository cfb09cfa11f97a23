"""The entry point of a WSGI server (granian --interface wsgi symposium.wsgi:application)."""

import os
from collections.abc import Callable, Iterable

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "symposium.settings")
django_application = get_wsgi_application()

from symposium.page_memory import memory, symposium_of, versions  # once Django is set up

STATUS = {200: "200 OK", 304: "304 Not Modified"}


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Answer a public page that is in memory at once, and let Django do the rest.

    Django's signals, request and response cost ten times what the answer does (docs/performance.md). So this looks only, and asks the
    database nothing: the second's look at the version, the first rendering and all that is not kept is Django's (PublicPagesFromMemory).
    """
    path = environ.get("PATH_INFO", "")
    # A kept page has an ASCII address; WSGI spells any other as Latin-1.
    slug = symposium_of(environ, path) if path.isascii() and not environ.get("SCRIPT_NAME") else None
    version = versions.fresh(slug) if slug else None
    page = memory.get(path, version) if version is not None else None
    if page is None:
        return django_application(environ, start_response)
    status, headers, body = page.answer(environ)
    start_response(STATUS[status], headers.copy())
    return [body]
