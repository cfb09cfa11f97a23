"""Which group may do what: one table for the whole admin. An address that is not in it fails the first test."""

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone

from agenda.domain.release import publish
from agenda.domain.staff import GROUPS
from agenda.models import FaqEntry, KeyFigure, Material, NewsItem, Page, Statement
from registrations.models import DoorListEntry, Question
from tests.conftest import signed_in, staff
from tests.factories import DelegationFactory, OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory, registered

ORGANISER, EDITOR, REGISTRAR, DOOR, OBSERVER = "organiser", "programme-editor", "registrar", "door-staff", "observer"
# By model: what each group may do at the desk: v(iew), a(dd), c(hange), d(elete). Who is not named may do nothing.
DRAFT = {ORGANISER: "vacd", EDITOR: "vacd", OBSERVER: "v"}
PUBLIC_AT_ONCE = {ORGANISER: "vacd", EDITOR: "v", OBSERVER: "v"}
RIGHTS = {
    "agenda_session": DRAFT,
    "agenda_organisation": DRAFT,
    "agenda_person": DRAFT,
    "agenda_symposium": PUBLIC_AT_ONCE,
    "agenda_newsitem": PUBLIC_AT_ONCE,
    "agenda_faqentry": PUBLIC_AT_ONCE,
    "agenda_keyfigure": PUBLIC_AT_ONCE,
    "agenda_statement": PUBLIC_AT_ONCE,
    "agenda_page": PUBLIC_AT_ONCE,
    "agenda_programmerelease": {ORGANISER: "v", EDITOR: "v", OBSERVER: "v"},
    "registrations_delegation": {ORGANISER: "vacd", REGISTRAR: "v"},
    "registrations_registration": {ORGANISER: "vc", REGISTRAR: "vc"},
    "registrations_doorlistentry": {ORGANISER: "v", DOOR: "v"},
    "registrations_question": {ORGANISER: "vcd", REGISTRAR: "vc"},
    "post_office_email": {ORGANISER: "v", REGISTRAR: "v"},
    "auditlog_logentry": {ORGANISER: "v"},
    "auth_user": {ORGANISER: "v"},
    "auth_group": {},
    "mfa_authenticator": {},
}
# What a page asks for: when it is opened, and when something is sent to it.
PAGES = {
    "changelist": ("v", "v"),
    "add": ("a", "a"),
    "change": ("v", "c"),
    "delete": ("d", "d"),
    "history": ("v", "v"),
}
# By page: the groups that it opens to; to others it is refused.
OTHER_PAGES = {
    "agenda_symposium_publish": {ORGANISER},
    "agenda_organisation_file": {ORGANISER, EDITOR, OBSERVER},
    "agenda_person_file": {ORGANISER, EDITOR, OBSERVER},
    "agenda_material_file": {ORGANISER, EDITOR, OBSERVER},
    "registrations_registration_decide": {ORGANISER, REGISTRAR},
    "agenda_symposium_new_edition": {ORGANISER},
    "agenda_symposium_board": {ORGANISER, EDITOR, OBSERVER},
    "agenda_symposium_board_move": {ORGANISER, EDITOR},
    "agenda_symposium_board_undo": {ORGANISER, EDITOR},
    "agenda_symposium_shift": {ORGANISER, EDITOR},
    "agenda_session_close": {ORGANISER},
    "agenda_programmerelease_put_back": {ORGANISER},
    **{
        f"agenda_{name}_{page}": {ORGANISER, EDITOR, OBSERVER}
        for name in ("session", "organisation")
        for page in ("export_xlsx", "export_csv")
    },
    **{f"agenda_person_export_{kind}": {ORGANISER, EDITOR} for kind in ("xlsx", "csv")},
    **{f"agenda_{name}_{page}": {ORGANISER, EDITOR} for name in ("session", "organisation", "person") for page in ("import", "template")},
    **{f"registrations_delegation_export_{kind}": {ORGANISER, REGISTRAR} for kind in ("xlsx", "csv")},
    **{f"registrations_delegation_{page}": {ORGANISER} for page in ("import", "template")},
    "registrations_doorlistentry_history": set(),
    "auth_user_password_change": set(),
    "autocomplete": set(),  # it is not said of what; test_autocomplete_... asks
}
# Pages of everybody's own, which tell nothing of the symposium.
OWN_PAGES = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "app_list", "view_on_site", None, ""}


