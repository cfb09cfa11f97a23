"""Middleware: only what no library does. Public pages from the memory of the process, our own 404, the Permissions-Policy header,
and the history's actor without a cost for public pages."""

import contextlib
import gzip
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http.cookies import SimpleCookie

import brotli
from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe

from agenda.models import Symposium
from symposium.errors import not_found

logger = logging.getLogger(__name__)

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
COUNTER_SECONDS = 1.0  # how long a process trusts what it knows of `public_version`
LANGUAGE_PREFIXES = ("/en/", "/km/")
NOT_KEPT = {"content-length", "date", "set-cookie", "etag", "content-encoding"}
ALSO_UNCHANGED = ("Cache-Control", "CDN-Cache-Control", "Last-Modified", "Vary", "Access-Control-Allow-Origin")  # on a 304
COMPRESSED_BY_US = ("text/", "image/svg+xml", *(f"application/{name}" for name in ("json", "xml", "atom+xml", "manifest+json", "ld+json")))
SLOW = 512 * 1024  # bytes from which brotli's best takes longer than a reader should wait


def permissions_policy(get_response):
    """Say on every response that the site uses none of the device's powers."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


class WhoChangesWhat(AuditlogMiddleware):
    """Tell the history who makes a request's changes, on staff's addresses only: elsewhere asking for the user would cost a session."""

    def __call__(self, request):
        return super().__call__(request) if request.path.startswith("/admin/") else self.get_response(request)


class OwnPageForWhatIsMissing:
    """Answer a missing page with our own 404 also in DEBUG, where Django would list the URLconf: the demo is for users."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return not_found(request) if isinstance(exception, Http404) else None


class MadeHeaders(ResponseHeaders):
    """Headers of a kept page, made once and given to each answer. Nothing may change them: this middleware is the outermost."""

    def __init__(self, headers: Iterable[tuple[str, str]]):
        super().__init__(dict(headers))
        self._made = list(super().items())

    def items(self) -> list[tuple[str, str]]:
        return self._made


class FromMemory(HttpResponse):
    """An answer from a kept page: made of what is there, without the cost of an HttpResponse's beginning."""

    cookies = SimpleCookie()  # none, for all alike

    def __init__(self, status: int, headers: MadeHeaders, body: bytes):
        self.status_code, self.headers, self._container = status, headers, [body]
        self.items = headers.items
        self._charset = self._reason_phrase = self._handler_class = None
        self.closed = False
        self._resource_closers = []


@dataclass(frozen=True)
class Variant:
    """A body as it is sent, with the strong ETag of just these bytes (RFC 9110 §8.8.3), and the headers of both answers with it."""

    etag: str
    body: bytes
    headers: MadeHeaders
    unchanged: MadeHeaders

    @classmethod
    def of(cls, body: bytes, digest: str, encoding: str, headers: dict[str, str]) -> "Variant":
        """Make the headers of a body in this encoding ("" for none); those of a 304 are the ones that RFC 9110 §15.4.5 asks for."""
        own = {"ETag": f'"{digest}-{encoding}"' if encoding else f'"{digest}"'}
        unchanged = {name: headers[name] for name in ALSO_UNCHANGED if name in headers}
        whole = {**headers, **own, "Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
        return cls(own["ETag"], body, MadeHeaders(whole.items()), MadeHeaders({**unchanged, **own}.items()))


@dataclass(frozen=True)
class KeptPage:
    """A rendered public page: its variants by encoding, and when the clock makes it stale (a timestamp)."""

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


versions = VersionCounter()
memory = PageMemory(settings.PAGE_MEMORY_MIB * 1024 * 1024)


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> str:
    """Return the best of br, gzip and the plain body that an Accept-Encoding header allows."""
    allowed = set()
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            allowed.add(name.strip())
    return next((name for name in ("br", "gzip") if name in allowed), "")


class PublicPagesFromMemory:
    """Answer public pages from memory, before any other middleware runs.

    Only a GET or HEAD without a query, of a path under a language and a known symposium, is looked up; only responses that a view
    has marked with `keep_until` (agenda.views.reading) are kept. So nothing private, filtered or previewed can be answered from here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        version = self._version(request)
        if version is None:
            return self.get_response(request)
        path = request.path
        if page := memory.get(path, version):
            return answer(request, page)
        if not memory.is_kept(path):
            return self.get_response(request)
        # The version was read before rendering: what is rendered can only be newer than it says, never older.
        with memory.rendering(path):
            try:
                if page := memory.get(path, version):
                    return answer(request, page)
                response = self.get_response(request)
                if response.status_code != 200 or not hasattr(response, "keep_until") or response.cookies:
                    if response.status_code == 200 and not hasattr(response, "keep_until"):
                        memory.never_keep(path)
                    return response
                page = KeptPage.of(response, response.keep_until)
                memory.keep(path, version, page)
            finally:
                memory.rendered(path)
        return answer(request, page)

    @staticmethod
    def _version(request) -> int | None:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or not request.path.startswith(LANGUAGE_PREFIXES):
            return None
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return None
        return versions.of(request.path.split("/", 3)[2])


def answer(request, page: KeptPage) -> HttpResponse:
    """Make the response from a kept page: 304 where the reader has it already (RFC 9110 §13.1.2 and §13.1.3), else the best variant."""
    meta = request.META
    variants = page.variants
    variant = variants.get(accepted_encoding(meta.get("HTTP_ACCEPT_ENCODING", ""))) or variants[""]
    known = meta.get("HTTP_IF_NONE_MATCH")
    if known:
        if known == variant.etag or known == "*" or variant.etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
            return FromMemory(304, variant.unchanged, b"")
    elif page.modified and "HTTP_IF_MODIFIED_SINCE" in meta:
        since = parse_http_date_safe(meta["HTTP_IF_MODIFIED_SINCE"])
        if since is not None and page.modified <= since:
            return FromMemory(304, variant.unchanged, b"")
    return FromMemory(200, variant.headers, b"" if request.method == "HEAD" else variant.body)
