"""Public pages from the memory of the process: what is kept, what never is, and when it is made anew."""

import gzip
import threading
import time
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from agenda.domain.release import publish
from agenda.models import NewsItem, Symposium
from symposium import middleware, page_memory
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(symposium=SymposiumFactory(published=False), title_en="First title")
    publish(session.symposium)
    return session


@pytest.fixture
def pages(session):
    """The address of each page of the symposium, in both languages."""
    paths = [
        "",
        "agenda/",
        f"agenda/{session.code}/",
        "agenda.ics",
        "changes/",
        "organisations/",
        "speakers/",
        "news/",
        "faq/",
        "about/",
        "privacy/",
    ]
    return [f"/{language}/{session.symposium.slug}/{path}" for language in ("en", "km") for path in paths]


@pytest.fixture
def agenda(session):
    """The address of the agenda."""
    return f"/en/{session.symposium.slug}/agenda/"


def retitle(session, title: str) -> None:
    session.title_en = title
    session.save()
    publish(session.symposium)


def test_kept_page_costs_one_question_for_the_version(client, pages, django_assert_num_queries):
    for page in pages:
        first = client.get(page)
        with django_assert_num_queries(1):
            again = client.get(page)
        assert again.content == first.content


def test_kept_page_costs_no_query_within_the_second(client, agenda, monkeypatch, django_assert_num_queries):
    client.get(agenda)
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 60)
    client.get(agenda)

    with django_assert_num_queries(0):
        assert client.get(agenda).status_code == 200


def test_kept_page_has_the_headers_of_a_page_made_anew(client, agenda):
    first, again = client.get(agenda), client.get(agenda)

    assert dict(first.headers) == dict(again.headers)
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["CDN-Cache-Control"] == "max-age=1"
    assert "default-src 'self'" in first.headers["Content-Security-Policy"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert "Permissions-Policy" in first.headers
    assert "Accept-Encoding" in first.headers["Vary"]
    assert "Cookie" not in first.headers["Vary"]


def test_kept_pages_set_no_cookie_whoever_reads_them(organiser_client, client, pages):
    for page in pages:
        for reader in (organiser_client, client):
            response = reader.get(page)
            assert response.cookies == {}
            assert "Set-Cookie" not in response.headers


def test_kept_page_tells_nothing_of_its_first_reader(organiser_client, client, pages):
    for page in pages:
        assert organiser_client.get(page).content == client.get(page).content
        assert b"organiser@" not in client.get(page).content


@pytest.mark.parametrize("known", ["{etag}", 'W/{etag}, "other"', '"other", {etag}', "*"])
def test_reader_who_has_the_page_is_told_that_it_is_unchanged(client, agenda, known):
    etag = client.get(agenda).headers["ETag"]

    response = client.get(agenda, headers={"If-None-Match": known.format(etag=etag)})

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == etag
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("later", "spelled", "status"),
    [
        (0, "{}", 304),
        (60, "{}", 304),
        (-1, "{}", 200),
        (0, "", 200),
        (0, "yesterday", 200),
        (0, "{} and more", 200),
        (0, "Wed, 99 Foo 2022 99:99:99 GMT", 200),
        (0, "\x00\u1780", 200),
    ],
)
def test_reader_who_knows_when_the_page_changed_is_told_that_it_is_unchanged(client, agenda, later, spelled, status):
    changed = parse_http_date(client.get(agenda).headers["Last-Modified"])

    response = client.get(agenda, headers={"If-Modified-Since": spelled.format(http_date(changed + later))})

    assert response.status_code == status


@pytest.mark.parametrize(("tag", "status"), [("{etag}", 304), ('"other"', 200), ("other, ,", 200), ("", 200)])
@pytest.mark.parametrize("later", [-60, 60])
def test_etag_wins_over_the_date(client, agenda, tag, status, later):
    first = client.get(agenda).headers
    since = http_date(parse_http_date(first["Last-Modified"]) + later)

    response = client.get(agenda, headers={"If-None-Match": tag.format(etag=first["ETag"]), "If-Modified-Since": since})

    assert response.status_code == status


def test_etag_of_another_encoding_is_not_the_page_that_the_reader_would_get(client, agenda):
    etag = client.get(agenda, headers={"Accept-Encoding": "br"}).headers["ETag"]

    assert client.get(agenda, headers={"Accept-Encoding": "gzip", "If-None-Match": etag}).status_code == 200


