"""What changed from release to release."""

from datetime import time

import pytest

from agenda.domain.release import publish
from agenda.models import ProgrammeRelease
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(published=False)


@pytest.fixture
def session(symposium):
    return SessionFactory(symposium=symposium, title_en="Digital literacy", room=RoomFactory(symposium=symposium, name_en="Ballroom"))


def changes_of(client, symposium, language="en") -> str:
    response = client.get(f"/{language}/{symposium.slug}/changes/")
    assert response.status_code == 200
    return response.content.decode()


def test_changes_say_in_words_what_a_release_changed_and_what_stood_there_before(client, symposium, session):
    publish(symposium)
    session.start, session.end = time(9, 30), time(10, 30)
    session.room = RoomFactory(symposium=symposium, name_en="Mekong Room")
    session.save()
    publish(symposium, note_en="A session *later*.")

    page = changes_of(client, symposium)

    assert page.index("Release 2") < page.index("Release 1")
    assert "A session <em>later</em>." in page
    assert f'<a href="/en/{symposium.slug}/agenda/{session.code}/">Digital literacy</a>' in page
    for words in ("moved:", "09:00</del>", "09:30</ins>", "Ballroom</del>", "Mekong Room</ins>"):
        assert words in page
    assert "published for the first time" in page


def test_changes_no_longer_name_a_session_that_was_closed_since(client, symposium, session):
    publish(symposium)
    session.title_en = "Phones and parents"
    session.save()
    publish(symposium)
    session.tlp = "amber"
    session.save()
    publish(symposium)

    page = changes_of(client, symposium)

    assert "Digital literacy" not in page
    assert "Phones and parents" not in page
    assert f'Closed session <span lang="en">{session.code}</span>' in page
    assert "TLP:AMBER</ins>" in page


def test_changes_of_a_release_without_public_changes_say_so(client, symposium):
    closed = SessionFactory(symposium=symposium, title_en="Operation Lotus", tlp="green")
    publish(symposium)
    closed.title_en = "Operation Orchid"
    closed.save()
    publish(symposium)

    page = changes_of(client, symposium)

    assert "Nothing changed in the public part of the programme." in page
    assert "Operation" not in page


def test_changes_of_a_session_that_is_no_longer_in_the_programme_do_not_link_to_it(client, symposium, session):
    publish(symposium)
    gone = {"what": "added", "uuid": "00000000-0000-0000-0000-000000000000", "code": "ZZZZZZ", "title_en": "Gone"}
    ProgrammeRelease.objects.filter(symposium=symposium).update(number=2, changes=[gone])

    page = changes_of(client, symposium)

    assert "A session that is no longer in the programme" in page
    assert "ZZZZZZ" not in page
    assert "Gone" not in page


@pytest.mark.parametrize("releases", [2, 100])
def test_changes_cost_the_same_queries_for_any_number_of_releases_and_show_the_newest_fifty(
    client, symposium, session, django_assert_num_queries, releases
):
    first = publish(symposium)
    ProgrammeRelease.objects.bulk_create(
        ProgrammeRelease(
            symposium=symposium,
            number=number,
            published_at=first.published_at,
            format=first.format,
            public_content=first.public_content,
            restricted_content=first.restricted_content,
            changes=[{"what": "moved", "uuid": str(session.uuid), "code": session.code}],
        )
        for number in range(2, releases + 1)
    )

    with django_assert_num_queries(3):  # version, release with its content, all releases
        page = changes_of(client, symposium)

    assert page.count("<h2>Release ") == min(releases, 50)
    assert ("Older releases are not listed." in page) is (releases > 50)
