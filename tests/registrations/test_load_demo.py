"""load_demo: two published editions, kept when run again; made-up people and sessions for load."""

import json
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from agenda.demo import editions, texts
from agenda.demo.more_sessions import add_sessions
from agenda.domain.release import current, latest_release, pending_changes
from agenda.models import Day, FaqEntry, KeyFigure, Material, Organisation, Page, Session, Statement, Symposium
from registrations.demo.delegations import SAMPLES, load_current_edition, load_delegations
from registrations.demo.load import register_many
from registrations.demo.people import made_up_person
from registrations.demo.staff import ensure_logins
from registrations.domain import lifecycle
from registrations.domain.seats import SeatPlan
from registrations.models import Delegation, Registration, RegistrationEvent

AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
TEXTS = ("organisations", "programme", "content", "edition_2022", "edition_next")
# Names for which FACTS gives no Khmer, and an abbreviation that is the same in both languages.
WITHOUT_KHMER = {"The Royal Group of Companies", "Ezecom", "Cellcard", "CCAO"}


@pytest.fixture(autouse=True)
def own_clone(settings, tmp_path):
    """A clone in DEBUG with a var/ of its own."""
    settings.DEBUG = True
    settings.BASE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def symposium(registrar):
    """The current edition with its delegations, and nobody registered."""
    symposium = editions.load_next_edition(AT)
    load_delegations(symposium)
    return symposium


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def bilingual_texts(entry, path=""):
    if isinstance(entry, list):
        for number, part in enumerate(entry):
            yield from bilingual_texts(part, f"{path}[{number}]")
    elif isinstance(entry, dict) and entry.keys() & {"en", "km"}:
        yield path, entry
    elif isinstance(entry, dict):
        for name, part in entry.items():
            yield from bilingual_texts(part, f"{path}.{name}")


def has_khmer(text: str) -> bool:
    return any("\u1780" <= letter <= "\u17ff" for letter in text)


@pytest.mark.parametrize("name", TEXTS)
def test_demo_texts_are_written_in_both_languages(name):
    found = list(bilingual_texts(texts.read(name), name))
    wrong = [
        path
        for path, text in found
        if not text["en"] or has_khmer(text["en"]) or not (has_khmer(text["km"]) or text["en"] in WITHOUT_KHMER)
    ]
    assert found
    assert wrong == []


@pytest.mark.django_db
def test_load_demo_publishes_both_editions():
    call_command("load_demo")

    real, current_edition = Symposium.objects.order_by("starts_on")
    assert (real.slug, real.state, real.is_current) == ("2022", "archived", False)
    assert (current_edition.state, current_edition.is_current) == ("public", True)
    assert current_edition.slug == str(current_edition.starts_on.year)
    for symposium in (real, current_edition):
        programme = current(symposium)
        assert len(programme.sessions) == 16
        assert programme.symposium.notice.en
        assert programme.symposium.notice.km
        assert not pending_changes(symposium).differs
        assert symposium.pages.count() == 3
    assert current_edition.faqentrys.count() >= 6


@pytest.mark.django_db
def test_load_demo_run_again_keeps_what_was_edited_and_tells_the_logins_again(capsys):
    call_command("load_demo")
    logins = capsys.readouterr().out.splitlines()[-2:]
    session = Session.objects.filter(symposium__is_current=True).as_the_day_runs().first()
    session.title_en = "A better title"
    session.save()
    Organisation.objects.filter(slug="cpu").update(name_en="Edited")
    before = rows_of_everything()

    call_command("load_demo")

    session.refresh_from_db()
    assert session.title_en == "A better title"
    assert Organisation.objects.get(slug="cpu").name_en == "Edited"
    assert rows_of_everything() == before
    assert capsys.readouterr().out.splitlines()[-2:] == logins
    assert "organiser, password " in logins[0]


@pytest.mark.django_db
def test_load_demo_refuses_outside_debug(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="--really"):
        call_command("load_demo")

    assert not Symposium.objects.exists()


@pytest.mark.django_db
def test_load_demo_goes_on_outside_debug_when_really_meant(settings):
    settings.DEBUG = False

    call_command("load_demo", really=True)

    assert Symposium.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [{"registrations": -1}, {"sessions": -1}])
def test_load_demo_refuses_numbers_below_zero(wanted):
    with pytest.raises(CommandError, match="below 0"):
        call_command("load_demo", **wanted)


