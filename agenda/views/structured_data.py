"""Pages with a block of JSON-LD: search engines read it in the page only, and the page's own policy names it by its hash."""

import base64
import hashlib

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString


def render_with_data(request: HttpRequest, template: str, context: dict, block: str) -> HttpResponse:
    """Render a page with `block`, a text in which nothing can end a script element; pages for staff's eyes get none."""
    if context.get("preview"):
        return render(request, template, context)
    response = render(request, template, {**context, "structured_data": SafeString(block)})
    digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
    response._csp_update = {"script-src": [SELF, f"'sha256-{digest}'"]}  # CSP 3, §2.3.1; read by django-csp's middleware
    return response
