"""What is written is what was previewed, or nothing."""

import pytest
from django.db import IntegrityError

from agenda.domain.importing import Difference, Outcome, RowChange, Trouble, preview, set_presenters, set_speakers, write
from agenda.models import Organisation
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory


def an_import(troubles=(), now="x"):
    """Return an import that writes a row and says so."""

    def run() -> Outcome:
        row = OrganisationFactory(slug="made")
        return Outcome([RowChange(2, row, True, (Difference("Slug", "", now),))], 3, list(troubles))

    return run


def test_preview_says_what_would_be_and_leaves_nothing(db):
    outcome = preview(an_import())

    assert (outcome.added, outcome.changed, outcome.unchanged) == (1, 0, 3)
    assert not Organisation.objects.exists()


def test_what_was_previewed_is_written(db):
    _outcome, stays = write(an_import(), as_previewed=preview(an_import()).fingerprint, sheet="file.csv")

    assert stays
    assert Organisation.objects.get().slug == "made"


@pytest.mark.parametrize("later", [an_import(now="y"), an_import([Trouble("file.csv", 2, "", "wrong")])], ids=["another change", "trouble"])
def test_what_was_not_previewed_is_not_written(db, later):
    _outcome, stays = write(later, as_previewed=preview(an_import()).fingerprint, sheet="file.csv")

    assert not stays
    assert not Organisation.objects.exists()


def test_refusal_by_the_database_is_told(db):
    def twice() -> Outcome:
        OrganisationFactory(slug="twice")
        OrganisationFactory(slug="twice")
        raise IntegrityError

    outcome, stays = write(twice, as_previewed="", sheet="file.csv")

    assert not stays
    assert [(trouble.sheet, trouble.row) for trouble in outcome.troubles] == [("file.csv", 0)]
    assert not Organisation.objects.exists()


def test_company_of_a_session_that_stays_keeps_its_rows(db):
    session, first, second = SessionFactory(), OrganisationFactory(), OrganisationFactory()
    person, other = PersonFactory(), PersonFactory()
    set_presenters(session, [first, second])
    set_speakers(session, [(person, "speaker"), (other, "panellist")])
    kept = session.session_organisations.get(organisation=second).pk, session.session_speakers.get(person=other).pk

    set_presenters(session, [second])
    set_speakers(session, [(other, "moderator"), (person, "speaker")])

    assert list(session.session_organisations.values_list("pk", "order")) == [(kept[0], 0)]
    assert list(session.session_speakers.values_list("person", "part", "order")) == [(other.pk, "moderator", 0), (person.pk, "speaker", 1)]
    assert session.session_speakers.first().pk == kept[1]
