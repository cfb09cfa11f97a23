"""Two editors at once: each save raises the version of a session, and of two saves over one version the second is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from agenda.domain import moves
from agenda.domain.editing import ChangedMeanwhileError
from agenda.domain.moves import Move, Place
from agenda.models import Material, Session, SessionOrganisation, SessionSpeaker
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

EDITORS = 8


@pytest.fixture
def session(db):
    return SessionFactory(symposium=SymposiumFactory(published=False))


def version():
    return Session.objects.get().version


def test_every_way_to_save_raises_the_version(session):
    assert version() == 1
    session.save()
    assert session.version == version() == 2
    session.save(update_fields=["title_en"])
    assert session.version == version() == 3
    Session.objects.update(title_en="Other")
    assert version() == 4
    Session.objects.bulk_update([session], ["title_en"])
    assert version() == 5


@pytest.mark.parametrize("kind", ["organisation", "speaker", "material"])
def test_who_presents_and_files_are_part_of_the_version(session, kind, private_storage):
    row = {
        "organisation": lambda: SessionOrganisation(session=session, organisation=OrganisationFactory()),
        "speaker": lambda: SessionSpeaker(session=session, person=PersonFactory()),
        "material": lambda: Material(session=session, title_en="Slides", file=ContentFile(b"slides", name="slides.pdf")),
    }[kind]()
    row.save()
    assert version() == 2
    row.save()
    assert version() == 3
    row.delete()
    assert version() == 4


@pytest.mark.django_db(transaction=True)
def test_of_many_saves_at_once_over_one_version_one_passes(transactional_db):
    session = SessionFactory(symposium=SymposiumFactory(published=False))
    place = Place.of(session)

    def drag(minute):
        try:
            wanted = Move(session.pk, 1, Place(place.day_id, time(9, minute), place.end, place.room_id))
            return moves.move(session.symposium, [wanted])
        except ChangedMeanwhileError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as editors:
        outcomes = list(editors.map(drag, range(5, 45, 5)))

    assert len([outcome for outcome in outcomes if isinstance(outcome, list)]) == 1
    assert len([outcome for outcome in outcomes if isinstance(outcome, ChangedMeanwhileError)]) == EDITORS - 1
    assert version() == 2
