"""Putting back a release or one session of it: rows as they were, nothing deleted, nothing opened, and only after it was shown."""

from datetime import date, time, timedelta

import pytest
from django.core.files.base import ContentFile

from agenda.domain.release import DraftChangedMeanwhileError, pending_changes, publish
from agenda.domain.restoring import CannotPutBackError, discards, put_back
from agenda.models import Day, Material, Organisation, OrganisationRole, Person, Room, Session
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    symposium = SymposiumFactory(published=False, slug="2030")
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(slug="host", name_en="Host"), role="organiser")
    return symposium


@pytest.fixture
def session(symposium):
    session = SessionFactory(symposium=symposium, title_en="Opening", abstract_en="Words", room=RoomFactory(symposium=symposium), seats=30)
    police = OrganisationFactory(slug="police", name_en="Police")
    session.session_organisations.create(organisation=police)
    session.session_organisations.create(organisation=OrganisationFactory(slug="second"), order=1)
    session.session_speakers.create(person=PersonFactory(name_latin="SOK Dara", organisation=police), part="moderator")
    session.materials.create(title_en="Slides", file=ContentFile(b"slides", name="slides.txt"))
    return session


@pytest.fixture
def closed(symposium):
    closed = SessionFactory(symposium=symposium, title_en="Raid", tlp="amber", start=time(11), end=time(12))
    closed.session_organisations.create(organisation=OrganisationFactory(slug="raiders"))
    closed.materials.create(title_en="Notes", file=ContentFile(b"notes", name="notes.txt"))
    return closed


@pytest.fixture
def red(symposium):
    return SessionFactory(symposium=symposium, title_en="Nowhere", tlp="red", start=time(13), end=time(14))


@pytest.fixture
def release(symposium, session, closed, red):
    return publish(symposium)


def content_of(material):
    with material.file.open() as file:
        return file.read()


def edit_everything(symposium, session, closed, red):
    for row in (session, closed, red):
        row.title_en, row.title_km, row.abstract_en = f"Edited {row.title_en}", "", "Edited"
        row.start, row.end, row.day, row.room, row.kind = (
            time(15),
            time(16),
            symposium.days.last(),
            RoomFactory(symposium=symposium),
            "break",
        )
        row.state, row.seats = "tentative", 5
        row.save()
        row.session_organisations.all().delete()
        row.session_organisations.create(organisation=OrganisationFactory())
        row.session_speakers.all().delete()
        row.session_speakers.create(person=PersonFactory())
        row.materials.update(title_en="Edited", language="km")
    Room.objects.filter(pk=session.room_id).update(name_en="Edited", capacity=1)
    for model in (Room, Organisation):
        model.objects.update(name_en="Edited", name_km="")
    Person.objects.update(name_latin="EDITED", position_en="Edited", email="kept@example.org")
    symposium.days.update(label_en="Edited", doors_open=None)
    symposium.roles.all().delete()
    symposium.name_en, symposium.venue_en, symposium.notice_en = "Edited", "Edited", "Edited"
    symposium.latitude, symposium.longitude = 48, 2
    symposium.save()
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(), role="supporter")


def test_release_put_back_whole_is_the_draft_again(symposium, session, closed, red, release):
    rooms_then = symposium.rooms.count()
    edit_everything(symposium, session, closed, red)

    put_back(release)

    symposium.refresh_from_db()
    comparison = pending_changes(symposium)
    assert [change.what for change in comparison.changes if change.uuid] == []
    assert {change.what for change in comparison.changes} <= {"rooms"}  # those added since stay
    assert symposium.rooms.count() > rooms_then
    session.refresh_from_db()
    assert [str(entry) for entry in session.session_speakers.all()] == ["SOK Dara (Moderator)"]
    assert [entry.organisation.slug for entry in session.session_organisations.all()] == ["police", "second"]
    closed.refresh_from_db()
    assert (closed.title_en, closed.tlp) == ("Raid", "amber")
    assert [(material.title_en, material.tlp) for material in closed.materials.all()] == [("Notes", "clear")]
    assert set(Person.objects.values_list("email", flat=True)) == {"kept@example.org"}


