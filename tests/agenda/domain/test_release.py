"""Publishing: numbers, immutability, two at once, marks that keep rows, files, and what the public then reads."""

import json
import threading
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from PIL import UnidentifiedImageError

from agenda.domain.release import (
    Comparison,
    HasErrorsError,
    NothingToPublishError,
    PublishedMeanwhileError,
    current,
    draft,
    forget_published_programmes,
    latest_release,
    pending_changes,
    programme_of,
    publish,
    restricted_parts,
    upgraded,
)
from agenda.domain.snapshot import FORMAT
from agenda.models import Material, OrganisationRole, ProgrammeRelease, ReleasedRecord, SessionSpeaker, Symposium
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

SAMPLES = Path(__file__).parent / "samples"
FIRST = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
SECOND = datetime(2022, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


@pytest.fixture
def session(symposium):
    return SessionFactory(symposium=symposium, title_en="Opening")


def retitle(session, title):
    session.title_en = title
    session.save()


def test_releases_are_numbered_in_each_symposium(symposium, session):
    other = SymposiumFactory()
    numbers = [publish(symposium).number]
    retitle(session, "Grand opening")
    numbers.append(publish(symposium).number)

    assert numbers == [1, 2]
    assert latest_release(other).number == 1


def test_draft_with_errors_is_not_published_unless_it_is_meant(symposium, session):
    room = RoomFactory(symposium=symposium)
    for title in ("Opening", "Panel"):
        SessionFactory(symposium=symposium, title_en=title, room=room)

    with pytest.raises(HasErrorsError) as refused:
        publish(symposium)
    assert [problem.code for problem in refused.value.problems] == ["room-twice"]
    assert "“Opening” and “Panel” are both in" in str(refused.value)
    assert not symposium.releases.exists()

    assert publish(symposium, despite_errors=True).number == 1


def test_draft_with_warnings_is_published(symposium, session):
    session.title_km = ""
    session.save()

    assert publish(symposium).number == 1


def test_errors_of_a_draft_that_does_not_differ_are_not_told(symposium):
    room = RoomFactory(symposium=symposium)
    for _number in range(2):
        SessionFactory(symposium=symposium, room=room)
    publish(symposium, despite_errors=True)

    with pytest.raises(NothingToPublishError):
        publish(symposium)


def test_release_says_who_published_it_when_and_why(symposium, organiser):
    release = publish(symposium, by=organiser, note_en="Here", note_km="នេះ", at=FIRST)

    release.refresh_from_db()
    assert (release.published_by, release.published_at, release.note_en, release.note_km) == (organiser, FIRST, "Here", "នេះ")


def test_nothing_is_published_before_the_first_release(symposium):
    assert current(symposium) is None
    assert latest_release(symposium) is None


def test_draft_is_not_seen_until_it_is_published(symposium, session):
    publish(symposium)
    retitle(session, "Secret title")

    assert current(symposium).session(session.code).title.en == "Opening"
    assert draft(symposium).session(session.code).title.en == "Secret title"
    publish(symposium)
    assert current(symposium).session(session.code).title.en == "Secret title"


def test_old_release_stays_exactly_as_it_was_published(symposium, session):
    release = publish(symposium)
    retitle(session, "Another")
    publish(symposium)
    forget_published_programmes()

    assert programme_of(ProgrammeRelease.objects.get(pk=release.pk)).session(session.code).title.en == "Opening"


def test_publishing_without_a_change_is_refused(symposium, session):
    publish(symposium)

    with pytest.raises(NothingToPublishError):
        publish(symposium)

    assert symposium.releases.count() == 1


def test_release_published_meanwhile_is_refused(symposium, session):
    publish(symposium, since=0)
    retitle(session, "Another")

    with pytest.raises(PublishedMeanwhileError):
        publish(symposium, since=0)

    assert publish(symposium, since=1).number == 2


def test_publishing_makes_the_public_pages_stale_and_no_others(symposium, session):
    other = SymposiumFactory()
    before, before_other = symposium.public_version, Symposium.objects.get(pk=other.pk).public_version

    publish(symposium)

    assert Symposium.objects.get(pk=symposium.pk).public_version > before
    assert Symposium.objects.get(pk=other.pk).public_version == before_other


def test_first_release_tells_no_changes_and_the_next_one_does(symposium, session):
    first = publish(symposium)
    retitle(session, "Grand opening")
    second = publish(symposium)

    assert first.changes == []
    assert second.changes == [
        {
            "what": "title",
            "uuid": str(session.uuid),
            "code": session.code,
            "title_en": "Grand opening",
            "title_km": session.title_km,
            "was_en": "Opening",
            "was_km": session.title_km,
            "now_en": "Grand opening",
            "now_km": session.title_km,
        }
    ]


def test_pending_changes_compare_with_the_current_release(symposium, session):
    assert pending_changes(symposium).since == 0
    assert pending_changes(symposium).differs
    publish(symposium)
    assert pending_changes(symposium) == Comparison(since=1, changes=[], differs=False, lost=[])

    retitle(session, "Grand opening")

    assert [change.what for change in pending_changes(symposium).changes] == ["title"]
    assert pending_changes(symposium).differs


def test_change_that_only_participants_may_read_is_published_without_telling_the_public(symposium, session):
    session.tlp = "amber"
    session.save()
    publish(symposium)
    retitle(session, "Secret")

    pending = pending_changes(symposium)
    release = publish(symposium)

    assert [(change.what, change.title_en) for change in pending.changes] == [("title", "Secret")]
    assert release.changes == []
    assert "Secret" not in str(release.public_content)


def test_text_labelled_red_is_nothing_to_publish(symposium, session):
    session.tlp = "red"
    session.save()
    publish(symposium)
    retitle(session, "Another secret")

    assert not pending_changes(symposium).differs


def test_change_of_an_organisation_that_stands_nowhere_is_nothing_to_publish(symposium, session):
    publish(symposium)
    OrganisationFactory()

    assert not pending_changes(symposium).differs


def test_change_of_a_file_is_something_to_publish(symposium, session, private_storage):
    material = Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"one", name="slides.pdf"))
    publish(symposium)
    material.file = ContentFile(b"two", name="slides.pdf")
    material.save()

    assert [change.what for change in pending_changes(symposium).changes] == ["materials"]


