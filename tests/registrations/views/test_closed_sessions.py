"""What confirmed participants may read of closed sessions: by label, agency and state; made first, then looked for."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from agenda.domain.release import publish
from agenda.models import Material, SessionOrganisation, Tlp
from registrations.models import Registration
from tests.factories import RegistrationFactory, SessionFactory

# Who may read a session that agency A presents (TLP 2.0; DESIGN, Labels).
READERS = {
    Tlp.GREEN: {"a", "b", "unlisted"},
    Tlp.AMBER: {"a"},
    Tlp.AMBER_STRICT: {"a"},
    Tlp.RED: set(),
}


@pytest.fixture
def people(symposium, participant_a, participant_b):
    """Confirmed participants of agency A, of agency B and of an agency that is not listed."""
    unlisted = RegistrationFactory(symposium=symposium, delegation=None, other_agency="Agency C", email="c@agency-c.example")
    return {"a": participant_a, "b": participant_b, "unlisted": unlisted}


def is_given(client, address) -> bool:
    """Whether a file is handed out; reads it to its end, which closes it."""
    response = client.get(address)
    return response.status_code == 200 and b"".join(response.streaming_content) != b""


def closed_session(symposium, agency, label, content=b"secret file"):
    session = SessionFactory(
        symposium=symposium, day=symposium.days.first(), tlp=label, title_en=f"Secret {label}", abstract_en="Secret abstract"
    )
    SessionOrganisation.objects.create(session=session, organisation=agency.organisation)
    material = Material(session=session, title_en=f"Slides {label}", tlp=Tlp.GREEN)
    material.file.save("slides.pdf", ContentFile(content))
    return session, material


@pytest.mark.parametrize("label", READERS)
def test_closed_session_is_read_by_those_whom_its_label_admits(client, symposium, agency_a, people, link, label):
    _session, material = closed_session(symposium, agency_a, label)
    publish(symposium)

    pages = {name: client.get(link(person, "sessions")) for name, person in people.items()}
    given = {name for name, person in people.items() if is_given(client, link(person, f"material/{material.pk}"))}

    assert {name for name, page in pages.items() if f"Secret {label}" in page.content.decode()} == READERS[label]
    assert {name for name, page in pages.items() if "Secret abstract" in page.content.decode()} == READERS[label]
    assert given == READERS[label]


@pytest.mark.parametrize("state", [state for state in Registration.State if state != Registration.State.CONFIRMED])
def test_closed_session_is_not_read_before_or_after_one_is_confirmed(client, symposium, agency_a, link, state):
    _session, material = closed_session(symposium, agency_a, Tlp.GREEN)
    publish(symposium)
    times = {"state_until": timezone.now() + timedelta(hours=1)} if state in ("unverified", "offered") else {}
    times |= {"queued_at": timezone.now()} if state == "waitlisted" else {}
    cancelled_by = "participant" if state == "cancelled" else ""
    person = RegistrationFactory(symposium=symposium, delegation=agency_a, state=state, cancelled_by=cancelled_by, **times)

    assert "Secret" not in client.get(link(person, "sessions")).content.decode()
    assert "Read about closed sessions" not in client.get(link(person)).content.decode()
    assert client.get(link(person, f"material/{material.pk}")).status_code == 404


def test_closed_session_of_the_draft_is_not_read(client, symposium, agency_a, participant_a, link):
    closed_session(symposium, agency_a, Tlp.GREEN)

    assert "Secret" not in client.get(link(participant_a, "sessions")).content.decode()


def test_amber_session_that_names_nobody_is_read_by_all_with_a_delegation(client, symposium, people, link):
    SessionFactory(symposium=symposium, day=symposium.days.first(), tlp=Tlp.AMBER, title_en="Secret amber")
    publish(symposium)

    readers = {name for name, person in people.items() if "Secret amber" in client.get(link(person, "sessions")).content.decode()}

    assert readers == {"a", "b"}


def test_material_of_an_open_session_is_never_freer_than_its_own_label(client, symposium, agency_a, people, link):
    session = SessionFactory(symposium=symposium, day=symposium.days.first(), title_en="Open session")
    SessionOrganisation.objects.create(session=session, organisation=agency_a.organisation)
    material = Material(session=session, title_en="Inner slides", tlp=Tlp.AMBER_STRICT)
    material.file.save("slides.pdf", ContentFile(b"inner"))
    publish(symposium)

    given = {name for name, person in people.items() if is_given(client, link(person, f"material/{material.pk}"))}

    assert given == {"a"}


def test_material_comes_as_a_download_that_nobody_keeps(client, symposium, agency_a, participant_a, link):
    _session, material = closed_session(symposium, agency_a, Tlp.AMBER, b"what was found")
    publish(symposium)

    response = client.get(link(participant_a, f"material/{material.pk}"))

    assert b"".join(response.streaming_content) == b"what was found"
    assert response.headers["Content-Disposition"] == 'attachment; filename="TLP-AMBER Slides amber.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_closed_sessions_cost_the_same_queries_for_one_and_for_ten(
    client, symposium, agency_a, participant_a, link, django_assert_num_queries
):
    closed_session(symposium, agency_a, Tlp.AMBER)
    publish(symposium)
    address = link(participant_a, "sessions")
    with django_assert_num_queries(4):
        client.get(address)
    for _number in range(9):
        closed_session(symposium, agency_a, Tlp.AMBER)
    publish(symposium)

    with django_assert_num_queries(4):
        client.get(address)
