"""Nothing that is not published, or not for everybody, stands at any address that the URLconf knows."""

import io
import logging
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import path

from agenda.models import Material, Organisation, Session, Symposium
from agenda.views.reading import published_edition
from tests.agenda.leaks import Scene, make_scene
from tests.agenda.walking import Address, every_address, filled
from tests.conftest import signed_in, staff

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ = ("text/html", "text/plain", "text/csv", WORKBOOK, "text/calendar", "text/javascript", "application/json")
READ += ("application/xml", "application/atom+xml", "application/ld+json")
# Behind a private link: what is for all confirmed participants, and what is for those of an agency that presents the open session.
PARTICIPANT_MAY_READ = ("green", "amber material of an open session")
# What a registrar's work needs of what is secret from the public: who registered and asked, and how symposia and agencies are called.
REGISTRARS_MAY_READ = (
    *("focal point", "participant", "asker", "unanswered question"),
    *("never published: name", "in draft again: name", "symposium edited after the release: name", "organisation renamed: name"),
)


@pytest.fixture(autouse=True)
def quiet():
    """Leave out of the log that most of what is asked for here is not found or refused."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def scene(db, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    with django_capture_on_commit_callbacks(execute=True):
        return make_scene()


@pytest.fixture
def addresses(scene) -> list[Address]:
    """All addresses that the site has in this scene."""
    keys = sorted({str(key) for model in apps.get_models() for key in model._default_manager.values_list("pk", flat=True)[:3]})
    table = {
        "numbered": ["1/2030", "2/2030", *(f"1/{symposium.slug}" for symposium in scene.symposia[:2]), "9/2030"],
        "symposium": [symposium.slug for symposium in scene.symposia],
        "code": list(Session.objects.values_list("code", flat=True)),
        "slug": list(Organisation.objects.values_list("slug", flat=True)),
        "secret": [scene.link, "x" * 43],
        "object_id": keys[:6],
        "pk": [*Symposium.objects.values_list("pk", flat=True)],
        "id": [1],
        "content_type_id": [ContentType.objects.get_for_model(Session).pk, ContentType.objects.get_for_model(Symposium).pk],
        "decision": ["confirm", "decline"],
        "key": list(Material.objects.values_list("pk", flat=True)),
    }
    return every_address(table)


@pytest.fixture
def participant_client(scene):
    """The browser of a confirmed participant who has opened his private link."""
    client = Client()
    assert client.get(f"/en/registration/{scene.link}/").status_code == 200
    return client


def told(response) -> str:
    """Return all that a response says: headers and body, lines of calendars unfolded."""
    content_type = response.headers.get("Content-Type", "text/html")
    assert content_type.startswith(READ), f"Say how a response of type {content_type} is read."
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if content_type == WORKBOOK:
        sheets = openpyxl.load_workbook(io.BytesIO(body)).worksheets
        body = "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row).encode()
    return (str(dict(response.headers)) + body.replace(b"\r\n ", b"").decode()).casefold()


def leaks(client: Client, addresses: list[Address], scene: Scene, in_admin: tuple[str, ...] = ()) -> set[str]:
    """Return what is told where it may not be; `in_admin` begins the names of secrets that this reader's admin shows."""
    found = set()
    for address in addresses:
        text = told(client.get(address.path))
        allowed = PARTICIPANT_MAY_READ if scene.link in address.path else in_admin if address.is_admin else ()
        found |= {
            f"{what} at {address.name}" for what, word in scene.words.items() if word in text and not what.startswith(allowed or "\0")
        }
    return found


def test_nothing_leaks_to_anybody(client, scene, addresses):
    assert leaks(client, addresses, scene) == set()


def test_nothing_leaks_to_a_participant(participant_client, scene, addresses):
    assert leaks(participant_client, [address for address in addresses if not address.is_admin], scene) == set()


def test_nothing_leaks_to_a_registrar(registrar_client, scene, addresses):
    assert leaks(registrar_client, addresses, scene, in_admin=REGISTRARS_MAY_READ) == set()


@pytest.mark.parametrize("group", ["programme-editor", "observer"])
def test_nothing_red_leaks_to_staff_who_may_not_read_it(scene, addresses, group):
    client = signed_in(staff("reader", group))
    texts = {
        what: word for what, word in scene.words.items() if what.startswith(("red: ", "red material", "red, material", "red, content"))
    }
    people = {
        scene.words["red, Latin name"],
        scene.words["red, acronym"],
    }  # their own pages are the directory's; others would tell the session
    found = set()
    for address in (address for address in addresses if address.is_admin or address.name.startswith("preview:")):
        text = told(client.get(address.path))
        found |= {f"{what} at {address.path}" for what, word in texts.items() if word in text}
        if not address.path.startswith(("/admin/agenda/person/", "/admin/agenda/organisation/")):
            found |= {f"{word} at {address.path}" for word in people if word in text}

    assert len(texts) > 6
    assert found == set()


def test_nothing_but_names_leaks_to_door_staff(scene, addresses):
    client = signed_in(staff("door", "door-staff"))
    allowed = ("participant's name", *(name for name in REGISTRARS_MAY_READ if name.endswith("name")))

    assert leaks(client, [address for address in addresses if address.is_admin], scene, in_admin=allowed) == set()


def test_walk_reaches_every_page_of_the_agenda(client, scene, addresses):
    pages = {address.name for address in addresses if address.name.startswith("agenda:")}
    reached = {address.name for address in addresses if address.name in pages and client.get(address.path).status_code == 200}

    assert reached == pages
    assert len(pages) >= 12
    assert "open title" in told(client.get("/en/2030/agenda/"))


def test_walk_finds_a_secret_where_one_stands(organiser_client, scene, addresses):
    preview = [address for address in addresses if address.path == "/en/preview/2030/agenda/"]

    assert any(leak.startswith("session after the release") for leak in leaks(organiser_client, preview, scene))


def test_walk_stops_at_a_parameter_that_nobody_has_filled_in():
    with pytest.raises(LookupError, match="unheard_of"):
        filled(path("<slug:symposium>/<int:unheard_of>/", Client).pattern, {"symposium": ["2030"]})


def test_search_for_a_secret_finds_what_a_search_for_nonsense_finds(client, scene):
    address, nonsense = "/en/2030/agenda/?q=", "zq999x"
    expected = client.get(address + nonsense).content
    titles = [word for what, word in scene.words.items() if what.endswith(("title en", "Latin name", "acronym"))]

    found = [word for word in titles if client.get(address + word).content.replace(word.encode(), nonsense.encode()) != expected]

    assert len(titles) > 20
    assert found == []


def test_no_session_can_be_found_by_a_secret(scene):
    searched = [session.search_key for session in published_edition("2030").programme.sessions]

    assert [what for what, word in scene.words.items() if any(word in text for text in searched)] == []


def test_filter_does_not_tell_whether_a_secret_organisation_or_room_exists(client, scene):
    offered = told(client.get("/en/2030/agenda/"))
    expected = client.get("/en/2030/agenda/?organisation=nobody").content
    slugs = Organisation.objects.exclude(slug="police").values_list("slug", flat=True)

    found = [
        slug for slug in slugs if client.get(f"/en/2030/agenda/?organisation={slug}").content.replace(slug.encode(), b"nobody") != expected
    ]

    assert found == []
    assert [slug for slug in slugs if f'value="{slug}"' in offered] == []


def test_public_files_hold_what_is_open_and_nothing_else(scene, settings):
    files = [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]
    words = scene.words.items()

    assert [file.read_bytes() for file in files] == [b"open content"]
    assert [what for what, word in words for file in files if word in str(file)] == []