def test_marks_are_set_once_for_all_that_a_release_shows(symposium, session):
    person = PersonFactory()
    SessionSpeaker.objects.create(session=session, person=person)
    first = publish(symposium)
    retitle(session, "Another")
    publish(symposium)

    marks = ReleasedRecord.objects.filter(release__symposium=symposium)
    assert {mark.release for mark in marks} == {first}
    assert marks.filter(day__in=symposium.days.all()).count() == 2
    assert marks.filter(session=session).count() == marks.filter(person=person).count() == 1
    assert marks.filter(organisation=person.organisation).count() == 1


def test_organisation_named_only_in_a_red_session_is_not_marked(symposium, session):
    session.tlp = "red"
    session.save()
    SessionSpeaker.objects.create(session=session, person=PersonFactory())

    publish(symposium)

    assert not ReleasedRecord.objects.filter(person__isnull=False).exists()
    assert ReleasedRecord.objects.filter(session=session).exists()


def test_material_of_a_session_that_is_closed_later_leaves_public_storage(symposium, session, django_capture_on_commit_callbacks):
    Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"open for now", name="slides.pdf"))
    publish(symposium)
    name = current(symposium).session(session.code).materials[0].file
    assert default_storage.exists(name)
    session.tlp = "amber"
    session.save()

    with django_capture_on_commit_callbacks(execute=True):
        publish(symposium)

    assert not default_storage.exists(name)


def test_file_that_another_symposium_shows_stays_in_public_storage(symposium, session, django_capture_on_commit_callbacks):
    other = SessionFactory(symposium=SymposiumFactory(published=False))
    for row in (session, other):
        Material.objects.create(session=row, title_en="Law", file=ContentFile(b"the same law", name="law.pdf"))
        publish(row.symposium)
    name = current(symposium).session(session.code).materials[0].file
    session.materials.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        publish(symposium)

    assert default_storage.exists(name)