def test_unchanged_draft_stays_as_it_is(symposium, release, django_assert_max_num_queries):
    assert discards(release).changes == []
    with django_assert_max_num_queries(40) as captured:
        put_back(release)

    assert [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []


def test_red_text_stays_as_it_is_and_its_slot_is_put_back(symposium, red, release):
    Session.objects.filter(pk=red.pk).update(title_en="Edited", start=time(7), end=time(8))

    put_back(release)

    red.refresh_from_db()
    assert (red.title_en, red.start, red.tlp) == ("Edited", time(13), "red")


@pytest.mark.parametrize(("then", "now", "expected", "title"), [
    ("clear", "amber", "amber", "Then"),
    ("clear", "red", "red", "Now"),
    ("amber", "clear", "amber", "Then"),
    ("red", "clear", "red", "Now"),
])  # fmt: skip
def test_label_is_never_loosened(symposium, then, now, expected, title):
    session = SessionFactory(symposium=symposium, title_en="Then", tlp=then)
    release = publish(symposium)
    session.title_en, session.tlp = "Now", now
    session.save()

    stay = discards(release).stay_closed
    put_back(release)

    session.refresh_from_db()
    assert (session.tlp, session.title_en) == (expected, title)
    assert bool(stay) == (then == "clear")
    assert not any(change.what == "label" for change in discards(release).changes)


def test_session_added_since_is_cancelled_not_deleted(symposium, session, release):
    new = SessionFactory(symposium=symposium, title_en="New", start=time(16), end=time(17))

    shown = discards(release)
    put_back(release)

    assert shown.cancelled == [new]
    new.refresh_from_db()
    assert (new.state, new.title_en) == ("cancelled", "New")


def test_file_added_since_is_labelled_red_and_a_deleted_one_comes_back(
    symposium, session, closed, release, django_capture_on_commit_callbacks
):
    session.materials.create(title_en="Added", file=ContentFile(b"added", name="added.txt"))
    Material.objects.filter(title_en__in=["Slides", "Notes"]).delete()

    put_back(release)

    assert {(material.title_en, material.tlp) for material in session.materials.all()} == {("Added", "red"), ("Slides", "clear")}
    assert content_of(session.materials.get(title_en="Slides")) == b"slides"
    assert [(material.title_en, content_of(material)) for material in closed.materials.all()] == [("Notes", b"notes")]


def test_one_session_is_put_back_and_nothing_else(symposium, session, closed, red, release):
    edit_everything(symposium, session, closed, red)
    new = SessionFactory(symposium=symposium, title_en="New")

    shown = discards(release, str(session.uuid))
    put_back(release, str(session.uuid))

    assert {change.uuid for change in shown.changes} == {str(session.uuid)}
    assert shown.cancelled == []
    for row in (session, closed, new):
        row.refresh_from_db()
    assert (session.title_en, session.start, session.seats, session.state, session.kind) == (
        "Opening",
        time(9),
        30,
        "confirmed",
        "presentation",
    )
    assert [entry.organisation.slug for entry in session.session_organisations.all()] == ["police", "second"]
    assert [entry.title_en for entry in session.materials.all()] == ["Slides"]
    assert (closed.title_en, new.state) == ("Edited Raid", "confirmed")
    assert Organisation.objects.get(slug="police").name_en == "Edited"
    symposium.refresh_from_db()
    assert symposium.name_en == "Edited"


def test_what_is_discarded_is_shown_from_the_draft_to_the_release(session, release):
    session.title_en = "Edited"
    session.save()

    assert [(change.what, change.was_en, change.now_en) for change in discards(release).changes] == [("title", "Edited", "Opening")]


def test_draft_edited_after_it_was_shown_is_not_put_back(session, release):
    seen = discards(release).digest
    session.title_en = "Edited by a colleague"
    session.save()

    with pytest.raises(DraftChangedMeanwhileError):
        put_back(release, seen=seen)

    session.refresh_from_db()
    assert session.title_en == "Edited by a colleague"


def test_day_that_was_moved_is_moved_back(symposium, session, release):
    for row in symposium.days.order_by("-date"):
        row.date += timedelta(days=7)
        row.save()

    put_back(release)

    assert not pending_changes(symposium).differs


def test_release_with_a_day_that_is_no_more_is_refused_and_nothing_is_changed(symposium, session, release):
    first = date.fromisoformat(release.public_content["days"][0]["date"])
    session.title_en = "Edited"
    session.save()
    Day.objects.filter(date=first).update(date=first - timedelta(days=1))

    with pytest.raises(CannotPutBackError, match="no day of the symposium any more"):
        put_back(release, str(session.uuid))

    session.refresh_from_db()
    assert session.title_en == "Edited"


@pytest.mark.parametrize("uuid", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_session_that_is_not_in_the_release_is_refused(release, uuid):
    with pytest.raises(CannotPutBackError):
        put_back(release, uuid)


def test_organisation_whose_word_was_changed_is_said_and_nothing_is_changed(session, release):
    Organisation.objects.filter(slug="police").update(slug="renamed")
    session.title_en = "Edited"
    session.save()

    with pytest.raises(CannotPutBackError, match="police"):
        put_back(release)

    session.refresh_from_db()
    assert session.title_en == "Edited"
