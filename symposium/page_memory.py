"""Rendered public pages in the memory of the process: their variants, how long they hold, and the answer that a request gets from one."""

import contextlib
import gzip
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import brotli
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe

from agenda.models import Symposium

logger = logging.getLogger(__name__)

COUNTER_SECONDS = 1.0  # how long a process trusts what it knows of `public_version`
LANGUAGE_PREFIXES = ("/en/", "/km/")
NOT_KEPT = {"content-length", "date", "set-cookie", "etag", "content-encoding"}
# Of a 304, beside its ETag (RFC 9110 §15.4.5); without the last a script on another site could not read it.
ASKED_OF_UNCHANGED = ("Cache-Control", "CDN-Cache-Control", "Last-Modified", "Vary", "Access-Control-Allow-Origin")
COMPRESSED_BY_US = ("text/", "image/svg+xml", *(f"application/{name}" for name in ("json", "xml", "atom+xml", "manifest+json", "ld+json")))
SLOW = 256 * 1024  # bytes from which brotli's best takes longer than a reader should wait

Answer = tuple[int, list[tuple[str, str]], bytes]  # status, headers, body; the list is everybody's: copy it before changing it


@dataclass(frozen=True)
class Variant:
    """A body as it is sent, with the strong ETag of just these bytes (RFC 9110 §8.8.3), and the headers of both answers with it."""

    etag: str
    body: bytes
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]

    @classmethod
    def of(cls, body: bytes, digest: str, encoding: str, headers: dict[str, str]) -> "Variant":
        """Make the headers of a body in this encoding ("" for none)."""
        own = {"ETag": f'"{digest}-{encoding}"' if encoding else f'"{digest}"'}
        unchanged = {name: headers[name] for name in ASKED_OF_UNCHANGED if name in headers} | own
        whole = {**headers, **own, "Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
        return cls(own["ETag"], body, list(whole.items()), list(unchanged.items()))

    def is_known(self, tags: str) -> bool:
        """Whether an If-None-Match names this variant, by weak comparison (RFC 9110 §8.8.3.2, §13.1.2)."""
        return tags in (self.etag, "*") or self.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))


@dataclass(frozen=True)
class KeptPage:
    """A rendered public page: its variants by encoding, when it changed last, and when the clock makes it stale (timestamps)."""

    variants: dict[str, Variant]
    stale_at: float
    modified: int | None

    @property
    def size(self) -> int:
        """Bytes of all bodies."""
        return sum(len(variant.body) for variant in self.variants.values())

    @classmethod
    def of(cls, response: HttpResponse, stale_at: datetime) -> "KeptPage":
        """Make the variants of a rendered response, once; what is compressed already stays as it is."""
        body = response.content
        bodies = {"": body}
        if response.headers["Content-Type"].startswith(COMPRESSED_BY_US):
            patch_vary_headers(response, ["Accept-Encoding"])
            bodies |= {"gzip": gzip.compress(body, 9, mtime=0), "br": brotli.compress(body, quality=11 if len(body) < SLOW else 9)}
        digest = hashlib.sha256(body).hexdigest()[:24]
        headers = {name: value for name, value in response.headers.items() if name.lower() not in NOT_KEPT}
        variants = {name: Variant.of(sent, digest, name, headers) for name, sent in bodies.items()}
        return cls(variants, stale_at.timestamp(), parse_http_date_safe(headers.get("Last-Modified", "")))

    def answer(self, meta: Mapping[str, str]) -> Answer:
        """Return the answer to a GET or HEAD with this WSGI environment: 304 where the reader has the page already, else its best variant.

        If-None-Match wins over If-Modified-Since (RFC 9110 §13.2.2).
        """
        variant = self.variants.get(accepted_encoding(meta.get("HTTP_ACCEPT_ENCODING", ""))) or self.variants[""]
        known = meta.get("HTTP_IF_NONE_MATCH")
        if variant.is_known(known) if known is not None else self._is_unchanged(meta.get("HTTP_IF_MODIFIED_SINCE", "")):
            return 304, variant.unchanged, b""
        return 200, variant.headers, b"" if meta["REQUEST_METHOD"] == "HEAD" else variant.body

    def _is_unchanged(self, since: str) -> bool:
        at = parse_http_date_safe(since) if since and self.modified else None
        return at is not None and self.modified <= at


