"""The screen in the hall as the server answers: languages, rooms, rehearsals, bad input, and how long an answer is kept."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils.http import parse_http_date

from agenda.domain.release import publish
from agenda.models import Session
from symposium import middleware
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Phnom_Penh")
NOW = datetime(2022, 12, 14, 9, 48, 30, tzinfo=ZONE)


@pytest.fixture
def symposium():
    """Published the day before: Opening in the hall and a closed session in the annex, a break after both."""
    symposium = SymposiumFactory(slug="2022", starts_on=date(2022, 12, 14), published=False)
    hall = RoomFactory(symposium=symposium, name_en="Hall", name_km="សាល", order=1)
    annex = RoomFactory(symposium=symposium, name_en="Annex", name_km="បន្ទប់", order=2)
    SessionFactory(symposium=symposium, title_en="Opening", title_km="ពិធីបើក", room=hall)
    SessionFactory(symposium=symposium, title_en="Operation Lotus", room=annex, tlp="amber", end=time(10, 15))
    SessionFactory(symposium=symposium, title_en="Coffee", title_km="", kind="break", start=time(10), end=time(10, 30))
    publish(symposium, at=NOW - timedelta(days=1))
    return symposium


def wall_of(client, query="", language="en", status=200) -> str:
    """Return what is seen of the page, without the data for the script, in one line."""
    response = client.get(f"/{language}/2022/now/{query}")
    assert response.status_code == status
    page = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    for _level in range(3):  # what is hidden holds nothing that is hidden too
        page = re.sub(r"<(\w+)[^>]*\shidden>(?:(?!<\1\b).)*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(page.split())


def titles(page: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", "", title).split()) for title in re.findall(r"<h3>(.*?)</h3>", page, re.DOTALL)]


def test_wall_shows_now_next_and_the_time_left_at_the_moment_of_the_answer(client, symposium):
    with time_machine.travel(NOW, tick=False):
        page = wall_of(client)

    assert titles(page) == ["Opening", "Closed session", "Coffee"]
    for words in (
        ">09:48</time>",
        "Wednesday 14 December 2022",
        "12 minutes left",
        '<progress aria-hidden="true" max="60" value="48">',
        "27 minutes left",
        "in 12 minutes",
        "For participants of the agencies concerned.",
        "TLP:AMBER",
        "Hall",
        '<p class="wall-other" lang="km">ពិធីបើក</p>',
        '<noscript><meta http-equiv="refresh" content="30"></noscript>',
    ):
        assert words in page
    assert "Lotus" not in client.get("/en/2022/now/").content.decode()


def test_wall_in_khmer_says_the_same_in_khmer_words_and_digits(client, symposium):
    with time_machine.travel(NOW, tick=False):
        page = wall_of(client, language="km")

    assert titles(page) == ["ពិធីបើក", "វគ្គបិទទ្វារ", "Coffee"]
    for words in (">០៩:៤៨</time>", "ថ្ងៃពុធ ទី១៤ ខែធ្នូ ឆ្នាំ២០២២", "នៅសល់ ១២ នាទី", '<span lang="en">Coffee</span>', "ឥឡូវនេះ", "បន្ទាប់"):
        assert words in page
    assert '<p class="wall-other" lang="en">Opening</p>' in page


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2022-12-12T12:00", ["Wednesday 14 December", "Doors open <strong data-doors-at>08:30", "Opening"]),
        ("2022-12-13T12:00", ["Tomorrow", "Doors open <strong data-doors-at>08:30", "Opening"]),
        ("2022-12-14T08:00", ["Doors open <strong data-doors-at>08:30", "in 60 minutes", "Opening"]),
        ("2022-12-14T09:59", ["1 minute left", "in 1 minute <"]),
        ("2022-12-15T12:00", ["The symposium is over. Thank you for coming."]),
    ],
)
def test_rehearsal_shows_the_wall_at_its_moment_and_says_that_it_is_one(client, symposium, at, said):
    page = wall_of(client, f"?at={at}")

    for words in (*said, "Rehearsal", "End the rehearsal", f'<time data-clock datetime="{at}:00+07:00">'):
        assert words in page
    assert "http-equiv" not in page


def test_wall_of_a_room_shows_what_is_in_it_and_keeps_what_else_is_asked(client, symposium):
    room = symposium.rooms.get(name_en="Annex")
    page = wall_of(client, f"?room={room.pk}&theme=dark&at=2022-12-14T09:30")

    assert titles(page) == ["Closed session", "Coffee"]
    assert '<html lang="en" data-theme="dark">' in page
    assert f'href="/km/2022/now/?room={room.pk}&amp;theme=dark&amp;at=2022-12-14T09%3A30"' in page
    assert 'href="/en/2022/now/?theme=dark&amp;at=2022-12-14T09%3A30"' in page
    assert f'href="/en/2022/now/?room={room.pk}&amp;theme=dark"' in page


def test_wall_of_a_room_without_more_sessions_says_so(client, symposium):
    room = symposium.rooms.get(name_en="Hall")
    SessionFactory(symposium=symposium, room=symposium.rooms.get(name_en="Annex"), start=time(15), end=time(16))
    publish(symposium)

    assert "Nothing more takes place in this room." in wall_of(client, f"?room={room.pk}&at=2022-12-14T12:00")


def test_wall_says_what_is_cancelled_and_what_is_not_sure(client, symposium):
    symposium.sessions.filter(title_en="Opening").update(state=Session.State.CANCELLED)
    symposium.sessions.filter(title_en="Coffee").update(state=Session.State.TENTATIVE)
    publish(symposium)

    page = wall_of(client, "?at=2022-12-14T09:48")

    assert page.count("This session is cancelled.") == 1
    assert page.count("To be confirmed") == 1
    assert page.count("minutes left") == 1


def test_wall_without_a_programme_says_what_will_stand_there(client):
    SymposiumFactory(slug="2022")

    assert "The sessions will stand here once they are fixed." in wall_of(client)


def test_wall_says_what_changed_in_the_last_hour(client, symposium):
    symposium.sessions.filter(title_en="Opening").update(start=time(9, 30), end=time(10, 30))
    publish(symposium, at=NOW - timedelta(minutes=20))

    with time_machine.travel(NOW, tick=False):
        assert "<strong>Opening</strong>: moved from 09:00 to 09:30</li>" in wall_of(client)
        symposium.sessions.filter(title_en="Opening").update(day=symposium.days.last())
        publish(symposium, at=NOW - timedelta(minutes=19))
        assert "<strong>Opening</strong>, Thursday 15 December: moved from Wednesday 14 December 09:30 to" in wall_of(client)
    with time_machine.travel(NOW + timedelta(minutes=42), tick=False):
        assert "moved from" not in wall_of(client)


def test_wall_shows_six_sessions_and_three_changes_and_says_how_many_more_there_are(client, symposium):
    for _number in range(9):
        SessionFactory(symposium=symposium, start=time(14), end=time(15))
    publish(symposium, at=NOW)

    with time_machine.travel(NOW.replace(hour=10, minute=40), tick=False):
        page = wall_of(client)

    assert len(titles(page)) == 6
    assert page.count("<strong>Session") == 3
    assert (page.count("and 3 more"), page.count("and 6 more")) == (1, 1)


@pytest.mark.parametrize(
    "at",
    [
        "x",
        "2022-12-14",
        "2022-12-14T25:00",
        "2022-13-14T09:40",
        "2022-12-14T09:40:00",
        "2022-12-14 09:40",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
    ]
    + ["%00", "%1B[2J", "%FF", "២០២២-១២-១៤T០៩:៤០", "2022-12-14T09:40%0A", "1" * 4000, "2019-12-14T09:40"],
)
@pytest.mark.parametrize(("language", "said"), [("en", "This is not a time for a rehearsal."), ("km", "នេះមិនមែនជាពេលវេលាសម្រាប់ហាត់សមទេ។")])
def test_moment_that_cannot_be_rehearsed_is_refused_with_a_way_on(client, symposium, at, language, said):
    page = wall_of(client, f"?at={at}", language, status=400)

    assert said in page
    assert f'<a href="?at=2022-12-14T09:00">/{language}/2022/now/?at=2022-12-14T09:00</a>' in page
    assert f'<a class="button" href="/{language}/2022/now/">' in page


@pytest.mark.parametrize("room", ["9999999999999999999999", "x", "%00", "-1", "0", "%1B", "1" * 4000])
def test_unknown_room_is_said_and_all_rooms_are_shown(client, symposium, room):
    with time_machine.travel(NOW, tick=False):
        page = wall_of(client, f"?room={room}", status=404)

    assert "There is no such room in this programme. All rooms are shown." in page
    assert titles(page) == ["Opening", "Closed session", "Coffee"]


@pytest.mark.parametrize("query", ["?theme=pink", "?theme=%00", "?at=", "?room=", "?utm_source=mail", "?at=&room=&theme="])
def test_query_that_asks_nothing_shows_the_wall(client, symposium, query):
    with time_machine.travel(NOW, tick=False):
        assert titles(wall_of(client, query)) == ["Opening", "Closed session", "Coffee"]


def test_answer_is_kept_until_the_next_minute(client, symposium, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False) as clock:
        first = client.get("/en/2022/now/")
        clock.shift(timedelta(seconds=29))
        with django_assert_num_queries(1):
            assert client.get("/en/2022/now/").content == first.content
        assert client.get("/en/2022/now/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        clock.shift(timedelta(seconds=1))
        later = client.get("/en/2022/now/", headers={"If-None-Match": first.headers["ETag"]})

    assert later.status_code == 200
    assert b"11 minutes left" in later.content


@pytest.mark.parametrize("query", ["", "?theme=dark"])
def test_reader_who_knows_only_when_the_page_was_made_gets_the_next_minute(client, symposium, query):
    with time_machine.travel(NOW, tick=False) as clock:
        made = client.get(f"/en/2022/now/{query}").headers["Last-Modified"]
        assert parse_http_date(made) == NOW.timestamp()
        clock.shift(timedelta(minutes=1))
        assert client.get(f"/en/2022/now/{query}", headers={"If-Modified-Since": made}).status_code == 200


def test_no_query_makes_an_entry_in_memory(client, symposium):
    for query in ("?at=2022-12-14T09:40", "?room=1", "?theme=dark", "?at=x", "?" + "x" * 4000):
        client.get(f"/en/2022/now/{query}")

    assert middleware.memory.size == 0


@pytest.mark.parametrize("sessions", [1, 40])
def test_wall_costs_the_same_queries_for_any_number_of_sessions_and_releases(client, symposium, django_assert_num_queries, sessions):
    for number in range(sessions):
        session = SessionFactory(symposium=symposium)
        session.session_organisations.create(organisation=OrganisationFactory())
        session.session_speakers.create(person=PersonFactory())
        if number < 3 or number == sessions - 1:
            publish(symposium, at=NOW - timedelta(minutes=50 - number))
    room = symposium.rooms.first()

    with time_machine.travel(NOW, tick=False):
        with django_assert_num_queries(3):  # version, release with its content, changes of the hour
            client.get("/en/2022/now/")
        with django_assert_num_queries(2):  # of one room, the release in memory
            client.get(f"/en/2022/now/?room={room.pk}")


def test_preview_of_the_wall_is_for_staff_and_carries_no_script_and_no_data(client, organiser_client, symposium):
    address = "/en/preview/2022/now/?at=2022-12-14T09:30"

    page = organiser_client.get(address).content.decode()

    assert client.get(address).status_code == 302
    assert "Preview of the draft." in page
    assert "Closed session" in page
    for words in ("<script", "<template", "data-symposium", "data-wall"):
        assert words not in page
    assert 'href="/en/preview/2022/agenda/"' in page


def test_colours_that_the_address_asks_for_are_those_of_the_site():
    css = Path(settings.BASE_DIR) / "static" / "css"
    blocks = {name: re.findall(r"--[\w-]+: #\w+", text) for name, text in _token_blocks((css / "site.css").read_text()).items()}
    asked = {name: re.findall(r"--[\w-]+: #\w+", text) for name, text in _token_blocks((css / "now.css").read_text()).items()}

    light, dark = blocks[":root"], blocks["prefers-color-scheme: dark"]
    assert asked['data-theme="light"'] == light
    assert asked['data-theme="dark"'] == dark
    assert {token.split(":")[0] for token in light} - {token.split(":")[0] for token in dark} == {"--plate"}


def _token_blocks(css: str) -> dict[str, str]:
    """Return the declarations of each block of colours by what its selector says."""
    found = {}
    for name in (":root", 'data-theme="light"', 'data-theme="dark"', "prefers-color-scheme: dark"):
        match = re.search(re.escape(name) + r"[^{}]*\{(?:\s*:root \{)?([^}]*--paper[^}]*)\}", css)
        if match:
            found[name] = match[1]
    return found


@pytest.mark.parametrize("language", ["en", "km"])
def test_data_for_the_script_is_of_the_newest_release_and_in_the_language_of_the_page(client, symposium, language):
    def data() -> str:
        page = client.get(f"/{language}/2022/now/").content.decode()
        return page.partition("<template data-programme>")[2].partition("</template>")[0]

    first = data()
    symposium.sessions.filter(title_en="Coffee").update(title_en="Tea", title_km="តែ")
    publish(symposium)

    assert ("Coffee" in first, first.count("<article")) == (True, 3)
    assert ({"en": "<h3>Tea</h3>", "km": "<h3>តែ</h3>"}[language] in data(), data().count("<article")) == (True, 3)
    assert "Lotus" not in data()
