"""Sessions, presenters and materials; organisations and people: constraints, codes, search keys."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agenda.domain.release import publish
from agenda.models import Material, Organisation, OrganisationRole, Person, Session, SessionOrganisation, SessionSpeaker
from agenda.models.programme import CODE_LETTERS
from agenda.models.search import search_key
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


@pytest.fixture
def session(db):
    return SessionFactory()


def test_code_is_six_letters_without_look_alikes_and_stays(session):
    code = session.code
    session.title_en = "Another title"
    session.save()

    assert len(code) == 6
    assert set(code) <= set(CODE_LETTERS)
    assert not set("01ILO") & set(CODE_LETTERS)
    assert Session.objects.get().code == code


def test_code_that_is_taken_is_drawn_again(session):
    another = SessionFactory.build(symposium=session.symposium, day=session.day, code=session.code)
    another.save()

    assert another.code != session.code


def test_database_refuses_what_makes_no_sense(session):
    rows, person, organisation = Session.objects.all(), PersonFactory(), OrganisationFactory()
    SessionSpeaker.objects.create(session=session, person=person)
    SessionOrganisation.objects.create(session=session, organisation=organisation)
    OrganisationRole.objects.create(symposium=session.symposium, organisation=organisation, role="organiser")

    assert refused(lambda: rows.update(end=session.start))
    assert refused(lambda: rows.update(title_en="", title_km=""))
    assert refused(lambda: SessionSpeaker.objects.create(session=session, person=person, part="moderator"))
    assert refused(lambda: SessionOrganisation.objects.create(session=session, organisation=organisation))
    assert refused(lambda: OrganisationRole.objects.create(symposium=session.symposium, organisation=organisation, role="organiser"))
    assert refused(lambda: Organisation.objects.filter(pk=organisation.pk).update(parent=organisation))
    assert refused(lambda: Organisation.objects.create(slug="nameless", kind="ngo"))
    assert refused(lambda: Material.objects.create(session=session, file="x.pdf"))


def test_cleaning_names_each_field_that_is_wrong(session):
    other = SymposiumFactory()
    session.end, session.day, session.room, session.title_en, session.title_km = (
        time(8),
        other.days.first(),
        RoomFactory(symposium=other),
        "",
        "",
    )

    with pytest.raises(ValidationError) as raised:
        session.clean()
    assert set(raised.value.message_dict) == {"title_en"}

    session.title_km = "វគ្គ"
    with pytest.raises(ValidationError) as raised:
        session.clean()
    assert set(raised.value.message_dict) == {"end", "day", "room"}


def test_sessions_run_as_the_day_does(session):
    symposium = session.symposium
    later = SessionFactory(symposium=symposium, start=time(8), end=time(9), day=symposium.days.last())
    earlier = SessionFactory(symposium=symposium, start=time(8), end=time(9))
    second_room = SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium, order=2))
    first_room = SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium, order=1))

    assert list(Session.objects.as_the_day_runs()) == [earlier, session, first_room, second_room, later]


@pytest.mark.parametrize("name", ["day", "room", "session", "organisation", "person"])
def test_database_refuses_to_delete_what_was_published(db, name):
    session = SessionFactory(symposium=SymposiumFactory(published=False))
    session.room, person = RoomFactory(symposium=session.symposium), PersonFactory()
    session.save()
    SessionSpeaker.objects.create(session=session, person=person)
    publish(session.symposium)
    session.session_speakers.all().delete()
    row = {
        "day": session.symposium.days.last(),
        "room": session.room,
        "session": session,
        "organisation": person.organisation,
        "person": person,
    }[name]
    Session.objects.update(room=None)
    if name == "organisation":
        Person.objects.update(organisation=None)

    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        type(row).objects.filter(pk=row.pk).delete()


def test_people_are_named_with_honorific_and_rank(db):
    assert str(Person(honorific="he", rank="Police General", name_latin="NETH Savoeun")) == "H.E. Police General NETH Savoeun"
    assert str(Person(name_latin="Laszlo Barta")) == "Laszlo Barta"


def test_organisations_are_named_with_their_acronym(db):
    assert str(Organisation(name_km="ក្រសួង", acronym="MPTC")) == "ក្រសួង (MPTC)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ខេត្ត", "ខេត្\u200bត"),
        ("ខេត្ត", "ខេត្ដ"),
        ("ទូរសព្ទ", "ទូរស័ព្ទ"),
        ("ឲ្យ", "ឱ្យ"),
        ("Evidence", "EVIDENCE"),
        ("digital  evidence ", " digital evidence"),
        ("ﬁle", "file"),
        ("Straße", "STRASSE"),
        ("café", "cafe\u0301"),
    ],
)
def test_spellings_that_mean_the_same_have_one_search_key(one, other):
    assert search_key(one) == search_key(other)


def test_search_keys_join_what_is_there_and_are_kept_with_the_row(session):
    session.title_en, session.title_km, session.abstract_en = "Digital Evidence", "ភស្ដុ\u200bតាង", "ABSTRACT"
    session.save()

    assert search_key("a", "", "B") == "a b"
    assert session.search_key == f"digital evidence {search_key('ភស្ដុតាង')} abstract {session.code.casefold()}"
