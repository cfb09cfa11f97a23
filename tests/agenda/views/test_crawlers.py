"""What search engines ask: sitemap.xml and robots.txt."""

import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pytest

from agenda.domain.release import publish
from agenda.models import Symposium
from agenda.views.reading import published_edition
from tests.factories import OrganisationFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
PAGES = ["", "agenda/", "organisations/", "speakers/", "changes/", "news/", "faq/", "about/", "privacy/"]


@pytest.fixture
def session():
    session = SessionFactory(symposium=SymposiumFactory(slug="2030", published=False))
    session.session_organisations.create(organisation=OrganisationFactory(slug="police"))
    publish(session.symposium)
    return session


def urls(client) -> list[ET.Element]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(response.content).findall("s:url", NAMES)


def paths(client) -> set[str]:
    return {url.findtext("s:loc", namespaces=NAMES).removeprefix("http://127.0.0.1:8000") for url in urls(client)}


def test_sitemap_lists_all_public_pages_of_all_visible_editions_and_each_is_there(client, session):
    SymposiumFactory(slug="2029", state=Symposium.State.ARCHIVED)
    SymposiumFactory(slug="draft", state=Symposium.State.DRAFT)
    SymposiumFactory(slug="unpublished", published=False)
    pages = {f"2030/{page}" for page in [*PAGES, f"agenda/{session.code}/", "organisations/police/"]} | {f"2029/{page}" for page in PAGES}

    found = paths(client)

    assert found == {f"/{language}/{page}" for language in ("en", "km") for page in pages}
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_sitemap_names_each_page_in_both_languages_and_when_it_changed(client, session, settings):
    settings.BASE_URL = "https://symposium.example"
    Symposium.objects.filter(pk=session.symposium.pk).raise_public_version()

    url = next(url for url in urls(client) if url.findtext("s:loc", namespaces=NAMES).endswith(f"/km/2030/agenda/{session.code}/"))

    address = f"https://symposium.example/%s/2030/agenda/{session.code}/"
    assert {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)} == {
        "en": address % "en",
        "km": address % "km",
        "x-default": address % "en",
    }
    modified = published_edition("2030").programme.sessions[0].modified
    assert url.findtext("s:lastmod", namespaces=NAMES) == modified.isoformat(timespec="seconds")


def test_sitemap_lists_nothing_of_the_draft(client, session):
    SessionFactory(symposium=session.symposium, code="DRAFT2")
    SessionFactory(symposium=session.symposium, code="CLSD23", tlp="amber").session_organisations.create(
        organisation=OrganisationFactory(slug="secret-service")
    )

    assert not any("DRAFT2" in path or "CLSD23" in path for path in paths(client))
    publish(session.symposium)
    found = paths(client)
    assert any("CLSD23" in path for path in found)
    assert not any("secret-service" in path for path in found)


@pytest.mark.parametrize("editions", [1, 3])
def test_sitemap_asks_once_whatever_the_number_of_editions(client, editions, django_assert_num_queries):
    for _number in range(editions):
        SymposiumFactory()
    first = client.get("/sitemap.xml")

    with django_assert_num_queries(1):
        again = client.get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_sitemap_without_an_edition_is_empty(client):
    assert urls(client) == []


def test_robots_may_read_what_is_public_and_nothing_else(client, session, settings):
    settings.BASE_URL = "https://symposium.example"
    response = client.get("/robots.txt")
    robots = RobotFileParser()
    robots.parse([line for line in response.content.decode().splitlines() if "*" not in line.removeprefix("User-agent: *")])

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert robots.site_maps() == ["https://symposium.example/sitemap.xml"]
    private = ["/admin/", "/staff/login/", "/en/preview/2030/", "/km/release/1/2030/agenda/", "/en/registration/secret/"]
    assert [path for path in private if robots.can_fetch("*", path)] == []
    assert [path for path in sorted(paths(client)) if not robots.can_fetch("*", path)] == []
    for line in ("Disallow: /*/register/", "Disallow: /*/agenda/?"):
        assert line in response.content.decode().splitlines()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_crawlers_write_nothing(client, path):
    assert client.post(path).status_code == 405
