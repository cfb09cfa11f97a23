"""Who may open what at the desk: every address of the agenda's admin and the preview, for the same people as everywhere."""

from itertools import product

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.domain.release import publish
from agenda.domain.staff import GROUPS, ensure_groups
from agenda.models import FaqEntry, KeyFigure, Material, NewsItem, Page, ReleasedRecord, Statement
from tests.conftest import signed_in
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

REGISTERED = [model for model in admin.site._registry if model._meta.app_label == "agenda"]
READ_ONLY = {"programmerelease"}
SHEETS = ("_export_xlsx", "_export_csv", "_template", "_import")


@pytest.fixture
def rows(db):
    """A row of every model at the desk, by its name."""
    symposium = SymposiumFactory(slug="2022", published=False)
    session = SessionFactory(symposium=symposium, tlp="red", title_en="Secret operation")
    release = publish(symposium)
    today = timezone.localdate()
    return {
        "symposium": symposium,
        "session": session,
        "organisation": OrganisationFactory(logo=ContentFile(b"picture", name="logo.png")),
        "person": PersonFactory(photo=ContentFile(b"picture", name="photo.png")),
        "material": Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"slides", name="slides.pdf")),
        "programmerelease": release,
        "newsitem": NewsItem.objects.create(symposium=symposium, title_en="News"),
        "faqentry": FaqEntry.objects.create(symposium=symposium, question_en="Who?", answer_en="You."),
        "keyfigure": KeyFigure.objects.create(symposium=symposium, value_en="1", label_en="one", source_en="TRC", as_of=today),
        "statement": Statement.objects.create(symposium=symposium, text_en="So", said_by_en="He", source_en="TRC", said_on=today),
        "page": Page.objects.create(symposium=symposium, key="about", body_en="About"),
    }


@pytest.fixture
def addresses(rows):
    """Every address of the agenda's admin, each with what an organiser is answered."""
    found = {}
    for model in REGISTERED:
        name, key = model._meta.model_name, rows[model._meta.model_name].pk
        read_only = name in READ_ONLY
        found[reverse(f"admin:agenda_{name}_changelist")] = 200
        found[reverse(f"admin:agenda_{name}_add")] = 403 if read_only else 200
        found[reverse(f"admin:agenda_{name}_change", args=[key])] = 200
        found[reverse(f"admin:agenda_{name}_delete", args=[key])] = 403 if read_only else 200
        found[reverse(f"admin:agenda_{name}_history", args=[key])] = 200
    for name, page in product(("session", "organisation", "person"), ("export_xlsx", "export_csv", "template", "import")):
        found[reverse(f"admin:agenda_{name}_{page}")] = 200
    for name in ("organisation", "person", "material"):
        found[reverse(f"admin:agenda_{name}_file", args=[rows[name].pk])] = 200
    for name, answer in (("publish", 200), ("new_edition", 200), ("board", 200), ("shift", 200), ("board_move", 405), ("board_undo", 405)):
        found[reverse(f"admin:agenda_symposium_{name}", args=[rows["symposium"].pk])] = answer
    found[reverse("admin:agenda_session_close", args=[rows["session"].pk])] = 200
    found[reverse("admin:agenda_programmerelease_put_back", args=[rows["programmerelease"].pk])] = 200
    return found


@pytest.fixture
def previews(rows):
    session = rows["session"]
    return [
        f"/{language}/preview/2022/{page}" for language in ("en", "km") for page in ("", "agenda/", f"agenda/{session.code}/", "speakers/")
    ]


def answers(client: Client, addresses) -> dict[str, int]:
    found = {}
    for address in addresses:
        response = client.get(address)
        found[address] = response.status_code
        if response.streaming:
            assert b"".join(response)  # a file left open would be a warning, an error here
    return found


def test_every_address_of_the_agendas_admin_is_in_the_table(addresses):
    patterns = {pattern.name for model in REGISTERED for pattern in admin.site._registry[model].urls if pattern.name}

    ends = "_changelist _add _change _delete _history _file _publish _new_edition _close _put_back _board _move _undo _shift".split()
    tested = {name for name in patterns if name.endswith((*ends, *SHEETS))}
    assert tested == patterns


def test_organiser_opens_everything(organiser_client, addresses, previews):
    assert answers(organiser_client, addresses) == addresses
    assert set(answers(organiser_client, previews).values()) == {200}


def test_registrar_opens_nothing_of_the_agenda(registrar_client, addresses, previews):
    assert set(answers(registrar_client, addresses).values()) == {403}
    assert set(answers(registrar_client, previews).values()) == {403}


def test_registrar_is_not_told_of_the_agenda_on_the_start_page(registrar_client, rows):
    page = registrar_client.get("/admin/").content.decode()

    assert "/admin/agenda/" not in page
    assert "Secret operation" not in page


