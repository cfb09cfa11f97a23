"""The programme as files, whole and in parts."""

from datetime import time

import pytest
from django.urls import get_resolver
from icalendar import Calendar

from agenda.domain.release import publish
from agenda.exports import EXPORTS
from agenda.models import Session
from tests.agenda.exports.calendars import check_lines
from tests.factories import OrganisationFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    """An edition with three sessions: an opening by the police in the hall, a cancelled one, and one on the second day."""
    symposium = SymposiumFactory(slug="2030", published=False)
    opening = SessionFactory(
        symposium=symposium, code="AAAAA2", title_en="Opening", title_km="ពិធីបើក", kind="ceremony", room=RoomFactory(symposium=symposium)
    )
    opening.session_organisations.create(organisation=OrganisationFactory(slug="police", name_en="Police"))
    SessionFactory(symposium=symposium, code="BBBBB2", title_en="Gone", state=Session.State.CANCELLED, start=time(11), end=time(12))
    SessionFactory(symposium=symposium, code="CCCCC2", title_en="Second day", day=symposium.days.last())
    publish(symposium)
    return symposium


def calendar_at(client, path: str, language: str = "en") -> Calendar:
    response = client.get(f"/{language}/2030/{path}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    check_lines(response.content)
    return Calendar.from_ical(response.content)


def summaries(calendar: Calendar) -> list[str]:
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_calendar_holds_the_published_sessions_in_the_language_of_the_address(client, symposium):
    response = client.get("/km/2030/agenda.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="2030-agenda-km.ics"'
    assert summaries(Calendar.from_ical(response.content))[0] == "ពិធីបើក"


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("agenda.ics", ["Opening", "Cancelled: Gone", "Second day"]),
        ("agenda.ics?kind=ceremony", ["Opening"]),
        ("agenda.ics?organisation=police", ["Opening"]),
        ("agenda.ics?q=SECOND", ["Second day"]),
        ("agenda.ics?q=nothing", []),
        ("agenda.ics?kind=presentation&q=gone", ["Cancelled: Gone"]),
        ("agenda/AAAAA2.ics", ["Opening"]),
        ("organisations/police.ics", ["Opening"]),
        ("agenda.ics?sessions=CCCCC2,aaaaa2", ["Opening", "Second day"]),
        ("agenda.ics?sessions=BBBBB2", ["Cancelled: Gone"]),
        ("agenda.ics?sessions=", []),
        ("agenda.ics?sessions=ZZZZZ2,,%20,%01%00,%F0%9F%91%8D", []),
        ("agenda.ics?sessions=ZZZZZ2,%20AAAAA2%20", ["Opening"]),
        ("agenda.ics?sessions=" + ",".join(["AAAAA2"] * 499 + ["CCCCC2", "BBBBB2"]), ["Opening", "Second day"]),
        ("agenda.ics?sessions=AAAAA2&day=nonsense", ["Opening"]),
    ],
)
def test_calendar_of_a_part_holds_just_its_sessions(client, symposium, path, titles):
    assert summaries(calendar_at(client, path)) == titles


def test_calendar_of_a_day_and_of_a_room(client, symposium):
    first, second = (day.date.isoformat() for day in symposium.days.all())
    room = symposium.rooms.get()

    assert summaries(calendar_at(client, f"agenda.ics?day={first}")) == ["Opening", "Cancelled: Gone"]
    assert summaries(calendar_at(client, f"agenda.ics?day={second}")) == ["Second day"]
    assert summaries(calendar_at(client, f"agenda.ics?room={room.pk}")) == ["Opening"]


@pytest.mark.parametrize(
    ("path", "name", "source"),
    [
        ("agenda.ics?q=opening&organisation=police", "“opening” – Police – ", "agenda.ics?q=opening&organisation=police"),
        ("agenda.ics?kind=ceremony&utm=x", "Ceremony – ", "agenda.ics?kind=ceremony"),
        ("agenda/AAAAA2.ics", "Opening – ", "agenda/AAAAA2.ics"),
        ("organisations/police.ics", "Police – ", "organisations/police.ics"),
        ("agenda.ics?sessions=zzzzz2,aaaaa2", "My agenda – ", "agenda.ics?sessions=AAAAA2"),
    ],
)
def test_calendar_of_a_part_says_in_its_name_which(client, symposium, path, name, source):
    calendar = calendar_at(client, path)

    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == f"{name}Digital Forensics Symposium"
    assert calendar["SOURCE"] == f"http://127.0.0.1:8000/en/2030/{source}"


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(
    "path",
    [
        "agenda.ics?day=2022-99-99",
        "agenda.ics?kind=party",
        "agenda.ics?organisation=nobody",
        "agenda.ics?room=x",
        "agenda.ics?q=%01",
        "agenda.ics?q=" + "a" * 1000,
        "agenda/ZZZZZ2.ics",
        "agenda/%00.ics",
        "organisations/nobody.ics",
    ],
)
def test_calendar_of_what_is_not_there_is_our_404_in_the_language(client, symposium, path, language):
    response = client.get(f"/{language}/2030/{path}")

    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()