@pytest.fixture
def rows(db):
    """A row of each model at the desk, by the beginning of its addresses' names."""
    symposium = SymposiumFactory(slug="2022")
    session = SessionFactory(symposium=symposium)
    registration = registered(symposium, delegation=DelegationFactory(symposium=symposium), verified=False)
    today = timezone.localdate()
    question = Question.objects.create(symposium=symposium, email="a@b.example", language="en", text="Why?", asked_at=timezone.now())
    user = User.objects.create_user("somebody")
    return {
        "agenda_symposium": symposium,
        "agenda_session": session,
        "agenda_organisation": OrganisationFactory(logo=ContentFile(b"picture", name="logo.png")),
        "agenda_person": PersonFactory(photo=ContentFile(b"picture", name="photo.png")),
        "agenda_material": Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"slides", name="slides.pdf")),
        "agenda_programmerelease": publish(symposium),
        "agenda_newsitem": NewsItem.objects.create(symposium=symposium, title_en="News"),
        "agenda_faqentry": FaqEntry.objects.create(symposium=symposium, question_en="Who?", answer_en="You."),
        "agenda_keyfigure": KeyFigure.objects.create(symposium=symposium, value_en="1", label_en="one", source_en="TRC", as_of=today),
        "agenda_statement": Statement.objects.create(symposium=symposium, text_en="So", said_by_en="He", source_en="X", said_on=today),
        "agenda_page": Page.objects.create(symposium=symposium, key="about", body_en="About"),
        "registrations_registration": registration,
        "registrations_doorlistentry": DoorListEntry.objects.get(pk=registration.pk),
        "registrations_delegation": registration.delegation,
        "registrations_question": question,
        "post_office_email": registration.mails.get().email,
        "auditlog_logentry": LogEntry.objects.first(),
        "auth_user": user,
        "auth_group": Group.objects.get(name=REGISTRAR),
        "mfa_authenticator": Authenticator.objects.create(user=user, type="totp", data={"secret": "x"}),
    }


def names() -> set[str | None]:
    """Return the names of all addresses of the admin."""
    site = [pattern.name for pattern in admin.site.get_urls() if isinstance(pattern, URLPattern)]
    return {*site, *(pattern.name for model_admin in admin.site._registry.values() for pattern in model_admin.urls)}


def address(name: str, rows: dict) -> str:
    """Return the address of this name, for the row of its model."""
    model = max((start for start in rows if name.startswith(f"{start}_")), key=len)
    key = rows[model].pk
    for arguments in ([], [key], [key, "confirm"]):
        try:
            return reverse(f"admin:{name}", args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"Say how {name} is addressed.")


def expected(name: str, group: str, *, sent: bool) -> bool:
    """Say whether the table opens an address to a group."""
    if name in OTHER_PAGES:
        return group in OTHER_PAGES[name]
    model, _, page = name.rpartition("_")
    return PAGES[page][sent] in RIGHTS[model].get(group, "")


def in_table() -> set[str]:
    return {f"{model}_{page}" for model in RIGHTS for page in PAGES} | set(OTHER_PAGES)


def opens(response) -> bool | None:
    """Say whether a page opens; None where nothing can be opened, or sent, at all."""
    if response.streaming:
        assert b"".join(response)
    assert response.status_code in (200, 302, 400, 403, 405), response
    return None if response.status_code == 405 else response.status_code != 403


def test_every_address_of_the_admin_is_in_the_table():
    assert names() - OWN_PAGES == in_table()


def test_every_group_is_in_the_table():
    named = {group for rights in RIGHTS.values() for group in rights}

    assert named == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("sent", [False, True], ids=["open", "send"])
