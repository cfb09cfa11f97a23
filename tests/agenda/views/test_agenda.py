"""The agenda: what it shows of each session, its filters, and what it costs."""

from datetime import time

import pytest

from agenda.domain.release import publish
from agenda.models import Session
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(published=False)


def agenda_of(client, symposium, query="", language="en") -> str:
    response = client.get(f"/{language}/{symposium.slug}/agenda/{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return [word for word in ("Opening", "Regulation", "Literacy", "Lunch") if f">{word}</a>" in page]


@pytest.fixture
def programme(symposium):
    """Four sessions: Opening and Regulation on the first day, Lunch and Literacy on the second."""
    first, second = symposium.days.all()
    hall, room = RoomFactory(symposium=symposium, name_en="Ballroom"), RoomFactory(symposium=symposium, name_en="Mekong Room")
    police = OrganisationFactory(slug="police", name_en="National Police")
    department = OrganisationFactory(slug="accd", name_en="Anti Cyber Crime Department", parent=police)
    operator = OrganisationFactory(slug="cellcard", name_en="Cellcard")
    opening = SessionFactory(symposium=symposium, day=first, room=hall, kind="ceremony", title_en="Opening", title_km="")
    regulation = SessionFactory(
        symposium=symposium, day=first, room=room, kind="discussion", title_en="Regulation", start=time(10), end=time(11)
    )
    SessionFactory(symposium=symposium, day=second, kind="break", title_en="Lunch", start=time(12), end=time(13))
    literacy = SessionFactory(
        symposium=symposium, day=second, room=room, title_en="Literacy", abstract_en="Phones and parents.", start=time(14), end=time(15)
    )
    opening.session_organisations.create(organisation=department)
    regulation.session_organisations.create(organisation=operator)
    literacy.session_speakers.create(person=PersonFactory(name_latin="Laszlo Barta", honorific="mr", organisation=operator))
    publish(symposium)
    return {"hall": hall, "first": first.date, "second": second.date}


def test_agenda_shows_both_days_with_times_rooms_kinds_and_presenters(client, symposium, programme):
    page = agenda_of(client, symposium)

    assert titles(page) == ["Opening", "Regulation", "Literacy", "Lunch"]
    assert f'<time datetime="{programme["first"]}T10:00:00+07:00">10:00</time>' in page
    for words in ("Ballroom", "Mekong Room", "Ceremony", "Panel discussion", "Anti Cyber Crime Department", "Mr Laszlo Barta"):
        assert words in page
    assert f'href="/en/{symposium.slug}/agenda.ics"' in page
    assert f'href="/en/{symposium.slug}/changes/"' in page
    assert "release 1" in page


def test_agenda_in_khmer_marks_a_title_that_is_only_in_english(client, symposium, programme):
    page = agenda_of(client, symposium, language="km")

    assert '<span lang="en">Opening</span></a>' in page
    assert ">០៩:០០</time>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=ceremony", ["Opening"]),
        ("?organisation=cellcard", ["Regulation"]),
        ("?organisation=police", ["Opening"]),
        ("?q=parents", ["Literacy"]),
        ("?q=LASZLO+literacy", ["Literacy"]),
        ("?q=&day=&kind=&room=&organisation=", ["Opening", "Regulation", "Literacy", "Lunch"]),
        ("?utm_source=mail", ["Opening", "Regulation", "Literacy", "Lunch"]),
    ],
)
def test_agenda_filter_finds_what_was_asked_for(client, symposium, programme, query, found):
    assert titles(agenda_of(client, symposium, query)) == found


def test_agenda_filter_by_day_and_by_room(client, symposium, programme):
    assert titles(agenda_of(client, symposium, f"?day={programme['second']}")) == ["Literacy", "Lunch"]
    assert titles(agenda_of(client, symposium, f"?room={programme['hall'].pk}")) == ["Opening"]


@pytest.mark.parametrize(
    "query",
    [
        "?day=2001-01-01",
        "?day=tomorrow",
        "?kind=party",
        "?kind=case-study",
        "?organisation=nobody",
        "?room=999999",
        "?room=x",
        "?q=nothing+of+the+kind",
        "?q=" + "x" * 500,
        "?q=%00",
        "?q=%1B[2J",
        "?day=%00",
        "?kind=%FF",
    ],
)
def test_agenda_filter_that_finds_nothing_shows_a_way_on(client, symposium, programme, query):
    page = agenda_of(client, symposium, query)

    assert titles(page) == []
    assert "No session matches these filters." in page
    assert f'<a class="button" href="/en/{symposium.slug}/agenda/" data-show-all>Show all</a>' in page
    assert '<div class="empty stack" data-nothing>' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=a%07b", "Please search for words without control characters."),
        ("?q=" + "x" * 101, "Please search for fewer words."),
        ("?kind=party", "There is no such choice in this programme."),
    ],
)
def test_agenda_filter_that_cannot_be_says_why_and_keeps_what_was_typed(client, symposium, programme, query, said):
    page = agenda_of(client, symposium, f"{query}&day={programme['second']}")

    assert said in page
    assert f'<option value="{programme["second"]}" selected>' in page


