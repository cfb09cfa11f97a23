"""What search engines and other sites read of a page: JSON-LD under the page's policy, Open Graph tags, links to files and feeds."""

import base64
import hashlib
import json
import re
from html import unescape

import pytest

from agenda.domain.release import publish
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta property="og:([a-z:_]+)" content="([^"]*)">')
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]+)" property="og:description">')
PAGES = ["", "agenda/", "agenda/AAAAA2/", "organisations/", "speakers/", "news/", "faq/", "about/", "privacy/", "changes/"]


@pytest.fixture
def symposium():
    symposium = SymposiumFactory(slug="2030", published=False, name_en='Symposium "quoted" <b>')
    SessionFactory(symposium=symposium, code="AAAAA2", title_en="</script> & <b>", abstract_en="What *and* why.")
    publish(symposium)
    return symposium


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(("path", "name"), [("", 'Symposium "quoted" <b>'), ("agenda/AAAAA2/", "</script> & <b>")])
def test_page_has_one_block_that_its_policy_names_by_its_hash(client, symposium, path, name, language):
    first, kept = (client.get(f"/{language}/2030/{path}") for _time in range(2))

    [block] = BLOCK.findall(first.content.decode())
    digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
    assert first.headers["Content-Security-Policy"] == kept.headers["Content-Security-Policy"]
    assert f"script-src 'self' 'sha256-{digest}'" in first.headers["Content-Security-Policy"].split("; ")
    assert json.loads(block)["@type"] == "Event"
    if language == "en":
        assert json.loads(block)["name"] == name


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("", "agenda/AAAAA2/")])
def test_other_pages_have_no_block_and_the_usual_policy(client, symposium, path):
    response = client.get(f"/en/2030/{path}")

    assert BLOCK.findall(response.content.decode()) == []
    assert "script-src" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("path", PAGES)
def test_page_says_what_other_sites_show_of_a_link_to_it(client, symposium, settings, path, language):
    settings.BASE_URL = "https://symposium.example"
    page = client.get(f"/{language}/2030/{path}?q=filter").content.decode()

    tags = {name: unescape(value) for name, value in META.findall(page)}

    assert [*tags] == "title type url site_name locale locale:alternate image image:width image:height image:alt".split()
    assert len(DESCRIPTION.findall(page)) == 1
    assert tags["title"] == unescape(page.split("<title>")[1].split("</title>")[0])
    assert tags["url"] == f"https://symposium.example/{language}/2030/{path}"
    assert tags["site_name"] == (symposium.name_km if language == "km" else 'Symposium "quoted" <b>')
    assert (tags["locale"], tags["locale:alternate"]) == (("km_KH", "en_GB") if language == "km" else ("en_GB", "km_KH"))
    assert tags["image"] == f"https://symposium.example/{language}/2030/programme.png"
    assert tags["site_name"] in tags["image:alt"]
    assert all(tags.values())


@pytest.mark.parametrize("edition", ["preview/2030", "release/1/2030"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_for_staffs_eyes_tell_other_sites_nothing(organiser_client, symposium, edition, path):
    page = organiser_client.get(f"/en/{edition}/{path}")

    assert page.status_code == 200
    for sign in ("og:", "twitter:", "<script", 'rel="alternate" type='):
        assert sign not in page.content.decode()
    assert "sha256" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "content_type", "file"),
    [
        ("", "application/ld+json", "event.jsonld"),
        ("agenda/", "application/ld+json", "event.jsonld"),
        ("changes/", "application/atom+xml", "changes.atom"),
        ("news/", "application/atom+xml", "news.atom"),
    ],
)
def test_page_names_what_it_is_also_there_as(client, symposium, path, content_type, file):
    page = client.get(f"/km/2030/{path}").content.decode()

    [link] = re.findall(rf'<link rel="alternate" type="{re.escape(content_type)}"[^>]* href="([^"]+)">', page)
    assert link == f"/km/2030/{file}"
    assert client.get(link).headers["Content-Type"].startswith(content_type)


@pytest.mark.parametrize("path", ["changes", "news"])
def test_page_shows_the_way_to_its_feed(client, symposium, path):
    main = client.get(f"/en/2030/{path}/").content.decode().split("<main")[1]

    assert f'<a href="/en/2030/{path}.atom">' in main
