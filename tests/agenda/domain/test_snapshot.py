"""The content of a release: what stands in the public part, what in the restricted part, what in neither."""

import json
from datetime import time

import pytest
from django.core.files.base import ContentFile

from agenda.domain.snapshot import take_snapshot
from agenda.models import Material, OrganisationRole, SessionOrganisation, SessionSpeaker
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

SLOT = {"uuid", "code", "kind", "start", "end", "room", "tlp", "state"}


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


def secret_session(symposium, label):
    """A session all of whose texts, people, organisations and files can be found again by the word Secret."""
    session = SessionFactory(
        symposium=symposium, tlp=label, title_en="Secret title", title_km="Secret ចំណង", abstract_en="Secret abstract", abstract_km="Secret"
    )
    organisation = OrganisationFactory(name_en="Secret agency", slug="secret-agency", parent=OrganisationFactory(name_en="Secret ministry"))
    person = PersonFactory(
        name_latin="Secret speaker", email="secret@example.org", organisation=OrganisationFactory(name_en="Secret bureau")
    )
    SessionOrganisation.objects.create(session=session, organisation=organisation)
    SessionSpeaker.objects.create(session=session, person=person)
    Material.objects.create(session=session, title_en="Secret slides", file=ContentFile(b"Secret content", name="secret.pdf"))
    return session


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_public_part_of_a_closed_session_is_its_slot(symposium, label):
    secret_session(symposium, label)

    public = take_snapshot(symposium).public

    assert set(public["sessions"][0]) == SLOT
    assert "secret" not in json.dumps(public).lower()


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict"])
def test_text_up_to_amber_strict_stands_in_the_restricted_part(symposium, label):
    session = secret_session(symposium, label)

    restricted = take_snapshot(symposium).restricted

    kept = restricted["sessions"][str(session.uuid)]
    assert kept["title"] == {"en": "Secret title", "km": "Secret ចំណង"}
    assert [material["tlp"] for material in kept["materials"]] == [label]
    assert "secret-agency" in {entry["slug"] for entry in restricted["organisations"]}
    assert {entry["name_latin"] for entry in restricted["people"]} == {"Secret speaker"}


def test_text_labelled_red_stands_in_neither_part(symposium):
    secret_session(symposium, "red")

    snapshot = take_snapshot(symposium)

    assert "secret" not in json.dumps([snapshot.public, snapshot.restricted]).lower()


def test_open_session_stands_in_the_public_part_with_its_people_and_files(symposium):
    secret_session(symposium, "clear")

    public = take_snapshot(symposium).public

    session = public["sessions"][0]
    assert session["title"]["en"] == "Secret title"
    assert session["organisations"] == ["secret-agency"]
    assert session["materials"][0]["file"].startswith("materials/")
    assert {entry["name"]["en"] for entry in public["organisations"]} == {"Secret agency", "Secret ministry", "Secret bureau"}


@pytest.mark.parametrize("label", ["clear", "amber", "red"])
def test_addresses_of_people_stand_in_no_part(symposium, label):
    secret_session(symposium, label)

    snapshot = take_snapshot(symposium)

    assert "secret@example.org" not in json.dumps([snapshot.public, snapshot.restricted])


@pytest.mark.parametrize(
    ("of_session", "of_material", "in_public", "in_restricted"),
    [
        ("clear", "clear", True, False),
        ("clear", "amber", False, True),
        ("clear", "red", False, False),
        ("amber", "clear", False, True),
        ("green", "red", False, False),
        ("red", "clear", False, False),
    ],
)
def test_file_is_never_freer_than_its_session(symposium, of_session, of_material, in_public, in_restricted):
    session = SessionFactory(symposium=symposium, tlp=of_session)
    Material.objects.create(session=session, title_en="The slides", tlp=of_material, file=ContentFile(b"x", name="slides.pdf"))

    snapshot = take_snapshot(symposium)

    assert ("The slides" in json.dumps(snapshot.public)) is in_public
    assert ("The slides" in json.dumps(snapshot.restricted)) is in_restricted


def test_moments_are_aware_in_the_symposiums_zone(symposium):
    session = SessionFactory(symposium=symposium, start=time(8, 30), end=time(9, 0))

    slot = take_snapshot(symposium).public["sessions"][0]

    assert slot["start"] == f"{session.day.date}T08:30:00+07:00"
    assert slot["end"] == f"{session.day.date}T09:00:00+07:00"


def test_roles_name_organisation_and_person(symposium):
    person = PersonFactory()
    OrganisationRole.objects.create(symposium=symposium, organisation=person.organisation, person=person, role="approved-by")

    public = take_snapshot(symposium).public

    assert public["roles"] == [{"role": "approved-by", "organisation": person.organisation.slug, "person": person.pk}]
    assert [entry["key"] for entry in public["people"]] == [person.pk]


def test_departments_bring_their_parents_and_a_circle_ends(symposium):
    ministry = OrganisationFactory()
    department = OrganisationFactory(parent=ministry)
    ministry.parent = department
    ministry.save()
    OrganisationRole.objects.create(symposium=symposium, organisation=department, role="organiser")

    assert {entry["slug"] for entry in take_snapshot(symposium).public["organisations"]} == {ministry.slug, department.slug}


@pytest.mark.parametrize("count", [5, 50])
def test_snapshot_asks_the_same_number_of_queries_for_many_sessions(symposium, count, django_assert_num_queries):
    for _number in range(count):
        session = SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium))
        SessionSpeaker.objects.create(session=session, person=PersonFactory())
        SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory())

    with django_assert_num_queries(8):
        take_snapshot(symposium)


def test_same_draft_gives_the_same_content(symposium):
    secret_session(symposium, "clear")

    assert take_snapshot(symposium).public == take_snapshot(symposium).public