def test_agenda_says_what_is_cancelled_and_what_is_not_yet_sure(client, symposium):
    SessionFactory(symposium=symposium, state=Session.State.CANCELLED)
    SessionFactory(symposium=symposium, state=Session.State.TENTATIVE)
    publish(symposium)

    page = agenda_of(client, symposium)

    assert page.count("This session is cancelled.") == 1
    assert page.count("To be confirmed") == 1


@pytest.mark.parametrize(
    ("tlp", "audience"),
    [
        ("green", "For confirmed participants."),
        ("amber", "For participants of the agencies concerned."),
        ("amber+strict", "For participants of the presenting agencies."),
        ("red", "For those who are invited."),
    ],
)
def test_agenda_shows_a_closed_session_as_a_slot_with_its_label_and_for_whom(client, symposium, tlp, audience):
    room = RoomFactory(symposium=symposium, name_en="Mekong Room")
    session = SessionFactory(symposium=symposium, tlp=tlp, title_en="Operation Lotus", kind="case-study", room=room)
    publish(symposium)

    page = agenda_of(client, symposium)

    for words in ("Closed session", audience, f"TLP:{tlp.upper()}", "Mekong Room", "Case study", f"/agenda/{session.code}/"):
        assert words in page
    assert "Lotus" not in page


def test_agenda_shows_the_end_of_a_session_that_ends_before_its_slot(client, symposium):
    SessionFactory(symposium=symposium, title_en="Long", end=time(11))
    short = SessionFactory(symposium=symposium, title_en="Short", end=time(10, 15))
    publish(symposium)

    page = agenda_of(client, symposium)

    assert page.count(f'until <time datetime="{short.day.date}T10:15:00+07:00">10:15</time>') == 1


def test_agenda_of_a_day_without_sessions_says_what_will_stand_there(client):
    symposium = SymposiumFactory()

    assert agenda_of(client, symposium).count("The sessions of this day will stand here once they are fixed.") == 2


def test_agenda_shows_the_notice(client):
    symposium = SymposiumFactory(notice_en="Times are illustrative.")

    assert "Times are illustrative." in agenda_of(client, symposium)


@pytest.mark.parametrize("sessions", [10, 200])
def test_agenda_costs_the_same_queries_for_any_number_of_sessions(client, symposium, django_assert_num_queries, sessions):
    agency, person = OrganisationFactory(), PersonFactory()
    for _number in range(sessions):
        session = SessionFactory(symposium=symposium)
        session.session_organisations.create(organisation=agency)
        session.session_speakers.create(person=person)
    publish(symposium)

    with django_assert_num_queries(3):  # version, release with its content, newest releases
        agenda_of(client, symposium)
    with django_assert_num_queries(1):  # filtered, the release in memory
        agenda_of(client, symposium, "?q=session")


def test_agenda_carries_what_its_scripts_filter_by_and_no_more_of_a_closed_session(client, symposium):
    police = OrganisationFactory(slug="police")
    department = OrganisationFactory(slug="accd", parent=police)
    room = RoomFactory(symposium=symposium)
    shown = SessionFactory(symposium=symposium, kind="ceremony", room=room)
    closed = SessionFactory(symposium=symposium, kind="case-study", tlp="amber")
    for session in (shown, closed):
        session.session_organisations.create(organisation=department)
    publish(symposium)

    page = agenda_of(client, symposium)

    assert f'data-code="{shown.code}" data-kind="ceremony" data-room="{room.pk}" data-organisations="accd police">' in page
    assert f'data-code="{closed.code}" data-kind="case-study">' in page
    assert "data-whole" in page
    assert "data-whole" not in agenda_of(client, symposium, "?kind=ceremony")


def test_agenda_and_session_page_say_what_changed_lately(client, symposium):
    session = SessionFactory(symposium=symposium, room=RoomFactory(symposium=symposium, name_en="Hall A"))
    publish(symposium)
    session.start, session.room = time(9, 30), RoomFactory(symposium=symposium, name_en="Hall B")
    session.save()
    publish(symposium)

    for page in (agenda_of(client, symposium), client.get(f"/en/{symposium.slug}/agenda/{session.code}/").content.decode()):
        assert '<span class="changed" data-what="moved">Moved from 09:00</span>' in page
        assert '<span class="changed" data-what="room">Another room (was Hall A)</span>' in page


def test_texts_for_scripts_stand_in_the_pages_language_with_its_digits(client, symposium, settings):
    publish(symposium)

    assert 'data-w-digits=""' in agenda_of(client, symposium)
    khmer = agenda_of(client, symposium, language="km")
    assert 'data-w-digits="០១២៣៤៥៦៧៨៩"' in khmer
    assert 'data-w-mark-now="ឥឡូវនេះ"' in khmer
    settings.KHMER_DIGITS = False
    assert 'data-w-digits=""' in agenda_of(client, symposium, "?utm_source=mail", language="km")