def test_reader_who_has_an_older_page_gets_the_new_one(client, session, agenda):
    etag = client.get(agenda).headers["ETag"]
    retitle(session, "Second title")

    response = client.get(agenda, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert response.headers["ETag"] != etag


def test_each_encoding_is_the_same_page_with_an_etag_of_its_own(client, agenda):
    plain = client.get(agenda)
    zipped = client.get(agenda, headers={"Accept-Encoding": "gzip, deflate"})
    brotlied = client.get(agenda, headers={"Accept-Encoding": "gzip, deflate, br"})
    refused = client.get(agenda, headers={"Accept-Encoding": "br;q=0, gzip;q=0"})

    assert gzip.decompress(zipped.content) == brotli.decompress(brotlied.content) == plain.content == refused.content
    assert [response.headers.get("Content-Encoding") for response in (plain, zipped, brotlied, refused)] == [None, "gzip", "br", None]
    assert len({response.headers["ETag"] for response in (plain, zipped, brotlied)}) == 3
    assert len(brotlied.content) < len(zipped.content) < len(plain.content)


@pytest.mark.parametrize("is_kept", [False, True])
def test_head_is_answered_like_get_without_a_body(client, agenda, is_kept):
    if is_kept:
        client.get(agenda)

    head = client.head(agenda)
    get = client.get(agenda)

    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)
    assert int(head.headers["Content-Length"]) == len(get.content)


def test_publish_makes_pages_new_at_once_in_this_process(client, session, agenda):
    assert b"First title" in client.get(agenda).content

    retitle(session, "Second title")

    assert b"Second title" in client.get(agenda).content


def test_publish_makes_pages_new_within_the_counters_time_in_another_process(client, session, agenda, monkeypatch):
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 0.3)
    monkeypatch.setattr(middleware, "memory", page_memory.PageMemory(2**20))
    monkeypatch.setattr(middleware, "versions", page_memory.VersionCounter())
    assert b"First title" in client.get(agenda).content

    retitle(session, "Second title")
    at_once = client.get(agenda).content
    time.sleep(0.35)
    later = client.get(agenda).content

    assert b"First title" in at_once
    assert b"Second title" in later


def test_draft_that_is_edited_leaves_the_pages_as_they_are(client, session, agenda):
    before = client.get(agenda).content
    session.title_en = "Unpublished title"
    session.save()
    page_memory.memory.clear()

    assert client.get(agenda).content == before


def test_public_content_makes_pages_new_by_every_kind_of_write(client, session):
    news = f"/en/{session.symposium.slug}/news/"
    item = NewsItem(symposium=session.symposium, title_en="Saved", published_at=timezone.now())
    seen = []
    for write in (
        item.save,
        lambda: NewsItem.objects.filter(pk=item.pk).update(title_en="Updated"),
        lambda: NewsItem.objects.bulk_create([NewsItem(symposium=session.symposium, title_en="Created", published_at=timezone.now())]),
        lambda: NewsItem.objects.filter(title_en="Created").delete(),
        item.delete,
    ):
        client.get(news)
        write()
        page = client.get(news).content.decode()
        seen.append([title for title in ("Saved", "Updated", "Created") if title in page])

    assert seen == [["Saved"], ["Updated"], ["Updated", "Created"], ["Updated"], []]


def test_home_is_made_new_when_registration_opens_and_closes(client):
    now = timezone.now()
    opens, closes = now + timedelta(hours=1), now + timedelta(hours=2)
    symposium = SymposiumFactory(registration_opens=opens, registration_closes=closes)
    button = f'href="/en/{symposium.slug}/register/">Register</a>\n        <a class="button quiet"'.encode()

    has_button = []
    for at in (now, opens - timedelta(seconds=1), opens, closes - timedelta(seconds=1), closes):
        with time_machine.travel(at, tick=False):
            has_button.append(button in client.get(f"/en/{symposium.slug}/").content)

    assert has_button == [False, False, True, True, False]


def test_home_is_made_new_when_the_symposium_begins_and_no_end_of_registration_is_set(client):
    symposium = SymposiumFactory(registration_closes=None)
    midnight = timezone.datetime.combine(symposium.starts_on, timezone.datetime.min.time(), symposium.zone)

    closed = []
    for at in (midnight - timedelta(seconds=1), midnight):
        with time_machine.travel(at, tick=False):
            closed.append(b"Registration is closed." in client.get(f"/en/{symposium.slug}/").content)

    assert closed == [False, True]


