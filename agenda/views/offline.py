"""What makes the site work without a network: the bundle of pages, the page for what is not kept, the web app's manifest, the worker."""

import json
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from agenda import texts
from agenda.views import kept
from agenda.views.reading import LONGEST_IN_MEMORY, Edition, public_page

ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("icon-maskable-512.png", "512x512", "maskable"))
CLOSE = LONGEST_IN_MEMORY - timedelta(minutes=1)  # later ones are the memory's own end
PAPER, BAR = "#fbfaf7", "#ffffff"  # as in static/css/site.css and templates/base.html, for the moment before a page is there


@public_page
def bundle(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with all pages that a device keeps of this language; of the published programme only."""
    only_published(edition)
    changes_at = edition.clock.changes_at
    content = kept.bundle(edition, until=changes_at if changes_at < timezone.now() + CLOSE else None)
    response = HttpResponse(kept.as_json(content), content_type="application/json")
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Symposium-Version"] = str(content["version"])  # a worker that asks with HEAD knows whether it has this one
    return response


@public_page
def not_kept(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say that a page needs a network, and what can be read without one."""
    return render(request, "agenda/not_kept.html", edition.context("offline"))


@public_page
def manifest(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer with the web app's manifest (W3C Web Application Manifest): an app of its own for each edition and language."""
    only_published(edition)
    facts, language = edition.programme.symposium, get_language()
    address = {name: reverse(f"agenda:{name}", args=[facts.slug]) for name in ("home", "agenda", "my_agenda", "now")}
    content = {
        "id": address["home"],
        "name": facts.name.in_language(language),
        "short_name": f"{gettext('Symposium')} {texts.digits(facts.starts_on.year, language)}",
        "description": f"{texts.date_range(facts.starts_on, facts.ends_on, language)}. {facts.venue.in_language(language)}",
        "lang": language,
        "dir": "ltr",
        "start_url": address["agenda"],
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BAR,
        "icons": [{"src": static(f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": use} for name, sizes, use in ICONS],
        "shortcuts": [
            {"name": gettext("My agenda"), "url": address["my_agenda"]},
            {"name": gettext("Now and next"), "url": address["now"]},
        ],
    }
    return HttpResponse(kept.as_json(content), content_type="application/manifest+json")


def only_published(edition: Edition) -> None:
    """Raise Http404 under staff's addresses: nothing of a draft or of an old release may come to be kept on a device."""
    if edition.is_preview or edition.looked_at:
        raise Http404


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker's script, which must stand at the root to be in charge of all pages; browsers ask for it again each time."""
    with open(finders.find("js/service-worker.js"), encoding="utf-8") as file:
        script = f"const STATIC_URL = {json.dumps(settings.STATIC_URL)}, MEDIA_URL = {json.dumps(settings.MEDIA_URL)};\n{file.read()}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:24]}"'
    return get_conditional_response(request, response.headers["ETag"], None, response)
