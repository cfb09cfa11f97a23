"""Closing a session now: nothing public of it stays, nothing of the draft is published, just as a publish of that label would."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agenda.domain.closing import NotPublishedError, NotStricterError, close_now, published_label, stricter_labels
from agenda.domain.release import current, latest_release, pending_changes, publish
from agenda.models import OrganisationRole, ProgrammeRelease, Session
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

AT = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
NAMES = ("Secret raid", "secret words", "Raid police", "Ministry of raids", "SPY Dara", "Raid slides", "secret bytes")


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = str(tmp_path / "media"), str(tmp_path / "private")


@pytest.fixture
def symposium(db, files):
    symposium = SymposiumFactory(published=False, slug="2030")
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(slug="host"), role="organiser")
    return symposium


@pytest.fixture
def session(symposium):
    """A session that alone names a department, its ministry and a person, with an open and an amber file."""
    ministry = OrganisationFactory(slug="ministry", name_en="Ministry of raids", name_km="")
    police = OrganisationFactory(slug="raid", name_en="Raid police", name_km="", parent=ministry)
    session = SessionFactory(symposium=symposium, title_en="Secret raid", title_km="", abstract_en="secret words")
    session.session_organisations.create(organisation=police)
    session.session_organisations.create(organisation=OrganisationFactory(slug="shared"), order=1)
    session.session_speakers.create(person=PersonFactory(name_latin="SPY Dara", organisation=police))
    session.materials.create(title_en="Raid slides", file=ContentFile(b"secret bytes", name="slides.txt"))
    session.materials.create(title_en="Raid notes", file=ContentFile(b"amber bytes", name="notes.txt"), tlp="amber")
    return session


@pytest.fixture
def other(symposium):
    """Another open session, presented by one of the same agencies."""
    other = SessionFactory(symposium=symposium, title_en="Open talk", start=time(11), end=time(12), room=RoomFactory(symposium=symposium))
    other.session_organisations.create(organisation=OrganisationFactory._meta.model.objects.filter(slug="shared").first())
    return other


@pytest.fixture
def published(symposium, session, other, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return publish(symposium)


def contents(release):
    numberless = [{name: value for name, value in entry.items() if name != "modified"} for entry in release.public_content["sessions"]]
    return {**release.public_content, "sessions": numberless}, release.restricted_content


@pytest.mark.parametrize("tlp", ["green", "amber", "amber+strict", "red"])
def test_closing_publishes_what_a_publish_of_that_label_would(symposium, session, published, tlp):
    closed = contents(close_now(session, tlp))
    ProgrammeRelease.objects.filter(number=2).delete()

    assert contents(publish(symposium)) == closed


def test_closing_further_publishes_what_a_publish_of_that_label_would(symposium, session, published):
    close_now(session, "green")
    strict = contents(close_now(session, "amber+strict"))
    ProgrammeRelease.objects.filter(number=3).delete()

    assert contents(publish(symposium)) == strict


@pytest.mark.parametrize("tlp", ["green", "red"])
def test_after_closing_nothing_differs(symposium, session, published, tlp):
    close_now(session, tlp)

    assert not pending_changes(symposium).differs
    assert Session.objects.get(pk=session.pk).tlp == tlp


@pytest.mark.parametrize("tlp", ["amber", "red"])
def test_nothing_public_is_left_of_the_session(client, settings, symposium, session, published, tlp, django_capture_on_commit_callbacks):
    code = session.code
    pages = [f"/en/2030/{page}" for page in ("", "agenda/", f"agenda/{code}/", "agenda.ics", "organisations/", "speakers/", "changes/")]
    before = "".join(client.get(page).content.decode() for page in pages)
    assert all(name in before for name in NAMES if name not in ("secret bytes", "Ministry of raids"))

    with django_capture_on_commit_callbacks(execute=True):
        release = close_now(session, tlp)

    after = "".join(client.get(page).content.decode() for page in pages)
    assert [name for name in NAMES if name in after] == []
    assert [name for name in NAMES if name in str(release.public_content) + str(release.changes)] == []
    assert client.get("/en/2030/organisations/raid/").status_code == 404
    assert client.get("/en/2030/organisations/shared/").status_code == 200
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file() and b"secret bytes" in file.read_bytes()] == []
    if tlp == "red":
        assert [name for name in NAMES if name in str(release.restricted_content)] == []


def test_nothing_else_of_the_draft_is_published(client, symposium, session, other, published, django_capture_on_commit_callbacks):
    session.title_en = "Edited raid"
    session.start = time(8)
    session.save()
    session.session_speakers.create(person=PersonFactory(name_latin="NEW Speaker"))
    session.materials.filter(tlp="amber").delete()
    other.title_en = "Edited talk"
    other.save()
    new = SessionFactory(symposium=symposium, title_en="New talk", start=time(15), end=time(16))
    symposium.name_en = "Edited name"
    symposium.save()

    with django_capture_on_commit_callbacks(execute=True):
        release = close_now(session, "amber", at=AT)

    told = str(release.public_content) + str(release.restricted_content)
    assert [words for words in ("Edited", "NEW Speaker", "New talk", new.code) if words in told] == []
    assert release.restricted_content["sessions"][str(session.uuid)]["title"] == {"en": "Secret raid", "km": ""}
    assert f"{current(symposium).session(session.code).start:%H:%M}" == "09:00"
    assert [change["what"] for change in release.changes] == ["label"]
    session.refresh_from_db()
    assert (session.title_en, session.tlp) == ("Edited raid", "amber")
    changes = pending_changes(symposium).changes
    assert {change.what for change in changes if change.uuid == str(session.uuid)} == {"moved", "length", "title", "speakers", "materials"}
    assert "Edited" not in client.get("/en/2030/agenda/").content.decode()


def test_only_its_own_change_numbers_rise(symposium, session, other, published):
    programme = (close_now(session, "amber", at=AT), current(symposium))[1]

    assert [programme.session(row.code).sequence for row in (session, other)] == [1, 0]
    assert programme.session(session.code).modified == AT


def test_file_that_the_draft_has_replaced_goes_nowhere(session, published):
    session.materials.filter(tlp="clear").delete()
    session.materials.create(title_en="Raid slides", file=ContentFile(b"other bytes", name="slides.txt"))

    release = close_now(session, "amber")

    assert [entry["title"]["en"] for entry in release.restricted_content["sessions"][str(session.uuid)]["materials"]] == ["Raid notes"]


def test_file_shown_by_another_session_stays(session, other, symposium, django_capture_on_commit_callbacks):
    other.materials.create(title_en="The same", file=ContentFile(b"secret bytes", name="slides.txt"))
    publish(symposium)
    with django_capture_on_commit_callbacks(execute=True):
        close_now(session, "amber")

    name = current(symposium).session(other.code).materials[0].file
    assert default_storage.exists(name)


def test_draft_that_is_stricter_already_stays_so(session, published):
    Session.objects.update(tlp="red")

    close_now(session, "amber")

    assert Session.objects.get(pk=session.pk).tlp == "red"
    assert latest_release(session.symposium).number == 2


@pytest.mark.parametrize("tlp", ["clear", "green", "amber"])
def test_label_that_is_not_stricter_is_refused(symposium, session, published, tlp):
    close_now(session, "amber")

    with pytest.raises(NotStricterError):
        close_now(session, tlp)

    assert latest_release(symposium).number == 2


def test_session_that_is_not_published_is_refused(symposium, session):
    with pytest.raises(NotPublishedError):
        close_now(session, "amber")
    publish(symposium)
    new = SessionFactory(symposium=symposium)
    with pytest.raises(NotPublishedError):
        close_now(new, "amber")

    assert published_label(new) is None
    assert published_label(session) == "clear"
    assert latest_release(symposium).number == 1


def test_labels_to_choose_from_are_the_stricter_ones():
    assert [value for value, _name in stricter_labels("green")] == ["amber", "amber+strict", "red"]
    assert stricter_labels("red") == []


def test_who_closed_it_stands_in_the_release(session, published, organiser):
    assert close_now(session, "red", by=organiser).published_by == organiser
