"""Releases at the desk: to look at, never to change."""

import pytest
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import ProgrammeRelease
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory

LIST = "/admin/agenda/programmerelease/"
LIST_QUERIES = 11


@pytest.fixture
def symposium(db):
    return SymposiumFactory(is_current=True, slug="2022")


def change_page(release):
    return reverse("admin:agenda_programmerelease_change", args=[release.pk])


def test_list_says_who_published_what_and_when(organiser_client, organiser, symposium):
    SessionFactory(symposium=symposium)
    publish(symposium, by=organiser, note_en="One session more")

    page = organiser_client.get(LIST).content.decode()

    assert '<td class="field-published_by nowrap">organiser</td>' in page
    assert "One session more" in page
    assert '<td class="field-what">1 change: added</td>' in page
    assert '<td class="field-what">first release</td>' in page
    assert '<a href="/en/release/2/2022/agenda/">English</a>' in page


def test_page_says_in_words_what_changed(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, title_en="Opening")
    publish(symposium)
    session.room = RoomFactory(symposium=symposium, name_en="Hall B")
    session.save()
    release = publish(symposium)

    page = " ".join(organiser_client.get(change_page(release)).content.decode().split())

    assert ">Opening</a>: moved from the whole house to Hall B </li>" in page
    assert reverse("admin:agenda_session_change", args=[session.pk]) in page


def test_page_of_the_first_release_says_that_it_is_the_first(organiser_client, symposium):
    assert "This was the first release." in organiser_client.get(change_page(symposium.releases.get())).content.decode()


def test_releases_are_found_by_number_and_note(organiser_client, symposium):
    SessionFactory(symposium=symposium)
    publish(symposium, note_km="កែម៉ោង")

    for typed in ("2", "កែម៉ោង"):
        assert [release.number for release in organiser_client.get(LIST, {"q": typed}).context["cl"].result_list] == [2]


def test_release_is_neither_added_changed_nor_deleted(organiser_client, admin_client, symposium):
    release = symposium.releases.get()
    for client in (organiser_client, admin_client):
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(change_page(release), {"number": 9}).status_code == 403
        assert client.post(reverse("admin:agenda_programmerelease_delete", args=[release.pk]), {"post": "yes"}).status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": [release.pk], "post": "yes"})

    assert ProgrammeRelease.objects.get().number == 1


@pytest.mark.parametrize("count", [10, 200])
def test_list_asks_the_same_number_of_queries_for_many_releases(organiser_client, organiser, symposium, count, django_assert_num_queries):
    first = symposium.releases.get()
    ProgrammeRelease.objects.bulk_create(
        ProgrammeRelease(
            symposium=symposium,
            number=number + 2,
            published_at=first.published_at,
            published_by=organiser,
            format=1,
            public_content=first.public_content,
            restricted_content={},
            changes=[{"what": "rooms"}],
        )
        for number in range(count)
    )
    organiser_client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES) as captured:
        organiser_client.get(LIST, {"all": ""})

    assert not any("public_content" in query["sql"] for query in captured)