def test_failed_publish_leaves_everything_as_it_was(symposium, session):
    publish(symposium)
    organisation = OrganisationFactory(logo=ContentFile(b"no picture", name="logo.png"))
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, role="organiser")
    before = Symposium.objects.get().public_version

    with pytest.raises(UnidentifiedImageError):
        publish(symposium)

    assert symposium.releases.count() == 1
    assert Symposium.objects.get().public_version == before
    assert not ReleasedRecord.objects.filter(organisation=organisation).exists()


def test_files_that_storage_has_lost_are_left_out_and_told_to_the_organiser(symposium, session, private_storage):
    lost = Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"lost", name="slides.pdf"))
    organisation = OrganisationFactory(logo=ContentFile(b"lost", name="logo.png"))
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, role="organiser")
    private_storage.delete(lost.file.name)
    private_storage.delete(organisation.logo.name)

    assert pending_changes(symposium).lost == [organisation, lost]
    publish(symposium)

    assert current(symposium).session(session.code).materials == ()
    assert current(symposium).organisations[organisation.slug].logo == ""
    assert not pending_changes(symposium).differs


def test_sequence_rises_with_each_change_of_a_session_and_of_its_room(symposium, session):
    untouched = SessionFactory(symposium=symposium)
    publish(symposium, at=FIRST)
    assert (current(symposium).session(session.code).sequence, current(symposium).session(session.code).modified) == (0, FIRST)
    retitle(session, "Another")
    publish(symposium, at=SECOND)

    changed, same = (current(symposium).session(row.code) for row in (session, untouched))
    assert (changed.sequence, changed.modified) == (1, SECOND)
    assert (same.sequence, same.modified) == (0, FIRST)


def test_sequence_rises_when_a_session_is_moved_and_moved_back(symposium, session):
    publish(symposium)
    for start in (time(9, 30), time(9, 0)):
        session.start = start
        session.save()
        publish(symposium)

    assert current(symposium).session(session.code).sequence == 2


@pytest.mark.parametrize(("written", "place"), [(1, None), (2, ("11.56000", "104.93800"))])
def test_release_of_each_format_can_be_read(symposium, written, place):
    content = json.loads((SAMPLES / f"release-format-{written}.json").read_text())
    release = ProgrammeRelease.objects.create(
        symposium=symposium,
        number=1,
        published_at=FIRST,
        format=written,
        public_content=content["public"],
        restricted_content=content["restricted"],
    )

    programme = programme_of(release)

    assert programme.symposium.place == place
    opening, closed = programme.sessions
    assert (opening.title.km, opening.speakers[0].person.name_latin, opening.organisations[0].slug) == ("ពិធីបើក", "Sok Dara", "cnp")
    assert closed.is_closed
    assert restricted_parts(release).sessions[closed.uuid]["title"]["en"] == "Case study"
    assert len(list(SAMPLES.glob("release-format-*.json"))) == FORMAT


def test_release_of_an_unknown_format_is_refused_by_name():
    with pytest.raises(ValueError, match="format 99"):
        upgraded({}, 99)


def test_current_asks_one_query_once_it_is_in_memory(symposium, session, django_assert_num_queries):
    publish(symposium)
    current(symposium)

    with django_assert_num_queries(1):
        current(symposium)


def test_preview_leaves_out_pictures_that_have_no_public_copy_yet(symposium, session):
    organisation = OrganisationFactory(logo=ContentFile(b"not yet copied", name="logo.png"))
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, role="organiser")

    assert draft(symposium).organisations[organisation.slug].logo == ""
    assert draft(symposium).number is None


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_release():
    symposium = SymposiumFactory(published=False)
    SessionFactory(symposium=symposium)
    start, outcomes = threading.Barrier(4), []

    def click():
        start.wait()
        try:
            outcomes.append(publish(symposium, since=0).number)
        except (PublishedMeanwhileError, NothingToPublishError) as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _number in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert (outcomes.count(1), outcomes.count(PublishedMeanwhileError)) == (1, 3)
    assert symposium.releases.count() == 1
