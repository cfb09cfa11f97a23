"""Publishing at the desk: the comparison, the note, two clicks, two organisers, and what is published."""

from datetime import time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.urls import reverse

from agenda.domain.release import current, publish
from agenda.models import ProgrammeRelease, Session, Symposium
from tests.agenda.admin.browsing import form_values, submit
from tests.factories import RoomFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False, slug="2022")


@pytest.fixture
def session(symposium):
    return SessionFactory(symposium=symposium, title_en="Opening")


def publish_address(symposium):
    return reverse("admin:agenda_symposium_publish", args=[symposium.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_first_publish_is_explained_and_published(organiser_client, organiser, symposium, session):
    page = text_of(organiser_client.get(publish_address(symposium)))
    assert "The first release" in page
    assert "Readers will see 1 session on 2 days" in page
    assert "Publish release 1" in page

    response = submit(organiser_client, publish_address(symposium), "publish_form", note_en="Here it is", note_km="នេះហើយ")

    assert response.status_code == 302
    release = ProgrammeRelease.objects.get()
    assert (release.number, release.published_by, release.note_en, release.note_km) == (1, organiser, "Here it is", "នេះហើយ")
    assert current(symposium).session(session.code).title.en == "Opening"


def test_publishing_leads_back_with_a_link_to_the_public_agenda_and_is_in_the_history(organiser_client, symposium, session):
    response = submit(organiser_client, publish_address(symposium), "publish_form")
    page = text_of(organiser_client.get(response.url))

    assert 'Release 1 is published. <a href="/en/2022/agenda/">See the public agenda</a>' in page
    assert LogEntry.objects.get().get_change_message() == "Published release 1."


def test_publishing_a_symposium_in_draft_says_that_nobody_sees_it(organiser_client, symposium):
    Symposium.objects.update(state="draft")
    assert "only staff see it, until you set the state to “Public”" in text_of(organiser_client.get(publish_address(symposium)))

    response = submit(organiser_client, publish_address(symposium), "publish_form")

    assert "The public does not see it yet" in text_of(organiser_client.get(response.url))
    assert organiser_client.get("/en/2022/").status_code == 404


def test_changes_are_shown_in_words(organiser_client, symposium, session):
    session.room = RoomFactory(symposium=symposium, name_en="Hall A")
    session.save()
    publish(symposium)
    session.room = RoomFactory(symposium=symposium, name_en="Hall B")
    session.title_en = "Grand opening"
    session.save()

    page = text_of(organiser_client.get(publish_address(symposium)))

    assert ">Grand opening</a>: moved from Hall A to Hall B; title changed from “Opening” to “Grand opening” </li>" in page
    assert reverse("admin:agenda_session_change", args=[session.pk]) in page


def test_closed_session_is_named_to_the_organiser_only(organiser_client, client, symposium, session):
    publish(symposium)
    session.tlp = "amber"
    session.save()

    page = text_of(organiser_client.get(publish_address(symposium)))
    submit(organiser_client, publish_address(symposium), "publish_form")

    assert ">Opening</a>: label changed from TLP:CLEAR to TLP:AMBER </li>" in page
    assert "Opening" not in client.get("/en/2022/changes/").content.decode()


def test_nothing_changed_says_so_and_offers_no_button(organiser_client, symposium, session):
    publish(symposium)

    page = text_of(organiser_client.get(publish_address(symposium)))

    assert "There is nothing to publish." in page
    assert 'id="publish_form"' not in page


def test_two_clicks_make_one_release(organiser_client, symposium, session):
    values = form_values(organiser_client.get(publish_address(symposium)), "publish_form")
    organiser_client.post(publish_address(symposium), values)

    second = organiser_client.post(publish_address(symposium), values)

    assert ProgrammeRelease.objects.count() == 1
    assert "You have published nothing." in text_of(second)


def test_form_of_the_current_release_sent_again_without_changes_publishes_nothing(organiser_client, symposium, session):
    publish(symposium)

    response = organiser_client.post(publish_address(symposium), {"since": 1}, follow=True)

    assert "Nothing has changed since the current release, so nothing was published." in text_of(response)
    assert ProgrammeRelease.objects.count() == 1


def test_release_by_somebody_else_meanwhile_is_said_with_the_new_comparison_and_the_note_kept(
    organiser_client, django_user_model, symposium, session
):
    publish(symposium)
    session.title_en = "Grand opening"
    session.save()
    values = form_values(organiser_client.get(publish_address(symposium)), "publish_form")
    publish(symposium, by=django_user_model.objects.create(username="colleague"))
    session.title_en = "Solemn opening"
    session.save()

    page = organiser_client.post(publish_address(symposium), {**values, "note_en": "My note"})

    assert "Release 2 was published by colleague on" in text_of(page)
    assert "title changed from “Grand opening” to “Solemn opening”" in text_of(page)
    kept = form_values(page, "publish_form")
    assert (kept["since"], kept["note_en"]) == ("2", "My note")
    assert ProgrammeRelease.objects.count() == 2
    organiser_client.post(publish_address(symposium), kept)
    assert ProgrammeRelease.objects.count() == 3


def test_draft_edited_by_a_colleague_meanwhile_is_said_with_the_new_comparison_and_nothing_is_published(
    organiser_client, symposium, session
):
    publish(symposium)
    session.title_en = "Grand opening"
    session.save()
    values = form_values(organiser_client.get(publish_address(symposium)), "publish_form")
    session.start = time(8)
    session.save()

    page = organiser_client.post(publish_address(symposium), {**values, "note_en": "My note"})

    assert "Somebody has edited the programme since you opened this page. You have published nothing." in text_of(page)
    assert "08:00–10:00" in text_of(page)
    kept = form_values(page, "publish_form")
    assert kept["note_en"] == "My note"
    assert ProgrammeRelease.objects.count() == 1
    organiser_client.post(publish_address(symposium), kept)
    assert ProgrammeRelease.objects.count() == 2


def test_participants_are_told_if_the_organiser_ticks_it(organiser_client, symposium, session):
    assert 'name="announce"' not in text_of(organiser_client.get(publish_address(symposium)))  # nobody knows an earlier programme
    submit(organiser_client, publish_address(symposium), "publish_form", announce="on")
    session.title_en = "Grand opening"
    session.save()
    submit(organiser_client, publish_address(symposium), "publish_form")
    session.title_en = "Solemn opening"
    session.save()
    submit(organiser_client, publish_address(symposium), "publish_form", announce="on")

    assert list(ProgrammeRelease.objects.order_by("number").values_list("announce", flat=True)) == [False, False, True]


@pytest.mark.parametrize("since", ["", "-1", "x", "99999999999999999999"])
def test_number_that_means_nothing_publishes_nothing(organiser_client, symposium, session, since):
    response = organiser_client.post(publish_address(symposium), {"since": since})

    assert response.status_code == 200
    assert not ProgrammeRelease.objects.exists()


def test_symposium_that_is_not_there_is_a_404(organiser_client, db):
    assert organiser_client.get(reverse("admin:agenda_symposium_publish", args=[99])).status_code == 404


def test_looking_at_the_page_publishes_nothing(organiser_client, symposium, session):
    organiser_client.get(publish_address(symposium), {"since": 0})

    assert not ProgrammeRelease.objects.exists()


@pytest.mark.parametrize("count", [10, 200])
def test_page_asks_the_same_number_of_queries_for_many_sessions(organiser_client, symposium, count, django_assert_num_queries):
    publish(symposium)
    day = symposium.days.first()
    Session.objects.bulk_create(SessionFactory.build(symposium=symposium, day=day) for _number in range(count))

    with django_assert_num_queries(27):
        organiser_client.get(publish_address(symposium))


def test_files_that_storage_has_lost_are_told(organiser_client, symposium, session, private_storage):
    material = session.materials.create(title_en="The slides", file=ContentFile(b"x", name="slides.pdf"))
    private_storage.delete(material.file.name)

    page = text_of(organiser_client.get(publish_address(symposium)))

    assert "The storage has lost the files of these." in page
    assert "<li>The slides</li>" in page
