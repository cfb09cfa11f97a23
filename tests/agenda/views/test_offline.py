"""What a device is given to work without a network: the bundle, the page for what is not kept, the manifest, the worker."""

import io
import json
import re
from datetime import time, timedelta

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agenda.domain.release import publish
from agenda.models import NewsItem, Session, Symposium
from agenda.views import kept
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "km"]


@pytest.fixture
def session():
    """An open session, presented by an agency, in a programme with a closed one."""
    symposium = SymposiumFactory(slug="2030", published=False)
    session = SessionFactory(
        symposium=symposium, title_en="Open title", title_km="ចំណងជើង", room=RoomFactory(symposium=symposium, name_en="Ballroom")
    )
    police = OrganisationFactory(slug="police", name_en="Open police")
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="Irina Afonina", organisation=police))
    SessionFactory(symposium=symposium, title_en="Closed title", tlp="amber", start=time(15), end=time(16))
    NewsItem.objects.create(symposium=symposium, title_en="Doors open at eight", published_at=timezone.now())
    publish(symposium)
    return session


def bundle_of(client, language: str = "en", slug: str = "2030") -> dict:
    response = client.get(f"/{language}/{slug}/offline.json")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    return response.json()


@pytest.mark.parametrize("language", LANGUAGES)
def test_bundle_holds_what_the_site_itself_answers(client, session, language):
    content = bundle_of(client, language)

    served = {path: client.get(path) for path in content["pages"]}

    assert {path: response.content.decode() for path, response in served.items()} == content["pages"]
    assert {path: response.headers["Content-Type"] for path, response in served.items() if path in content["types"]} == content["types"]
    assert {response.status_code for response in served.values()} == {200}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bundle_holds_every_page_that_a_reader_without_a_network_may_open(client, session, language):
    content = bundle_of(client, language)

    sessions = [f"agenda/{code}/" for code in Session.objects.values_list("code", flat=True)]
    pages = ["", "agenda/", *sessions, "organisations/", "organisations/police/", "speakers/", "changes/", "news/", "faq/", "about/"]
    assert {f"/{language}/2030/{path}" for path in [*pages, "privacy/", "offline/", "manifest.webmanifest"]} <= set(content["pages"])
    assert {path.split("/")[1] for path in content["pages"]} == {language}
    assert (content["release"], content["version"]) == (1, Symposium.objects.get().public_version)


def test_bundle_is_the_same_whoever_asks(client, organiser_client, session):
    assert bundle_of(client) == bundle_of(organiser_client)


def test_bundle_holds_the_release_and_nothing_of_the_draft(client, session):
    session.title_en = "Title in the draft"
    session.save()

    text = client.get("/en/2030/offline.json").content.decode()

    assert "Open title" in text
    assert "Title in the draft" not in text
    assert "Closed title" not in text


@pytest.mark.parametrize("path", ["offline.json", "manifest.webmanifest"])
@pytest.mark.parametrize("address", ["/en/preview/2030/", "/en/release/1/2030/", "/en/nowhere/"])
def test_nothing_is_kept_of_a_preview_of_an_old_release_or_of_nothing(organiser_client, session, address, path):
    assert organiser_client.get(address + path).status_code == 404


@pytest.mark.parametrize("name", ["registrations:register", "registrations:ask", "current", "healthz"])
def test_bundle_cannot_hold_a_page_that_is_not_public(session, name):
    path = "/healthz" if name == "healthz" else reverse(name, args=[] if name == "current" else ["2030"])

    with pytest.raises(AttributeError, match="with_edition"):
        kept.answer(path, edition=None)


def test_every_file_of_the_kept_pages_is_listed_and_is_there(client, session):
    content = bundle_of(client)
    asked = {url for html in content["pages"].values() for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}

    assert asked <= set(content["files"])
    assert "/static/css/site.css" in content["files"]  # named in a stylesheet
    assert "/static/js/offline.js" in content["files"]  # imported by a module
    assert [url for url in content["files"] if not finders.find(url.removeprefix("/static/"))] == []
    assert [url for url in content["files"] if "khmer" in url] == []
    assert [url for url in bundle_of(client, "km")["files"] if url.endswith(".woff2")] == ["/static/fonts/khmer-5.3.0.woff2"]