def test_registrar_finds_nothing_of_the_programme_by_typing(registrar_client, rows):
    wanted = {"app_label": "agenda", "model_name": "sessionspeaker", "field_name": "person", "term": "S"}

    assert registrar_client.get("/admin/autocomplete/", wanted).status_code == 403


@pytest.mark.parametrize("name", ["focal-point", "participant-a", "participant-b"])
def test_people_without_a_staff_account_are_sent_to_sign_in_or_refused(django_user_model, addresses, previews, name):
    """Focal points and participants have no accounts; should one be made, it opens nothing."""
    client = signed_in(django_user_model.objects.create_user(name))

    assert set(answers(client, addresses).values()) == {302}
    assert set(answers(client, previews).values()) == {403}


def test_nobody_is_sent_to_sign_in(client, addresses, previews):
    for address in [*addresses, *previews]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.url.startswith("/admin/login/?next="), address


def test_publishing_by_those_who_may_not_publishes_nothing(client, registrar_client, django_user_model, rows):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["change_session", "view_session", "change_symposium"]))
    rows["session"].state = "cancelled"
    rows["session"].save()
    address = reverse("admin:agenda_symposium_publish", args=[rows["symposium"].pk])

    assert client.post(address, {"since": 1}).status_code == 302
    assert registrar_client.post(address, {"since": 1}).status_code == 403
    assert signed_in(editor).post(address, {"since": 1}).status_code == 403
    assert rows["symposium"].releases.count() == 1


def test_publishing_needs_the_pages_own_form(organiser, rows):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)

    assert client.post(reverse("admin:agenda_symposium_publish", args=[rows["symposium"].pk]), {"since": 1}).status_code == 403


def test_buttons_to_publish_and_preview_are_shown_to_those_who_may(django_user_model, rows):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["change_symposium", "view_symposium"]))

    page = signed_in(editor).get(reverse("admin:agenda_symposium_change", args=[rows["symposium"].pk])).content.decode()

    assert "publish/" not in page
    assert "/preview/" not in page


@pytest.mark.parametrize("language", ["km", "fr", ""])
def test_desk_speaks_english_whatever_the_browser_asks_for(organiser_client, client, rows, language):
    asked = {"HTTP_ACCEPT_LANGUAGE": language}
    organiser_client.cookies["django_language"] = "km"

    for address in (
        "/admin/",
        "/admin/agenda/session/",
        reverse("admin:agenda_session_change", args=[rows["session"].pk]),
        "/admin/jsi18n/",
    ):
        response = organiser_client.get(address, **asked)
        assert response.headers["Content-Language"] == "en", address
        assert "ខ្មែរ" not in response.content.decode().replace('Preview: <span lang="km">ខ្មែរ</span>', ""), address
    assert "Log in" in client.get("/admin/login/", follow=True, **asked).content.decode()


def test_public_page_after_one_of_the_desk_is_in_its_own_language(organiser_client, rows):
    organiser_client.get("/admin/")

    assert '<html lang="km"' in organiser_client.get("/km/2022/").content.decode()


def test_marks_of_releases_are_not_at_the_desk():
    assert not admin.site.is_registered(ReleasedRecord)


def test_desk_says_its_name(client, db):
    assert "Symposium desk" in client.get("/admin/login/", follow=True).content.decode()


def test_start_page_and_bar_begin_with_the_programme(organiser_client, rows):
    start = organiser_client.get("/admin/").content.decode().partition('id="content-main"')[2]  # the lists, below what needs one now
    bar = organiser_client.get("/admin/agenda/session/").content.decode().partition('class="desk-nav"')[2].partition("</nav>")[0]

    for page in (start, bar):
        order = [page.index(f"/admin/agenda/{name}/") for name in ("symposium", "session", "organisation", "person", "programmerelease")]
        assert order == sorted(order)
        assert page.index("/admin/agenda/statement/") < page.index("/admin/registrations/") < page.index("/admin/auth/")
    assert '<a href="/admin/agenda/session/" class="desk-here">' in bar


def permissions_of(group: str) -> set[str]:
    found = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


def test_groups_are_there_after_migrate_with_their_permissions(db):
    organiser = permissions_of("organiser")

    assert {"agenda.add_programmerelease", "agenda.view_session", "registrations.change_registration", "auth.view_user"} <= organiser
    assert not {name for name in organiser if name.startswith("auth.")} - {"auth.view_user"}
    assert permissions_of("registrar") == set(GROUPS["registrar"])


def test_groups_keep_their_people_and_get_their_permissions_back(organiser):
    group = Group.objects.get(name="registrar")
    group.permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="agenda"))
    group.permissions.remove(Permission.objects.get(codename="view_registration"))

    ensure_groups()
    ensure_groups()

    assert permissions_of("registrar") == set(GROUPS["registrar"])
    assert organiser.groups.get().name == "organiser"
    assert Group.objects.count() == len(GROUPS)