@pytest.mark.django_db
def test_load_demo_adds_people_and_sessions_to_the_current_edition():
    call_command("load_demo", registrations=30, sessions=40)

    assert Registration.objects.filter(symposium__is_current=True).count() == len(SAMPLES) + 30
    assert len(current(Symposium.objects.get(is_current=True)).sessions) == 16 + 40
    assert len(current(Symposium.objects.get(slug="2022")).sessions) == 16
    assert not LogEntry.objects.exists()  # what is made up has no history


@pytest.mark.django_db
def test_load_demo_adds_nothing_where_no_edition_is_current():
    call_command("load_demo")
    Symposium.objects.filter(is_current=True).update(is_current=False)

    with pytest.raises(CommandError, match="current edition"):
        call_command("load_demo", registrations=1)


@pytest.mark.django_db
def test_logins_are_random_private_and_told_again(own_clone):
    _users, first = ensure_logins()
    _users, again = ensure_logins()

    kept = own_clone / "var" / "demo_logins.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert again == first == json.loads(kept.read_text())
    assert len(set(first.values())) == 2


@pytest.mark.django_db
def test_logins_of_two_clones_differ(settings, tmp_path, django_user_model):
    _users, first = ensure_logins()
    django_user_model.objects.all().delete()
    settings.BASE_DIR = tmp_path / "another"
    settings.BASE_DIR.mkdir()

    _users, other = ensure_logins()

    assert not set(first.values()) & set(other.values())


@pytest.mark.django_db
def test_logins_work_and_are_in_their_groups(client):
    users, passwords = ensure_logins()

    for name in ("organiser", "registrar"):
        assert client.login(username=name, password=passwords[name])
        assert users[name].is_staff
        assert not users[name].is_superuser
        assert [group.name for group in users[name].groups.all()] == [name]


@pytest.mark.django_db
def test_logins_whose_password_was_changed_are_left_alone():
    users, _passwords = ensure_logins()
    users["organiser"].set_password("something of my own")
    users["organiser"].save()

    users, passwords = ensure_logins()

    assert users["organiser"].check_password("something of my own")
    assert passwords["organiser"] == "(its password was changed)"


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), 2026),
        (datetime(2026, 12, 15, 16, 59, tzinfo=UTC), 2026),  # 23:59 in Phnom Penh
        (datetime(2026, 12, 15, 17, 0, tzinfo=UTC), 2027),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), 2027),
    ],
)
def test_next_start_is_the_next_edition_not_yet_over(at, year):
    assert editions.next_start(at).isoformat() == f"{year}-12-14"


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "day"), [(1, 1), (11, 24), (12, 6), (12, 7), (12, 10), (12, 13), (12, 16)])
def test_registration_is_open_when_the_next_edition_is_loaded(month, day):
    at = datetime(2026, month, day, 12, tzinfo=UTC)

    symposium = editions.load_next_edition(at)

    symposium.full_clean()
    assert lifecycle.registration_status(symposium, at) == "open"


@pytest.mark.django_db
def test_edition_of_an_earlier_year_stays_but_is_no_longer_current():
    editions.load_next_edition(AT)

    editions.load_next_edition(AT.replace(year=2027))

    assert list(Symposium.objects.order_by("slug").values_list("slug", "is_current")) == [("2026", False), ("2027", True)]


@pytest.mark.django_db
def test_editions_are_loaded_without_registrations_on_their_own_days(registrar):
    on_the_first_day = datetime(2026, 12, 14, 3, tzinfo=UTC)

    symposium = load_current_edition(registrar, on_the_first_day)

    assert symposium.slug == "2026"
    assert symposium.delegations.count() == 10
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_demo_rows_are_valid(symposium):
    editions.load_real_edition()

    for model in (Symposium, Day, Organisation, Session, Material, KeyFigure, Statement, FaqEntry, Page, Delegation):
        assert model.objects.exists()
        for row in model.objects.all():
            row.full_clean()


@pytest.mark.django_db
def test_demo_has_open_and_closed_sessions_and_materials():
    symposium = editions.load_real_edition()
    release = latest_release(symposium)

    labels = Counter(session["tlp"] for session in release.public_content["sessions"])
    public = [material for session in release.public_content["sessions"] for material in session.get("materials", [])]
    restricted = [material for session in release.restricted_content["sessions"].values() for material in session["materials"]]
    assert labels == {"clear": 14, "amber": 1, "green": 1}
    assert len(public) == 2
    assert [material["tlp"] for material in restricted] == ["amber", "amber"]