def test_pictures_of_the_kept_pages_are_listed(client, session, django_capture_on_commit_callbacks, private_storage):
    police = session.organisations.get()
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "#173a78").save(picture, "PNG")
    police.logo = private_storage.save("logos/police.png", ContentFile(picture.getvalue()))
    police.save()
    with django_capture_on_commit_callbacks(execute=True):
        publish(session.symposium)

    pictures = bundle_of(client)["pictures"]

    assert len(pictures) == 1
    assert pictures[0].startswith("/media/")
    assert default_storage.exists(pictures[0].removeprefix("/media/"))


def test_bundle_says_until_when_it_holds_where_that_is_known(client, session):
    assert bundle_of(client)["until"] is None
    appears = timezone.now() + timedelta(hours=2)
    NewsItem.objects.create(symposium=session.symposium, title_en="Later", published_at=appears)

    assert bundle_of(client)["until"] == appears.isoformat()


@pytest.mark.parametrize("language", LANGUAGES)
def test_bundle_costs_the_same_queries_however_many_sessions_there_are(client, session, language):
    counts = []
    for number in range(3):
        client.get(f"/{language}/2030/agenda/?warm")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bundle_of(client, language)
        counts.append(len(queries))
        for hour in range(10, 15):
            SessionFactory(symposium=session.symposium, day=session.symposium.days.last(), start=time(hour), end=time(hour, 9 + number))
        publish(session.symposium)

    assert counts == [14] * 3


def test_warm_bundle_costs_the_question_for_the_version_alone(client, session, django_assert_num_queries):
    first = client.get("/en/2030/offline.json")

    with django_assert_num_queries(1):
        again = client.get("/en/2030/offline.json", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content, again.cookies) == (304, b"", {})


def test_head_tells_the_version_so_that_a_worker_need_not_load_what_it_has(client, session):
    response = client.head("/en/2030/offline.json")

    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Symposium-Version"] == str(bundle_of(client)["version"])


def test_larger_programme_than_a_telephone_should_keep_is_kept_without_its_last_sessions(client, session, monkeypatch):
    monkeypatch.setattr(kept, "MOST_SESSIONS", 1)

    assert [path for path in bundle_of(client)["pages"] if re.search(r"/agenda/\w+/$", path)] == [f"/en/2030/agenda/{session.code}/"]


@pytest.mark.parametrize(
    ("language", "heading", "link"), [("en", "This page needs a network", "Agenda"), ("km", "ទំព័រនេះត្រូវការអ៊ីនធឺណិត", "កម្មវិធី")]
)
def test_page_for_what_is_not_kept_says_so_and_leads_on(client, session, language, heading, link):
    page = client.get(f"/{language}/2030/offline/").content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert f'<a href="/{language}/2030/agenda/">{link}</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


@pytest.mark.parametrize(("language", "short"), [("en", "Symposium 2"), ("km", "សន្និសីទ ២")])
def test_manifest_names_the_app_in_its_language_and_where_it_starts(client, session, language, short):
    response = client.get(f"/{language}/2030/manifest.webmanifest")
    manifest = json.loads(response.content)

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == (f"/{language}/2030/", f"/{language}/2030/agenda/", "/")
    assert (manifest["lang"], manifest["display"]) == (language, "standalone")
    assert manifest["name"] == getattr(session.symposium, f"name_{language}")
    assert manifest["short_name"].startswith(short)
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == [f"/{language}/2030/my-agenda/", f"/{language}/2030/now/"]


def test_icons_of_the_manifest_have_the_size_that_it_says(client, session):
    icons = json.loads(client.get("/en/2030/manifest.webmanifest").content)["icons"]

    for icon in icons:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert (f"{image.width}x{image.height}", image.format) == (icon["sizes"], "PNG")
    assert [(icon["sizes"], icon["purpose"]) for icon in icons] == [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]


def test_worker_stands_at_the_root_and_is_asked_for_again_each_time(client):
    response = client.get("/sw.js")
    again = client.get("/sw.js", headers={"If-None-Match": response.headers["ETag"]})

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.content.decode().startswith('const STATIC_URL = "/static/", MEDIA_URL = "/media/";\n')
    assert (again.status_code, again.content, response.cookies) == (304, b"", {})
    assert client.post("/sw.js").status_code == 405


def test_pages_name_the_manifest_and_the_bundle_but_for_staff_they_do_not(client, organiser_client, session):
    page = client.get("/en/2030/agenda/").content.decode()

    assert 'data-offline-notes="/en/2030/offline.json" data-worker="/sw.js"' in page
    for address in ("/en/preview/2030/agenda/", "/en/release/1/2030/agenda/"):
        preview = organiser_client.get(address).content.decode()
        assert re.findall(r"data-offline|data-worker|offline\.json|manifest|<script", preview) == []
