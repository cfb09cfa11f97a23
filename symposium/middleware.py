"""Middleware: only what no library does. Public pages from the memory of the process, our own 404, the Permissions-Policy header,
and the history's actor without a cost for public pages."""

from auditlog.middleware import AuditlogMiddleware
from django.http import Http404, HttpResponse, HttpResponseNotModified

from symposium.errors import not_found
from symposium.page_memory import KeptPage, memory, symposium_of, versions

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


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


class PublicPagesFromMemory:
    """Keep public pages in memory, and answer them from there before any other middleware runs.

    Only responses that a view has marked with `keep_until` (agenda.views.reading) are kept, and only requests of `symposium_of` are
    looked up. So nothing private, filtered or previewed can be answered from here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        slug, path = symposium_of(request.META, request.path), request.path
        version = versions.of(slug) if slug else None
        if version is None:
            return self.get_response(request)
        if page := memory.get(path, version):
            return from_memory(request, page)
        if not memory.is_kept(path):
            return self.get_response(request)
        # The version was read before rendering: what is rendered can only be newer than it says, never older.
        with memory.rendering(path):
            try:
                if page := memory.get(path, version):
                    return from_memory(request, page)
                response = self.get_response(request)
                if response.status_code != 200 or not hasattr(response, "keep_until") or response.cookies:
                    if response.status_code == 200 and not hasattr(response, "keep_until"):
                        memory.never_keep(path)
                    return response
                page = KeptPage.of(response, response.keep_until)
                memory.keep(path, version, page)
            finally:
                memory.rendered(path)
        return from_memory(request, page)


def from_memory(request, page: KeptPage) -> HttpResponse:
    """Make Django's response of a kept page's answer."""
    status, headers, body = page.answer(request.META)
    return HttpResponseNotModified(headers=dict(headers)) if status == 304 else HttpResponse(body, headers=dict(headers))
