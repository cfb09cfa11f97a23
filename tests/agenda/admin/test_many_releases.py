"""A hundred releases make no page slower: as many queries as with one, and no content but that of the release shown."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda.domain.release import forget_published_programmes, publish
from agenda.models import ProgrammeRelease, Symposium
from tests.factories import SessionFactory, SymposiumFactory

PAGES = [
    "/en/2030/",
    "/en/2030/agenda/",
    "/en/2030/changes/",
    "/en/release/1/2030/agenda/",
    "/en/release/1/2030/changes/",
    "/en/preview/2030/agenda/",
    "symposium_changelist",
    "symposium_change",
    "symposium_publish",
    "session_changelist",
    "session_change",
    "session_close",
    "programmerelease_changelist",
    "programmerelease_change",
    "programmerelease_put_back",
]
ONE_ROW = re.compile(r"LIMIT 1$|\"(id|number)\" = \d+")


@pytest.fixture
def session(db):
    """A session in two releases, edited since."""
    session = SessionFactory(symposium=SymposiumFactory(published=False, slug="2030"))
    publish(session.symposium)
    for title in ("New", "Edited"):
        session.title_en = title
        session.save()
        if title == "New":
            publish(session.symposium)
    return session


def publish_often(symposium):
    """Make a hundred releases of it, the newest with the content of the one that was."""
    latest = symposium.releases.first()
    facts = {"symposium": symposium, "published_at": latest.published_at, "format": latest.format, "changes": latest.changes}
    contents = {"public_content": latest.public_content, "restricted_content": latest.restricted_content}
    ProgrammeRelease.objects.bulk_create(ProgrammeRelease(number=number, **facts, **contents) for number in range(3, 101))
    Symposium.objects.all().raise_public_version()


def queries(client, address):
    client.get(address)  # what a process asks but once
    forget_published_programmes()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_as_much_among_a_hundred_releases_and_reads_one_content(organiser_client, session, page):
    rows = {"symposium": session.symposium, "session": session, "programmerelease": session.symposium.releases.last()}
    keys = [] if page.endswith("changelist") else [rows[page.partition("_")[0]].pk] if "/" not in page else []
    address = page if "/" in page else reverse(f"admin:agenda_{page}", args=keys)
    few = queries(organiser_client, address)
    publish_often(session.symposium)

    many = queries(organiser_client, address)

    contents = [sql for sql in many if re.search(r"\"(public|restricted)_content\"", sql)]
    assert [sql for sql in contents if not ONE_ROW.search(sql)] == []
    assert len(many) == len(few)
