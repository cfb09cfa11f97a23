"""The changes from which a device marks what is new since its last visit."""

from datetime import time

import pytest

from agenda.domain.release import publish
from agenda.models import ProgrammeRelease
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2030", published=False)


@pytest.fixture
def session(symposium):
    made = SessionFactory(symposium=symposium, title_en="Opening", room=RoomFactory(symposium=symposium, name_en="Hall A", name_km="សាល ក"))
    publish(symposium)
    made.start, made.end, made.room = time(9, 30), time(10, 30), RoomFactory(symposium=symposium, name_en="Hall B", name_km="សាល ខ")
    made.save()
    publish(symposium)
    return made


def changes_of(client, language="en") -> dict:
    response = client.get(f"/{language}/2030/changes.json")
    assert response.status_code == 200
    return response.json()


def test_recent_changes_say_by_session_what_a_release_changed(client, session):
    answer = changes_of(client)

    assert [release["number"] for release in answer["releases"]] == [2, 1]
    assert answer["oldest"] == 1
    assert answer["releases"][1]["changes"] == {}
    assert answer["releases"][0]["published_at"].endswith("+07:00")
    moved, room = answer["releases"][0]["changes"][session.code]
    assert (moved["what"], moved["words"]) == ("moved", "Moved from 09:00")
    assert (moved["was"][-5:], moved["now"][-5:]) == ("09:00", "09:30")
    assert room == {"what": "room", "words": "Another room (was Hall A)", "was": "Hall A", "now": "Hall B"}


def test_recent_changes_are_told_in_the_language_of_the_address(client, session):
    moved, room = changes_of(client, "km")["releases"][0]["changes"][session.code]

    assert moved["words"] == "ប្ដូរពីម៉ោង ០៩:០០"
    assert (room["was"], room["now"]) == ("សាល ក", "សាល ខ")


def test_recent_changes_no_longer_tell_the_titles_of_a_session_that_was_closed_since(client, symposium, session):
    session.title_en = "Operation Lotus"
    session.save()
    publish(symposium)
    session.tlp = "amber"
    session.save()
    publish(symposium)

    text = client.get("/en/2030/changes.json").content.decode()

    assert "Lotus" not in text
    assert "Opening" not in text
    assert "TLP:AMBER" in text


@pytest.mark.parametrize("releases", [2, 100])
def test_recent_changes_cost_the_same_queries_for_any_number_of_releases_and_tell_the_newest_fifty(
    client, symposium, session, django_assert_num_queries, releases
):
    first = symposium.releases.get(number=1)
    ProgrammeRelease.objects.bulk_create(
        ProgrammeRelease(
            symposium=symposium,
            number=number,
            published_at=first.published_at,
            format=first.format,
            public_content=first.public_content,
            restricted_content=first.restricted_content,
            changes=[{"what": "abstract", "uuid": str(session.uuid), "code": session.code}],
        )
        for number in range(3, releases + 1)
    )

    with django_assert_num_queries(3):  # version, release with its content, newest releases
        answer = changes_of(client)

    assert len(answer["releases"]) == min(releases, 50)
    assert answer["oldest"] == max(1, releases - 49)