def test_group_does_what_the_table_says_and_no_more(rows, group, sent):
    client = signed_in(staff(f"a {group}", group))
    addresses = {name: address(name, rows) for name in in_table() - {"autocomplete"}}

    found = {name: opens(client.post(where, {}) if sent else client.get(where)) for name, where in addresses.items()}

    asked = {name: opened for name, opened in found.items() if opened is not None}
    assert len(asked) > len(found) - 5
    assert asked == {name: expected(name, group, sent=sent) for name in asked}


@pytest.mark.parametrize("group", GROUPS)
def test_own_pages_open_to_every_group_and_name_only_what_it_may_see(rows, group):
    client = signed_in(staff(f"a {group}", group))

    page = client.get("/admin/").content.decode()

    listed = {model for model in RIGHTS if f"/admin/{model.replace('_', '/', 1).replace('post/office_', 'post_office/')}/" in page}
    assert listed == {model for model, rights in RIGHTS.items() if "v" in rights.get(group, "")}
    assert client.get("/admin/password_change/").status_code == 200
    assert client.get("/admin/jsi18n/").status_code == 200


@pytest.mark.parametrize(
    ("model", "field", "groups"),
    [
        ("sessionspeaker", "person", {ORGANISER, EDITOR, OBSERVER}),
        ("sessionorganisation", "organisation", {ORGANISER, EDITOR, OBSERVER}),
    ],
)
def test_autocomplete_answers_those_who_may_see_what_it_offers(rows, model, field, groups):
    wanted = {"app_label": "agenda", "model_name": model, "field_name": field, "term": "a"}

    found = {group for group in GROUPS if signed_in(staff(group, group)).get("/admin/autocomplete/", wanted).status_code == 200}

    assert found == groups


def test_nobody_without_a_group_opens_anything(rows):
    client = signed_in(User.objects.create_user("new", is_staff=True))

    assert {opens(client.get(address(name, rows))) for name in in_table() - {"autocomplete"}} - {None} == {False}


def test_nobody_at_all_is_sent_to_sign_in(rows):
    client = Client()

    for name in in_table() - {"autocomplete"}:
        response = client.get(address(name, rows))
        assert (response.status_code, response.url.partition("?")[0]) == (302, "/admin/login/")


def test_door_list_says_name_agency_and_state_and_finds_by_nothing_else(rows):
    door = signed_in(staff("door", DOOR))
    person = rows["registrations_registration"]
    person.access_needs = "wheelchair"
    person.save()
    address_of_list = "/admin/registrations/doorlistentry/"

    page = door.get(address_of_list).content.decode()

    assert person.name_latin in page
    assert str(person.delegation) in page
    for secret in (person.email, person.phone, person.reference, "wheelchair", person.position):
        assert secret not in page + door.get(f"{address_of_list}{person.pk}/change/").content.decode()
        assert person.name_latin not in door.get(address_of_list, {"q": secret}).content.decode()
    for lookup in ("email__startswith", "phone__contains", "access_needs", "search_key__contains"):
        assert door.get(address_of_list, {lookup: "a"}).status_code == 400


@pytest.mark.parametrize(("group", "sees"), [(ORGANISER, True), (EDITOR, True), (OBSERVER, False)])
def test_address_of_a_speaker_is_for_those_who_edit(rows, group, sees):
    person = PersonFactory(email="speaker@secret.example")
    client = signed_in(staff("x", group))

    assert ("speaker@secret.example" in client.get(f"/admin/agenda/person/{person.pk}/change/").content.decode()) is sees
    assert client.get("/admin/agenda/person/", {"email__startswith": "s"}).status_code == 400


def test_second_step_of_others_is_taken_away_without_showing_its_secret(admin_client, rows):
    step = rows["mfa_authenticator"]
    step.data = {"secret": "DONTSHOW"}
    step.save()

    assert "DONTSHOW" not in admin_client.get(f"/admin/mfa/authenticator/{step.pk}/change/").content.decode()
    admin_client.post(f"/admin/mfa/authenticator/{step.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()