def test_calendar_of_a_session_leads_from_small_letters_to_its_address(client, symposium):
    response = client.get("/en/2030/agenda/aaaaa2.ics")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/2030/agenda/AAAAA2.ics")


@pytest.mark.parametrize(
    "path", ["agenda.ics?", "agenda.ics?q=&day=", "agenda.ics?utm_source=x", "event.jsonld?x", "changes.atom?x", "news.atom?page=2"]
)
def test_query_that_asks_for_nothing_leads_to_the_kept_file(client, symposium, path):
    response = client.get(f"/en/2030/{path}", headers={"Accept": "*/*"})

    if path.endswith("?"):  # no query at all
        assert response.status_code == 200
    else:
        assert (response.status_code, response.headers["Location"]) == (302, f"/en/2030/{path.partition('?')[0]}")


@pytest.mark.parametrize(
    "path", ["agenda.ics", "agenda/AAAAA2.ics", "organisations/police.ics", "event.jsonld", "changes.atom", "news.atom"]
)
def test_file_is_kept_in_memory_like_a_page(client, symposium, path, django_assert_num_queries):
    first = client.get(f"/en/2030/{path}")

    with django_assert_num_queries(1):  # the version
        again = client.get(f"/en/2030/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("agenda.ics?sessions=AAAAA2,CCCCC2", 1),  # the version is not asked; the release with its content
        ("agenda.ics?kind=ceremony", 1),
        ("changes.atom", 4),  # the version, the release with its content, the first release, the releases
        ("news.atom", 4),
    ],
)
def test_file_made_anew_asks_a_few_questions(client, symposium, path, count, django_assert_num_queries):
    for _number in range(3):
        SessionFactory(symposium=symposium)
        publish(symposium)

    with django_assert_num_queries(count):
        client.get(f"/en/2030/{path}")


def test_calendar_of_stars_is_answered_conditionally_and_never_kept(client, symposium):
    first = client.get("/en/2030/agenda.ics?sessions=AAAAA2")
    known = {"If-None-Match": first.headers["ETag"]}

    assert client.get("/en/2030/agenda.ics?sessions=AAAAA2", headers=known).status_code == 304
    Session.objects.filter(code="AAAAA2").update(state=Session.State.CANCELLED)
    publish(symposium)
    after = client.get("/en/2030/agenda.ics?sessions=AAAAA2", headers=known)
    assert after.status_code == 200
    assert b"STATUS:CANCELLED" in after.content


@pytest.mark.parametrize("path", ["agenda.ics", "agenda.ics?sessions=AAAAA2", "event.jsonld", "changes.atom", "news.atom"])
def test_scripts_of_other_sites_may_read_a_file_and_that_it_is_unchanged(client, symposium, path):
    first = client.get(f"/en/2030/{path}")
    kept = client.get(f"/en/2030/{path}")
    unchanged = client.get(f"/en/2030/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert [response.status_code for response in (first, kept, unchanged)] == [200, 200, 304]
    assert [response.headers["Access-Control-Allow-Origin"] for response in (first, kept, unchanged)] == ["*"] * 3


def test_scripts_of_other_sites_may_not_read_pages(client, symposium):
    assert "Access-Control-Allow-Origin" not in client.get("/en/2030/agenda/").headers


def test_every_registered_format_has_an_address():
    urls = [pattern for entry in get_resolver().url_patterns for pattern in getattr(entry, "url_patterns", [])]
    agenda = next(entry for entry in urls if getattr(entry, "namespace", "") == "agenda")
    addresses = {pattern.default_args["name"] for pattern in agenda.url_patterns if "name" in pattern.default_args}

    assert set(EXPORTS) - {"ics"} <= addresses  # the calendar's view is one of its own, for its parts


@pytest.mark.parametrize("path", ["agenda.ics", "agenda.ics?sessions=AAAAA2", "event.jsonld", "changes.atom", "news.atom"])
def test_staff_see_files_of_the_draft_before_anything_is_published(organiser_client, client, path):
    SessionFactory(symposium=SymposiumFactory(slug="2031", published=False), code="AAAAA2")

    assert organiser_client.get(f"/en/preview/2031/{path}").status_code == 200
    assert client.get(f"/en/2031/{path}").status_code == 404
