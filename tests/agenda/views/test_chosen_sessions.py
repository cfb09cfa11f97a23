"""The agenda of chosen sessions: what a reader starred, or a colleague sent."""

from datetime import time

import pytest

from agenda.domain.release import publish
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(published=False)


@pytest.fixture
def programme(symposium):
    """Opening and Regulation on the first day, Literacy on the second."""
    SessionFactory(symposium=symposium, title_en="Opening", kind="ceremony")
    SessionFactory(symposium=symposium, title_en="Regulation", start=time(10), end=time(11))
    SessionFactory(symposium=symposium, day=symposium.days.last(), title_en="Literacy", abstract_en="Phones and parents.")
    publish(symposium)


def agenda_of(client, symposium, query: str) -> str:
    response = client.get(f"/en/{symposium.slug}/agenda/{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return [word for word in ("Opening", "Regulation", "Literacy") if f">{word}</a>" in page]


def codes_of(symposium, *names: str) -> str:
    return ",".join(symposium.sessions.get(title_en=name).code for name in names)


def test_agenda_of_chosen_sessions_shows_just_these_in_any_case_and_leads_to_their_calendar(client, symposium, programme):
    codes = codes_of(symposium, "Opening", "Literacy")

    page = agenda_of(client, symposium, f"?sessions={codes.lower()}")

    assert titles(page) == ["Opening", "Literacy"]
    assert "<h1>Chosen sessions</h1>" in page
    assert f'href="/en/{symposium.slug}/agenda.ics?sessions={codes.replace(",", "%2C")}"' in page
    assert f'<input type="hidden" name="sessions" value="{codes}">' in page
    assert "of these is no longer" not in page


def test_agenda_of_chosen_sessions_can_be_filtered_further(client, symposium, programme):
    codes = codes_of(symposium, "Opening", "Literacy")

    assert titles(agenda_of(client, symposium, f"?sessions={codes}&q=parents")) == ["Literacy"]
    assert titles(agenda_of(client, symposium, f"?sessions={codes}&kind=party")) == []


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        ("ZZZZZZ", "1 of these is no longer in the programme."),
        ("ZZZZZZ,zzzzzz,%00,%1B", "3 of these are no longer in the programme."),
        (",".join(f"Z{number:05}" for number in range(1_000)), "of these are no longer in the programme."),
        ("x" * 5_000, "1 of these is no longer in the programme."),
    ],
)
def test_agenda_of_chosen_sessions_says_how_many_are_not_there(client, symposium, programme, unknown, words):
    page = agenda_of(client, symposium, f"?sessions={codes_of(symposium, 'Opening')},{unknown}")

    assert titles(page) == ["Opening"]
    assert words in page


@pytest.mark.parametrize("garbage", ["ZZZZZZ", "%00", "%FF", ",,,", "'\"<script>"])
def test_agenda_of_chosen_sessions_of_which_none_is_there_shows_a_way_on(client, symposium, programme, garbage):
    page = agenda_of(client, symposium, f"?sessions={garbage}")

    assert titles(page) == []
    assert '<div class="empty stack" data-nothing>' in page
    assert "<script>" not in page


def test_agenda_of_chosen_sessions_says_on_both_that_they_overlap(client, symposium):
    long = SessionFactory(symposium=symposium, title_en="Long", start=time(9), end=time(11))
    short = SessionFactory(symposium=symposium, title_en="Short", start=time(10), end=time(10, 30))
    gone = SessionFactory(symposium=symposium, title_en="Gone", start=time(10), end=time(10, 30), state="cancelled")
    publish(symposium)

    page = agenda_of(client, symposium, f"?sessions={long.code},{short.code},{gone.code}")

    assert page.count("At the same time as") == 3  # on both, and once among the texts for scripts
    for session in (long, short):
        assert page.count(f'<a href="/en/{symposium.slug}/agenda/{session.code}/">{session.title_en}</a>') == 2
