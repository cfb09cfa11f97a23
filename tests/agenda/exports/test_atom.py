"""Atom feeds (RFC 4287) of changes and news."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from agenda.domain import release
from agenda.exports import atom
from agenda.models import NewsItem, OrganisationRole, Session, Symposium
from agenda.views.changes import newest_releases
from agenda.views.reading import published_edition
from tests.agenda.exports.calendars import SECRET, an_edition
from tests.factories import OrganisationFactory, SessionFactory

pytestmark = pytest.mark.django_db

BEGAN = datetime(2022, 11, 30, 3, 0, 0, 123456, tzinfo=UTC)
NAMES = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def session():
    """An open session, published on two days: first as it is, then under another title."""
    session = SessionFactory(symposium=an_edition(), title_en="First <title> & more", title_km="ចំណងជើងទី១")
    release.publish(session.symposium, at=BEGAN, note_en="The *first* one.")
    write(session, title_en="Second title")
    release.publish(session.symposium, at=BEGAN + timedelta(days=1))
    return session


def write(session: Session, **facts) -> None:
    Session.objects.filter(pk=session.pk).update(**facts)


def changes_feed(language: str = "en", slug: str = "2022") -> ET.Element:
    edition = published_edition(slug)
    return ET.fromstring(atom.changes_feed(edition.programme, newest_releases(edition, 50), BEGAN, language))


def news_feed(language: str = "en") -> ET.Element:
    edition = published_edition("2022")
    return ET.fromstring(atom.news_feed(edition.programme, edition.symposium.newsitems.published(), BEGAN, language))


def ids(feed: ET.Element) -> list[str]:
    return [element.text for element in feed.iterfind(".//a:id", NAMES)]


def contents(feed: ET.Element) -> list[str]:
    return [element.text for element in feed.iterfind("a:entry/a:content", NAMES)]


def test_changes_feed_has_what_the_standard_asks_of_a_feed_and_its_entries(session, settings):
    settings.BASE_URL = "https://symposium.example"
    OrganisationRole.objects.create(symposium=session.symposium, organisation=OrganisationFactory(name_en="Police"), role="organiser")
    release.publish(session.symposium, at=BEGAN + timedelta(days=2))

    feed = changes_feed()

    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.attrib[LANG] == "en"
    assert feed.findtext("a:title", namespaces=NAMES) == "What changed · Digital Forensics Symposium"
    assert feed.findtext("a:author/a:name", namespaces=NAMES) == "Police"
    assert feed.findtext("a:updated", namespaces=NAMES) == "2022-12-02T03:00:00.123456Z"
    assert {link.attrib["rel"]: link.attrib["href"] for link in feed.iterfind("a:link", NAMES)} == {
        "self": "https://symposium.example/en/2022/changes.atom",
        "alternate": "https://symposium.example/en/2022/changes/",
    }
    entries = feed.findall("a:entry", NAMES)
    assert [entry.findtext("a:title", namespaces=NAMES) for entry in entries] == ["Release 3", "Release 2", "Release 1"]
    for entry, day in zip(entries, (2, 1, 0), strict=True):
        moment = (BEGAN + timedelta(days=day)).isoformat().replace("+00:00", "Z")
        assert entry.findtext("a:updated", namespaces=NAMES) == entry.findtext("a:published", namespaces=NAMES) == moment
        [link] = entry.findall("a:link", NAMES)
        assert link.attrib["href"] == f"https://symposium.example/en/2022/changes/#release-{day + 1}"
        assert entry.find("a:content", NAMES).attrib["type"] == "html"


def test_changes_are_told_in_words_with_the_session_linked(session):
    second, first = contents(changes_feed())

    assert first == "<p>The <em>first</em> one.</p>\n<p>The programme was published for the first time.</p>"
    assert f'<a href="http://127.0.0.1:8000/en/2022/agenda/{session.code}/" lang="en">Second title</a>: ' in second
    assert "“First &lt;title&gt; &amp; more”" in second


def test_changes_feed_is_written_in_the_readers_language(session):
    feed = changes_feed("km")

    assert feed.attrib[LANG] == "km"
    assert feed.findtext("a:entry/a:title", namespaces=NAMES) == "កំណែទី២"
    assert 'lang="km">ចំណងជើងទី១</a>' in contents(feed)[0]
    assert '<div lang="en"><p>The <em>first</em> one.</p>\n</div>' in contents(feed)[1]


def test_ids_are_unique_urns_that_survive_releases_hosts_and_slugs(session, settings):
    NewsItem.objects.create(symposium=session.symposium, title_en="News", published_at=BEGAN)
    before, news_before = ids(changes_feed()), ids(news_feed())
    settings.BASE_URL = "https://elsewhere.example"
    write(session, title_en="Third title")
    Symposium.objects.filter(pk=session.symposium.pk).update(slug="renamed")
    release.publish(session.symposium)
    Symposium.objects.filter(pk=session.symposium.pk).update(slug="2022")

    after = ids(changes_feed())

    assert [after[0], *after[2:]] == before
    assert ids(news_feed()) == news_before
    every = [*after, *ids(changes_feed("km")), *ids(news_feed()), *ids(news_feed("km"))]
    assert len(set(every)) == len(every) == 4 + 4 + 2 + 2
    assert all(entry.startswith("urn:uuid:") for entry in every)


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_session_that_is_closed_now_is_named_by_no_change(session, label):
    write(session, title_en=SECRET, title_km=SECRET, tlp=label)
    release.publish(session.symposium)

    for language in ("en", "km"):
        text = " ".join(contents(changes_feed(language)))
        assert not any(words in text for words in (SECRET, "First", "Second title", "ចំណងជើងទី១"))
    assert f'lang="en">Closed session {session.code}</a>: ' in " ".join(contents(changes_feed()))


def test_news_feed_has_what_is_published_the_newest_first_in_its_own_language(session):
    for title, body, at in [
        ("Older", "Some *words*.", BEGAN),
        ("Newer <b> & \x0bcontrols\x00\ufffe", "<script>alert(1)</script>", BEGAN + timedelta(days=3)),
        ("Future", "", datetime.now(UTC) + timedelta(days=1)),
        ("Draft", "", None),
    ]:
        NewsItem(symposium=session.symposium, title_en=title.replace("\x00", ""), body_en=body, published_at=at).save()

    feed = news_feed("km")

    newer, older = feed.findall("a:entry", NAMES)
    assert newer.findtext("a:title", namespaces=NAMES) == "Newer <b> & controls"
    assert (newer.attrib[LANG], feed.attrib[LANG]) == ("en", "km")
    assert feed.findtext("a:updated", namespaces=NAMES) == newer.findtext("a:updated", namespaces=NAMES) == "2022-12-03T03:00:00.123456Z"
    assert older.findtext("a:content", namespaces=NAMES) == "<p>Some <em>words</em>.</p>\n"
    assert "<script" not in newer.findtext("a:content", namespaces=NAMES)
    assert older.find("a:link", NAMES).attrib["href"].startswith("http://127.0.0.1:8000/km/2022/news/#news-")


def test_feed_without_news_is_a_feed_still(session):
    feed = news_feed()

    assert feed.findall("a:entry", NAMES) == []
    assert feed.findtext("a:updated", namespaces=NAMES) == "2022-11-30T03:00:00.123456Z"
    assert feed.findtext("a:author/a:name", namespaces=NAMES) == "Digital Forensics Symposium"


def test_feed_is_the_same_bytes_each_time(session):
    edition = published_edition("2022")
    releases = newest_releases(edition, 50)

    assert atom.changes_feed(edition.programme, releases, BEGAN, "km") == atom.changes_feed(edition.programme, releases, BEGAN, "km")