class PageMemory:
    """Kept pages by path and version, bounded in bytes: the least used go first."""

    def __init__(self, max_bytes: int):
        self.max_bytes = max_bytes
        self.size = 0
        self._pages: OrderedDict[str, tuple[int, KeptPage]] = OrderedDict()
        self._lock = threading.Lock()
        self._rendering: dict[str, threading.Lock] = {}
        self._never_kept: OrderedDict[str, None] = OrderedDict()

    def get(self, path: str, version: int) -> KeptPage | None:
        """Return the page if it is of this version and not made stale by the clock."""
        kept = self._pages.get(path)
        if kept is None or kept[0] != version or kept[1].stale_at <= time.time():
            return None
        with contextlib.suppress(KeyError):  # another thread may just have thrown it out
            self._pages.move_to_end(path)
        return kept[1]

    def keep(self, path: str, version: int, page: KeptPage) -> None:
        """Keep the page in place of an older version of it, and let the least used go where memory is full."""
        with self._lock:
            self._drop(path)
            self._pages[path] = (version, page)
            self.size += page.size
            while self.size > self.max_bytes:
                self._drop(next(iter(self._pages)))

    def rendering(self, path: str) -> threading.Lock:
        """Return the lock under which one thread renders this page while others wait for it."""
        with self._lock:
            return self._rendering.setdefault(path, threading.Lock())

    def rendered(self, path: str) -> None:
        """Forget the lock of a page that has been rendered, or that turned out not to be one that is kept."""
        with self._lock:
            self._rendering.pop(path, None)

    def is_kept(self, path: str) -> bool:
        """Whether it is worth while to wait for another thread that renders this page; pages with forms never are."""
        return path not in self._never_kept

    def never_keep(self, path: str) -> None:
        """Remember, among the last thousand, that this page is not one that is kept."""
        with self._lock:
            self._never_kept[path] = None
            if len(self._never_kept) > 1000:
                self._never_kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()
            self._never_kept.clear()
            self.size = 0

    def _drop(self, path: str) -> None:
        if path in self._pages:
            self.size -= self._pages.pop(path)[1].size


class VersionCounter:
    """`Symposium.public_version` by slug, asked from the database at most once a second by each process."""

    def __init__(self):
        self._versions: dict[str, int] = {}
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def of(self, slug: str) -> int | None:
        """Return the version, or None for a symposium that there is not."""
        if time.monotonic() - self._asked_at >= COUNTER_SECONDS and self._asking.acquire(blocking=not self._versions):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._versions.get(slug)

    def fresh(self, slug: str) -> int | None:
        """Return the version where it was asked for within the second, without asking: None says that `of` should be called."""
        return self._versions.get(slug) if time.monotonic() - self._asked_at < COUNTER_SECONDS else None

    def forget(self) -> None:
        """Ask again at the next request."""
        self._versions, self._asked_at = {}, float("-inf")

    def _ask(self) -> None:
        try:
            self._versions = dict(Symposium.objects.values_list("slug", "public_version"))
        except DatabaseError:
            if not self._versions:
                raise
            logger.exception("The database does not answer; public pages stay as they are.")
        self._asked_at = time.monotonic()


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> str:
    """Return the best of br, gzip and the plain body that an Accept-Encoding header allows."""
    allowed = set()
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            allowed.add(name.strip())
    return next((name for name in ("br", "gzip") if name in allowed), "")


def symposium_of(meta: Mapping[str, str], path: str) -> str | None:
    """Return the slug of the symposium whose kept pages may answer this request; None where none may.

    That is a GET or HEAD without a query, of a path under a language, on the scheme that the site is read on.
    """
    if meta["REQUEST_METHOD"] not in ("GET", "HEAD") or meta.get("QUERY_STRING") or not path.startswith(LANGUAGE_PREFIXES):
        return None
    if settings.SECURE_SSL_REDIRECT:
        name, secure = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
        if meta.get(name, "").partition(",")[0].strip() != secure:  # as HttpRequest.scheme reads it
            return None
    return path.split("/", 3)[2]


versions = VersionCounter()
memory = PageMemory(settings.PAGE_MEMORY_MIB * 1024 * 1024)
