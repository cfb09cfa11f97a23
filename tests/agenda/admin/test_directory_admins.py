"""Organisations and people at the desk."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from agenda.domain.release import publish
from agenda.models import Organisation, OrganisationRole, Person, SessionSpeaker
from tests.agenda.admin.browsing import errors_of, submit
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

ORGANISATIONS = "/admin/agenda/organisation/"
PEOPLE = "/admin/agenda/person/"


def change_page(row):
    return reverse(f"admin:agenda_{row._meta.model_name}_change", args=[row.pk])


def picture(kind="PNG", name="logo.png"):
    encoded = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(encoded, kind)
    return ContentFile(encoded.getvalue(), name=name)


def test_organisation_is_added_with_a_logo_that_staff_can_open(organiser_client, private_storage):
    values = {"name_km": "ក្រសួង", "slug": "ministry", "kind": "ministry", "logo": picture()}

    response = submit(organiser_client, f"{ORGANISATIONS}add/", "organisation_form", **values)

    organisation = Organisation.objects.get()
    address = reverse("admin:agenda_organisation_file", args=[organisation.pk])
    assert response.status_code == 302
    assert private_storage.exists(organisation.logo.name)
    assert f'<a href="{address}">' in organiser_client.get(change_page(organisation)).content.decode()
    sent = organiser_client.get(address)
    assert sent.headers["Content-Type"] == "image/png"
    assert b"".join(sent).startswith(b"\x89PNG")


def test_logo_is_taken_away(organiser_client, db):
    organisation = OrganisationFactory()
    organisation.logo.save("logo.png", picture())

    submit(organiser_client, change_page(organisation), "organisation_form", **{"logo-clear": "on"})

    organisation.refresh_from_db()
    assert not organisation.logo


def test_organisation_whose_stored_logo_was_lost_can_still_be_changed(organiser_client, private_storage, db):
    organisation = OrganisationFactory()
    organisation.logo.save("logo.png", picture())
    private_storage.delete(organisation.logo.name)

    submit(organiser_client, change_page(organisation), "organisation_form", name_en="Renamed")

    organisation.refresh_from_db()
    assert organisation.name_en == "Renamed"
    assert organiser_client.get(reverse("admin:agenda_organisation_file", args=[organisation.pk])).status_code == 404


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>", name="logo.svg"), "not an image or a corrupted image"),
        (picture("GIF", "logo.png"), "This is not a PNG, JPEG or WebP picture."),
        (ContentFile(b"", name="logo.png"), "The submitted file is empty."),
        (picture("PNG", "logo.exe"), "File extension “exe” is not allowed"),
    ],
)
def test_file_that_is_no_picture_of_the_known_kinds_is_refused_on_the_field(organiser_client, db, file, said):
    file.seek(0)
    values = {"name_en": "Ministry", "slug": "ministry", "kind": "ministry", "logo": file}

    response = submit(organiser_client, f"{ORGANISATIONS}add/", "organisation_form", **values)

    assert said in errors_of(response)["logo"][0]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name_en": ""}, "name_en"), ({"slug": "taken"}, "slug"), ({"kind": ""}, "kind"), ({"website": "javascript:alert(1)"}, "website")],
)
def test_organisation_is_refused_with_a_message_on_the_field(organiser_client, db, changes, field):
    OrganisationFactory(slug="taken")
    values = {"name_en": "Ministry", "slug": "ministry", "kind": "ministry", **changes}

    response = submit(organiser_client, f"{ORGANISATIONS}add/", "organisation_form", **values)

    assert field in errors_of(response)


def test_organisation_is_not_its_own_parent(organiser_client, db):
    organisation = OrganisationFactory()

    response = submit(organiser_client, change_page(organisation), "organisation_form", parent=organisation.pk)

    assert errors_of(response) == {"parent": ["An organisation is not a department of itself, nor of one of its departments."]}


def test_departments_do_not_run_in_a_circle(organiser_client, db):
    ministry = OrganisationFactory()
    department = OrganisationFactory(parent=ministry)
    office = OrganisationFactory(parent=department)

    response = submit(organiser_client, change_page(ministry), "organisation_form", parent=office.pk)

    assert errors_of(response) == {"parent": ["An organisation is not a department of itself, nor of one of its departments."]}


def test_person_needs_a_name_in_latin_letters_only(organiser_client, db):
    refused = submit(organiser_client, f"{PEOPLE}add/", "person_form", name_khmer="សុខ")
    submit(organiser_client, f"{PEOPLE}add/", "person_form", name_latin="SOK Dara")

    assert errors_of(refused) == {"name_latin": ["This field is required."]}
    assert Person.objects.get().name_latin == "SOK Dara"


def test_address_of_a_person_is_marked_as_private(organiser_client, db):
    assert "Private: for organisers and programme editors only" in organiser_client.get(change_page(PersonFactory())).content.decode()


@pytest.mark.parametrize(
    ("address", "typed"),
    [(ORGANISATIONS, "ក្រ\u200bសួង"), (ORGANISATIONS, "MOI"), (PEOPLE, "សុខ"), (PEOPLE, "sok"), (PEOPLE, "ministry")],
)
def test_lists_are_searched_in_normal_form(organiser_client, db, address, typed):
    ministry = OrganisationFactory(name_en="Ministry", name_km="ក្រសួង", acronym="MoI")
    PersonFactory(name_latin="SOK Dara", name_khmer="សុខ ដារ៉ា", organisation=ministry)
    PersonFactory(name_latin="KEO Vanna")

    assert organiser_client.get(address, {"q": typed}).context["cl"].result_count == 1


def test_people_and_organisations_are_found_by_typing_into_a_form(organiser_client, db):
    PersonFactory(name_latin="SOK Dara")
    PersonFactory(name_latin="KEO Vanna")
    wanted = {"app_label": "agenda", "model_name": "sessionspeaker", "field_name": "person", "term": "SOK"}

    found = organiser_client.get("/admin/autocomplete/", wanted).json()["results"]

    assert [entry["text"] for entry in found] == ["SOK Dara"]


def test_lists_are_filtered_by_the_edition_in_whose_programme_they_stand(organiser_client, db):
    session, person = SessionFactory(), PersonFactory()
    SessionSpeaker.objects.create(session=session, person=person)
    PersonFactory()

    rows = organiser_client.get(PEOPLE, {"programme": session.symposium.pk}).context["cl"].result_list

    assert list(rows) == [person]


@pytest.mark.parametrize("count", [10, 200])
@pytest.mark.parametrize(("address", "queries"), [(ORGANISATIONS, 8), (PEOPLE, 8)])
def test_lists_ask_the_same_number_of_queries_for_many_rows(organiser_client, db, address, queries, count, django_assert_num_queries):
    parent = OrganisationFactory()
    organisations = Organisation.objects.bulk_create(OrganisationFactory.build(parent=parent) for _number in range(count))
    Person.objects.bulk_create(PersonFactory.build(organisation=organisation) for organisation in organisations)
    organiser_client.get(address)

    with django_assert_num_queries(queries):
        organiser_client.get(address, {"all": ""})


@pytest.mark.parametrize("factory", [OrganisationFactory, PersonFactory])
def test_published_row_is_not_deleted_and_the_page_says_what_to_do(organiser_client, db, factory):
    row, symposium = factory(), SymposiumFactory(published=False)
    organisation, person = (row, None) if factory is OrganisationFactory else (row.organisation, row)
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, person=person, role="organiser")
    publish(symposium)
    OrganisationRole.objects.all().delete()
    address = reverse(f"admin:agenda_{row._meta.model_name}_delete", args=[row.pk])

    page = organiser_client.get(address).content.decode()
    organiser_client.post(address, {"post": "yes"})

    assert "was published in release 1. What was published is kept; take it out" in page
    assert type(row).objects.filter(pk=row.pk).exists()


def test_organisation_that_a_draft_needs_is_not_deleted(organiser_client, db):
    person = PersonFactory()
    address = reverse("admin:agenda_organisation_delete", args=[person.organisation.pk])

    page = organiser_client.get(address).content.decode()

    assert "can’t be deleted" in page
    assert change_page(person) in page


def test_who_may_only_look_sees_a_row_with_its_file(client, django_user_model, db):
    organisation = OrganisationFactory()
    organisation.logo.save("logo.png", picture())
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(
        *viewer.user_permissions.model.objects.filter(codename__in=["view_organisation", "view_session", "view_material"])
    )
    client.force_login(viewer)
    session = SessionFactory()
    session.materials.create(title_en="Slides", file=ContentFile(b"%PDF-", name="slides.pdf"))

    assert reverse("admin:agenda_organisation_file", args=[organisation.pk]) in client.get(change_page(organisation)).content.decode()
    assert reverse("admin:agenda_material_file", args=[session.materials.get().pk]) in client.get(change_page(session)).content.decode()