@pytest.mark.django_db
def test_figures_and_statements_name_source_and_date():
    symposium = editions.load_real_edition()

    for figure in symposium.keyfigures.all():
        assert figure.source_en
        assert figure.source_km
        assert figure.as_of
    statements = {(statement.source_en, statement.said_on.isoformat()) for statement in symposium.statements.all()}
    assert statements == {("Press article", "2022-12-22")}


@pytest.mark.django_db
def test_illustrative_edition_names_nobody_as_approving():
    real, following = editions.load_real_edition(), editions.load_next_edition(AT)

    assert [role.person.name_latin for role in real.roles.all() if role.person] == ["Neth Savoeun"]
    assert [role.person for role in following.roles.all() if role.person] == []


@pytest.mark.django_db
def test_first_registrations_fill_a_small_delegation_and_its_third_person_waits(registrar):
    load_current_edition(registrar, AT)

    states = Registration.objects.filter(delegation__organisation__slug="royal-group").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "confirmed", "waitlisted"]
    assert set(Registration.objects.values_list("state", flat=True)) == {
        "confirmed",
        "declined",
        "cancelled",
        "pending",
        "waitlisted",
        "unverified",
    }


def test_made_up_people_can_be_reached_by_nobody():
    rng = Random(1)

    people = [made_up_person(rng, None, number) for number in range(200)]

    assert {person["email"].rpartition(".example.org")[1:] for person in people} == {(".example.org", "")}
    assert {person["phone"][:10] for person in people} == {"", "+447700900"}  # reserved by Ofcom for fiction
    assert len({person["email"] for person in people}) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("count", [60, 400])
def test_many_registrations_obey_the_seats(symposium, count):
    register_many(symposium, count, 1, AT)

    plan = SeatPlan(symposium, AT)
    assert Registration.objects.count() == count
    for day in plan.days:
        assert plan.free(day) >= 0
        for delegation, seats in plan.kept.items():
            assert plan.held_by(delegation, day) <= seats
    waiting = Registration.objects.waiting_in_order()
    assert [person for person in waiting if plan.fits(person.delegation_id, [day.pk for day in person.days.all()])] == []


@pytest.mark.django_db
def test_many_registrations_have_a_history_that_ends_in_a_state_of_today(symposium):
    register_many(symposium, 700, 1, AT)

    for registration in Registration.objects.prefetch_related("events", "days", "consents"):
        states = [event.to_state for event in registration.events.all()]
        assert states[-1] == registration.state
        assert [event.from_state for event in registration.events.all()] == ["", *states[:-1]]
        assert registration.days.all()
        assert registration.consents.filter(purpose="processing").exists()
    assert set(Registration.objects.values_list("state", flat=True)) == set(Registration.State.values)
    assert not RegistrationEvent.objects.filter(at__gt=AT).exists()
    assert not Registration.objects.overdue(AT).exists()


@pytest.mark.django_db
def test_same_seed_makes_the_same_people_and_sessions(symposium):
    def made(seed: int) -> list:
        with transaction.atomic():
            register_many(symposium, 50, seed, AT)
            add_sessions(symposium, 20, seed, AT)
            people = list(Registration.objects.order_by("pk").values_list("reference", "email", "state", "created_at"))
            sessions = list(Session.objects.order_by("pk").values_list("uuid", "code", "title_en", "tlp", "start"))
            transaction.set_rollback(True)
        return [people, sessions]

    assert made(7) == made(7)
    assert made(7) != made(8)


@pytest.mark.django_db
def test_more_registrations_are_other_people(symposium):
    register_many(symposium, 40, 1, AT)
    register_many(symposium, 40, 1, AT)

    assert len(set(Registration.objects.values_list("email", flat=True))) == 80


@pytest.mark.django_db
def test_more_sessions_overlap_nowhere_and_are_valid(symposium):
    add_sessions(symposium, 70, 1, AT)
    add_sessions(symposium, 5, 1, AT)

    sessions = Session.objects.filter(symposium=symposium, room__isnull=False)
    by_room = {}
    for session in sessions:
        session.full_clean()
        by_room.setdefault((session.room_id, session.day_id), []).append((session.start, session.end))
    for slots in by_room.values():
        slots.sort()
        assert all(before[1] <= after[0] for before, after in zip(slots, slots[1:], strict=False))
    assert len(current(symposium).sessions) == 16 + 75
    assert not pending_changes(symposium).differs
