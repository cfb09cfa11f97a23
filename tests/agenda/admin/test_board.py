"""The board and its shift page: the same endpoint for scripts and plain forms, who may use it, and undoing."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agenda.models import Session, SessionOrganisation, SessionSpeaker
from tests.conftest import signed_in
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

BOARD_QUERIES = 20
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def symposium(db):
    return SymposiumFactory(slug="2022", starts_on=date(2022, 12, 14), published=False)


@pytest.fixture
def hall(symposium):
    return RoomFactory(symposium=symposium, name_en="Hall")


@pytest.fixture
def session(symposium, hall):
    return SessionFactory(symposium=symposium, room=hall, title_en="Opening")


def address(name, symposium):
    return reverse(f"admin:agenda_symposium_{name}", args=[symposium.pk])


def wanted(session, /, **changes):
    values = {"session": session.pk, "version": session.version, "day": session.day_id, "room": session.room_id or ""}
    return {**values, "start": "09:00", "end": "10:00", **changes}


def times(session):
    session.refresh_from_db()
    return f"{session.start:%H:%M}–{session.end:%H:%M}"


def moved(client, session, /, **changes):
    return client.post(address("board_move", session.symposium), wanted(session, **changes), **JSON).json()


def test_board_shows_sessions_with_what_one_needs_to_know(organiser_client, symposium, session):
    SessionFactory(symposium=symposium, tlp="amber+strict", state="tentative", kind="break", is_pinned=True, title_en="Lunch")
    page = organiser_client.get(address("board", symposium)).content.decode()

    for what in ("Opening", "09:00–10:00", "Hall", "Lunch", "TLP:AMBER+STRICT", "To be confirmed", "fixed", "Break", "Wed 14 Dec"):
        assert what in page
    assert reverse("admin:agenda_session_change", args=[session.pk]) in page
    assert " style=" not in page


def test_empty_place_opens_a_form_with_day_room_and_time(organiser_client, symposium, hall):
    day = symposium.days.last()
    page = organiser_client.get(address("board", symposium)).content.decode().replace("&amp;", "&")
    link = f"{reverse('admin:agenda_session_add')}?symposium={symposium.pk}&day={day.pk}&room={hall.pk}&start=13:30&end=14:00"
    assert f'href="{link}"' in page

    form = organiser_client.get(link).context["adminform"].form

    assert [form[name].value() for name in ("symposium", "day", "room", "start", "end")] == [
        *(str(symposium.pk), str(day.pk), str(hall.pk), "13:30", "14:00")
    ]


def test_script_is_answered_with_the_new_state_its_problems_and_the_undo(organiser_client, symposium, hall, session):
    SessionFactory(symposium=symposium, room=hall, start=time(10), end=time(11), title_en="Next")

    answer = moved(organiser_client, session, start="09:30", end="10:30")

    assert times(session) == "09:30–10:30"
    assert answer["said"] == "“Opening” is now on Wed 14 Dec, 09:30–10:30, Hall."
    assert not answer["refused"]
    assert "room-twice" in {problem["code"] for problem in answer["problems"]}
    assert 'data-start="09:30"' in answer["grid"]
    assert "Undo" in answer["notice"]


def test_plain_form_moves_by_the_same_endpoint_and_offers_the_undo(organiser_client, symposium, session):
    response = organiser_client.post(address("board_move", symposium), wanted(session, start="09:30", end="10:30"), follow=True)

    assert response.redirect_chain == [(address("board", symposium), 302)]
    assert "“Opening” is now on Wed 14 Dec, 09:30–10:30, Hall." in response.content.decode()

    undone = organiser_client.post(address("board_undo", symposium), {"moves": response.context["notice"].undo}, follow=True)
    assert "Undone. “Opening” is now on Wed 14 Dec, 09:00–10:00, Hall." in undone.content.decode()
    assert times(session) == "09:00–10:00"
    assert undone.context["notice"] is None


def test_undo_is_offered_until_the_session_is_saved_again(organiser_client, symposium, session):
    moved(organiser_client, session, start="09:30", end="10:30")
    assert organiser_client.get(address("board", symposium)).context["notice"].undo

    Session.objects.get().save()

    assert organiser_client.get(address("board", symposium)).context["notice"] is None


def test_undo_over_what_somebody_saved_meanwhile_is_refused(organiser_client, symposium, session):
    moved(organiser_client, session, start="09:30", end="10:30")
    undo = organiser_client.get(address("board", symposium)).context["notice"].undo
    Session.objects.update(title_en="Renamed")

    answer = organiser_client.post(address("board_undo", symposium), {"moves": undo}, **JSON).json()

    assert answer["refused"]
    assert "“Renamed”" in answer["notice"]
    assert times(session) == "09:30–10:30"


@pytest.mark.parametrize("forged", ["", "x", "WzFd:1x:abc"])
def test_undo_that_we_did_not_write_is_refused(organiser_client, symposium, forged):
    answer = organiser_client.post(address("board_undo", symposium), {"moves": forged}, **JSON).json()

    assert answer["said"] == "Nothing was put back. This can't be undone from here."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "09:00"}, "The end must be after the start, on the same day."),
        ({"start": "25:00"}, "Write the start as 09:00."),
        ({"day": 99999}, "There is no such day in this symposium."),
        ({"room": "²"}, "There is no such room in this symposium."),
        ({"session": 99999}, "This session has been deleted meanwhile."),
        ({"version": ""}, "This field is required."),
    ],
)
def test_move_that_cannot_be_is_refused_with_the_reason(organiser_client, session, changes, said):
    answer = moved(organiser_client, session, **changes)

    assert answer["refused"]
    assert answer["said"] == f"Nothing was moved. {said}"
    assert times(session) == "09:00–10:00"


def test_second_editor_is_shown_both_places_and_may_move_it_all_the_same(organiser_client, organiser, symposium, session):
    stale = wanted(session, start="11:00", end="12:00")
    moved(organiser_client, session, start="09:30", end="10:30")

    page = organiser_client.post(address("board_move", symposium), stale)
    both = page.context["notice"].both[0]

    assert times(session) == "09:30–10:30"
    assert (both.wanted, both.stands) == ("Wed 14 Dec, 11:00–12:00, Hall", "Wed 14 Dec, 09:30–10:30, Hall")
    assert both.changed_by.startswith("organiser, ")
    organiser_client.post(address("board_move", symposium), both.anyway)
    assert times(session) == "11:00–12:00"


def test_shift_is_previewed_carried_out_and_undone_as_one(organiser_client, symposium, hall, session):
    lunch = SessionFactory(symposium=symposium, start=time(12), end=time(13), is_pinned=True, title_en="Lunch")
    talk = SessionFactory(symposium=symposium, room=hall, start=time(11), end=time(12))
    asked = {"session": session.pk, "minutes": 15, "rooms": "all"}

    preview = organiser_client.get(address("shift", symposium), asked)
    page = preview.content.decode()
    assert "Runs into “Lunch”, a fixed point, 12:00–13:00." in page
    assert "Shift 2 sessions by 15 minutes" in page

    board = organiser_client.post(address("shift", symposium), {**asked, "seen": preview.context["plan"].seen}, follow=True)
    assert [times(row) for row in (session, talk, lunch)] == ["09:15–10:15", "11:15–12:15", "12:00–13:00"]

    organiser_client.post(address("board_undo", symposium), {"moves": board.context["notice"].undo})
    assert [times(row) for row in (session, talk, lunch)] == ["09:00–10:00", "11:00–12:00", "12:00–13:00"]


def test_shift_of_what_was_not_previewed_shows_the_preview_again(organiser_client, symposium, session):
    page = organiser_client.post(address("shift", symposium), {"session": session.pk, "minutes": 15, "rooms": "all", "seen": "older"})

    assert "Nothing was moved; below is what would move now." in page.content.decode()
    assert times(session) == "09:00–10:00"


@pytest.mark.parametrize(
    "asked",
    [{}, {"session": "²"}, {"session": "x", "minutes": "1"}, {"session": "1", "minutes": "0"}, {"minutes": "9" * 30, "session": ""}],
)
def test_shift_page_asks_again_for_what_means_nothing(organiser_client, symposium, asked):
    response = organiser_client.get(address("shift", symposium), asked)

    assert response.status_code == 200
    assert response.context["plan"] is None


def test_shift_out_of_the_day_cannot_be_sent(organiser_client, symposium, session):
    asked = {"session": session.pk, "minutes": 720, "rooms": "room"}
    SessionFactory(symposium=symposium, room=session.room, start=time(22), end=time(23))
    preview = organiser_client.get(address("shift", symposium), asked)
    assert "Would leave its day." in preview.content.decode()

    page = organiser_client.post(address("shift", symposium), {**asked, "seen": preview.context["plan"].seen}, follow=True)

    assert "A session would leave its day" in page.content.decode()
    assert times(session) == "09:00–10:00"


def test_who_may_only_look_sees_the_board_without_its_tools(django_user_model, symposium, session):
    observer = django_user_model.objects.create_user("observer", is_staff=True)
    observer.user_permissions.add(*Permission.objects.filter(codename__in=["view_session", "view_symposium"]))
    client = signed_in(observer)

    page = client.get(address("board", symposium)).content.decode()

    assert "Opening" in page
    assert "data-move" not in page
    assert "board.js" not in page
    assert "New session" not in page
    assert client.get(address("shift", symposium)).status_code == 403
    for name in ("board_move", "board_undo", "shift"):
        assert client.post(address(name, symposium), wanted(session, start="09:30")).status_code == 403
    assert times(session) == "09:00–10:00"


def test_red_session_is_neither_named_to_nor_moved_by_who_may_not_read_it(django_user_model, symposium):
    red = SessionFactory(symposium=symposium, tlp="red", title_en="Secret operation")
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_session", "change_session"]))
    client = signed_in(editor)

    page = client.get(address("board", symposium)).content.decode()
    answer = moved(client, red, start="09:30")

    assert "Secret operation" not in page
    assert "Closed session" in page
    assert answer["refused"]
    assert times(red) == "09:00–10:00"


def test_board_is_reached_from_symposium_sessions_and_session(organiser_client, symposium, session):
    for page in (
        reverse("admin:agenda_symposium_change", args=[symposium.pk]),
        f"{reverse('admin:agenda_session_changelist')}?symposium={symposium.pk}",
        reverse("admin:agenda_session_change", args=[session.pk]),
    ):
        assert f'href="{address("board", symposium)}"' in organiser_client.get(page).content.decode(), page


@pytest.mark.parametrize("count", [10, 200])
def test_board_page_asks_the_same_number_of_queries_for_many_sessions(organiser_client, symposium, hall, count, django_assert_num_queries):
    organisations, people, days = [OrganisationFactory() for _ in range(5)], [PersonFactory() for _ in range(5)], list(symposium.days.all())
    sessions = Session.objects.bulk_create(
        SessionFactory.build(symposium=symposium, day=days[number % 2], room=hall if number % 3 else None) for number in range(count)
    )
    SessionOrganisation.objects.bulk_create(
        SessionOrganisation(session=row, organisation=organisations[number % 5]) for number, row in enumerate(sessions)
    )
    SessionSpeaker.objects.bulk_create(SessionSpeaker(session=row, person=people[number % 5]) for number, row in enumerate(sessions))
    organiser_client.get(address("board", symposium))

    with django_assert_num_queries(BOARD_QUERIES):
        page = organiser_client.get(address("board", symposium)).content.decode()

    assert page.count("data-block=") == count