def test_news_appears_at_its_time(client):
    symposium, now = SymposiumFactory(), timezone.now()
    NewsItem.objects.create(symposium=symposium, title_en="Doors open", published_at=now + timedelta(hours=1))

    shown = []
    for at in (now, now + timedelta(minutes=59), now + timedelta(hours=1)):
        with time_machine.travel(at, tick=False):
            shown.append(b"Doors open" in client.get(f"/en/{symposium.slug}/news/").content)

    assert shown == [False, False, True]


def test_symposium_that_is_hidden_again_is_gone_from_memory(client, session, agenda):
    client.get(agenda)

    Symposium.objects.filter(pk=session.symposium.pk).update(state=Symposium.State.DRAFT)

    assert client.get(agenda).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["agenda/?q=title", "agenda/?day=", "?x", "agenda/ZZZZZZ/", "nowhere/", "agenda", "register/", "faq/ask/"],
)
def test_query_unknown_page_redirect_and_form_are_never_kept(client, session, path):
    client.get(f"/en/{session.symposium.slug}/{path}")

    assert page_memory.memory.size == 0


def test_page_with_a_query_is_not_answered_from_the_page_without(client, session, agenda):
    client.get(agenda)

    assert b"First title" not in client.get(f"{agenda}?q=nothing").content
    assert b"First title" in client.get(agenda).content


@pytest.mark.parametrize("session_key", ["forged", "f" * 32])
def test_cookies_neither_change_a_page_nor_prevent_that_it_is_kept_for_others(client, agenda, session_key, django_assert_num_queries):
    other = Client()
    other.cookies["sessionid"] = session_key
    other.cookies["django_language"] = "km"

    forged = other.get(agenda)
    plain = client.get(agenda)

    assert forged.content == plain.content
    with django_assert_num_queries(1):
        assert client.get(agenda).content == plain.content
    with django_assert_num_queries(1):
        assert other.get(agenda).cookies == {}


def test_memory_holds_one_version_of_a_page(client, session, agenda):
    for number in range(5):
        retitle(session, f"Title number {number}")
        client.get(agenda)

    assert page_memory.memory.size < 3 * len(client.get(agenda).content)


def test_memory_stays_within_its_bytes_and_lets_the_least_used_go():
    memory = page_memory.PageMemory(max_bytes=10_000)
    page = page_memory.KeptPage.of(HttpResponse(bytes(3000)), timezone.now() + timedelta(days=1))
    assert 3000 < page.size < 3300

    for path in ("/a", "/b", "/c"):
        memory.keep(path, 1, page)
    memory.get("/a", 1)
    memory.keep("/d", 1, page)

    assert memory.size <= 10_000
    assert [path for path in ("/a", "/b", "/c", "/d") if memory.get(path, 1)] == ["/a", "/c", "/d"]


def test_memory_does_not_keep_what_is_larger_than_itself():
    memory = page_memory.PageMemory(max_bytes=1000)

    memory.keep("/large", 1, page_memory.KeptPage.of(HttpResponse(bytes(5000)), timezone.now() + timedelta(days=1)))

    assert (memory.get("/large", 1), memory.size) == (None, 0)


def test_memory_forgets_locks_of_guessed_addresses(client, session):
    for number in range(50):
        client.get(f"/en/{session.symposium.slug}/agenda/GUESS{number}/")

    assert page_memory.memory._rendering == {}


def test_pages_stay_readable_while_the_database_does_not_answer(client, agenda):
    assert client.get(agenda).status_code == 200

    def broken(execute, sql, params, many, context):
        raise DatabaseError("gone")

    with connection.execute_wrapper(broken):
        assert client.get(agenda).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_get_the_same_page_rendered_once(agenda, monkeypatch):
    rendered, answers = [], []
    render = page_memory.KeptPage.of.__func__

    def counted(cls, response, stale_at):
        rendered.append(1)
        return render(cls, response, stale_at)

    monkeypatch.setattr(page_memory.KeptPage, "of", classmethod(counted))

    def read() -> None:
        answers.append(Client().get(agenda).content)
        connection.close()

    readers = [threading.Thread(target=read) for _number in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert len(rendered) == 1
