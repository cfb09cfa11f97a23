"""Sessions at the desk: the list as the day runs, the form and what it refuses, deleting."""

from datetime import date, time

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import Material, Session, SessionOrganisation, SessionSpeaker
from tests.agenda.admin.browsing import errors_of, form_values, row_errors, submit
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

LIST = "/admin/agenda/session/"
ADD = "/admin/agenda/session/add/"
LIST_QUERIES = 22


def change_page(session):
    return reverse("admin:agenda_session_change", args=[session.pk])


@pytest.fixture
def symposium(db):
    return SymposiumFactory(is_current=True, starts_on=date(2022, 12, 14))


@pytest.fixture
def other(db):
    return SymposiumFactory(starts_on=date(2023, 12, 14))


def titles(response):
    return [session.title_en for session in response.context["cl"].result_list]


def new_session(client, edition, /, **changes):
    """Fill in the form for a new session as an organiser does, and send it."""
    values = {"title_en": "Opening", "start": "09:00", "end": "10:00", "kind": "ceremony", "day": edition.days.first().pk, **changes}
    return submit(client, f"{ADD}?symposium={edition.pk}", "session_form", **values)


def test_list_runs_as_the_day_does(organiser_client, symposium):
    first, second = symposium.days.all()
    hall, annex = RoomFactory(symposium=symposium, order=1), RoomFactory(symposium=symposium, order=2)
    SessionFactory(symposium=symposium, day=second, title_en="Fifth")
    SessionFactory(symposium=symposium, day=first, start=time(10), end=time(11), title_en="Fourth")
    SessionFactory(symposium=symposium, day=first, room=annex, title_en="Third")
    SessionFactory(symposium=symposium, day=first, room=hall, title_en="Second")
    SessionFactory(symposium=symposium, day=first, title_en="First")

    assert titles(organiser_client.get(LIST)) == ["First", "Second", "Third", "Fourth", "Fifth"]


def test_list_begins_with_the_current_edition_and_offers_the_others(organiser_client, symposium, other):
    SessionFactory(symposium=symposium, title_en="This year")
    SessionFactory(symposium=other, title_en="Next year")

    assert titles(organiser_client.get(LIST)) == ["This year"]
    assert titles(organiser_client.get(LIST, {"symposium": other.pk})) == ["Next year"]
    assert titles(organiser_client.get(LIST, {"symposium": "all"})) == ["This year", "Next year"]
    assert titles(organiser_client.get(LIST, {"symposium": "nonsense"})) == ["This year"]


def test_list_filters_by_day_room_kind_label_state_and_organisation(organiser_client, symposium):
    first, second = symposium.days.all()
    hall, organisation = RoomFactory(symposium=symposium), OrganisationFactory()
    sought = SessionFactory(symposium=symposium, day=second, room=hall, kind="case-study", tlp="red", state="tentative", title_en="Sought")
    SessionOrganisation.objects.create(session=sought, organisation=organisation)
    SessionFactory(symposium=symposium, day=first)

    for wanted in (
        {"day": second.pk},
        {"room": hall.pk},
        {"kind__exact": "case-study"},
        {"tlp__exact": "red"},
        {"state__exact": "tentative"},
        {"organisation": organisation.pk},
    ):
        assert titles(organiser_client.get(LIST, wanted)) == ["Sought"], wanted


def test_list_ignores_a_filter_that_means_nothing(organiser_client, symposium, other):
    SessionFactory(symposium=symposium, title_en="Here")

    for garbage in ({"day": "x"}, {"room": "9" * 40}, {"organisation": "'"}, {"day": other.days.first().pk}, {"symposium": "²"}):
        assert titles(organiser_client.get(LIST, garbage)) == ["Here"], garbage


def test_list_counts_what_each_filter_would_leave(organiser_client, symposium):
    SessionFactory(symposium=symposium)

    assert organiser_client.get(LIST, {"_facets": "True"}).status_code == 200


@pytest.mark.parametrize("typed", ["ឧទ្ឋាន\u200bបទដ្ឋាន", "EVIDENCE", "national police", "bun sokha"])
def test_list_is_searched_in_normal_form_by_title_organisation_and_speaker(organiser_client, symposium, typed):
    session = SessionFactory(symposium=symposium, title_en="Digital evidence", title_km="ឧទ្ឋានបទ\u200bដ្ឋាន")
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(name_en="National Police"))
    SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="Bun Sokha"))
    SessionFactory(symposium=symposium)

    assert titles(organiser_client.get(LIST, {"q": typed})) == ["Digital evidence"]


def test_list_shows_time_label_and_presenters(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, tlp="amber+strict")
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(acronym="GDNP"))

    page = organiser_client.get(LIST).content.decode()

    assert "09:00–10:00" in page
    assert "Wed 14 Dec" in page
    assert "TLP:AMBER+STRICT" in page
    assert "GDNP" in page


@pytest.mark.parametrize("count", [10, 200])
def test_list_asks_the_same_number_of_queries_for_many_sessions(organiser_client, symposium, count, django_assert_num_queries):
    organisations, rooms = [OrganisationFactory(parent=OrganisationFactory()) for _ in range(5)], [RoomFactory(symposium=symposium), None]
    day = symposium.days.first()
    sessions = Session.objects.bulk_create(
        SessionFactory.build(symposium=symposium, day=day, room=rooms[number % 2]) for number in range(count)
    )
    SessionOrganisation.objects.bulk_create(
        SessionOrganisation(session=session, organisation=organisations[number % 5]) for number, session in enumerate(sessions)
    )
    organiser_client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        page = organiser_client.get(LIST, {"all": ""})

    assert len(page.context["cl"].result_list) == count


def test_new_session_begins_in_the_current_edition_with_its_days_and_rooms(organiser_client, symposium, other):
    room = RoomFactory(symposium=symposium)
    RoomFactory(symposium=other)

    form = organiser_client.get(ADD).context["adminform"].form

    assert form["symposium"].value() == symposium.pk
    assert list(form.fields["day"].queryset) == list(symposium.days.all())
    assert list(form.fields["room"].queryset) == [room]


def test_new_session_begins_in_the_edition_that_the_list_showed(organiser_client, symposium, other):
    form = organiser_client.get(ADD, {"_changelist_filters": f"symposium={other.pk}"}).context["adminform"].form

    assert form["symposium"].value() == other.pk
    assert list(form.fields["day"].queryset) == list(other.days.all())


def test_new_session_is_saved_with_presenters_speakers_and_material(organiser_client, symposium, private_storage):
    organisation, person = OrganisationFactory(), PersonFactory()
    response = new_session(
        organiser_client,
        symposium,
        **{
            "session_organisations-TOTAL_FORMS": 1,
            "session_organisations-0-organisation": organisation.pk,
            "session_organisations-0-order": 0,
            "session_speakers-TOTAL_FORMS": 1,
            "session_speakers-0-person": person.pk,
            "session_speakers-0-part": "moderator",
            "session_speakers-0-order": 0,
            "materials-TOTAL_FORMS": 1,
            "materials-0-title_en": "Slides",
            "materials-0-language": "en",
            "materials-0-tlp": "clear",
            "materials-0-file": ContentFile(b"%PDF-", name="slides.pdf"),
        },
    )

    assert response.status_code == 302
    session = Session.objects.get()
    assert (session.title_en, list(session.organisations.all()), list(session.speakers.all())) == ("Opening", [organisation], [person])
    assert private_storage.exists(session.materials.get().file.name)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"end": "09:00"}, "end", "The end must be after the start, on the same day."),
        ({"end": "08:30"}, "end", "The end must be after the start, on the same day."),
        ({"start": "25:00"}, "start", "Enter a valid time."),
        ({"day": ""}, "day", "This field is required."),
        ({"title_en": ""}, "title_en", "Write this text in English or in Khmer, better in both."),
        ({"title_en": "x" * 201}, "title_en", "Ensure this value has at most 200 characters (it has 201)."),
        ({"kind": "party"}, "kind", "Select a valid choice. party is not one of the available choices."),
        ({"tlp": "white"}, "tlp", "Select a valid choice. white is not one of the available choices."),
        ({"symposium": "²"}, "symposium", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_session_is_refused_with_a_message_on_the_field(organiser_client, symposium, changes, field, said):
    response = new_session(organiser_client, symposium, **changes)

    assert errors_of(response)[field][0] == said
    assert not Session.objects.exists()


def test_session_may_be_named_in_khmer_only(organiser_client, symposium):
    new_session(organiser_client, symposium, title_en="", title_km="ពិធីបើក")

    assert str(Session.objects.get()) == "ពិធីបើក"


def test_day_and_room_of_another_symposium_are_refused_on_the_field(organiser_client, symposium, other):
    response = new_session(organiser_client, symposium, day=other.days.first().pk, room=RoomFactory(symposium=other).pk)

    assert errors_of(response) == {
        "day": ["This day belongs to another symposium; choose one of these."],
        "room": ["This room belongs to another symposium; choose one of these."],
    }


def test_choosing_another_symposium_brings_its_days_to_choose_from(organiser_client, symposium, other):
    response = new_session(organiser_client, symposium, symposium=other.pk)

    assert list(response.context["adminform"].form.fields["day"].queryset) == list(other.days.all())


def test_stored_session_stays_in_its_symposium(organiser_client, symposium, other):
    session = SessionFactory(symposium=symposium)

    submit(organiser_client, change_page(session), "session_form", symposium=other.pk, title_en="Renamed")

    session.refresh_from_db()
    assert (session.title_en, session.symposium) == ("Renamed", symposium)


@pytest.mark.parametrize(
    ("prefix", "field", "factory", "said"),
    [
        ("session_speakers", "person", PersonFactory, "This person is named twice in the session."),
        ("session_organisations", "organisation", OrganisationFactory, "This organisation is named twice in the session."),
    ],
)
def test_nobody_is_named_twice_in_a_session(organiser_client, symposium, prefix, field, factory, said):
    named = factory()
    rows = {f"{prefix}-TOTAL_FORMS": 2}
    for number in (0, 1):
        rows |= {f"{prefix}-{number}-{field}": named.pk, f"{prefix}-{number}-order": number}
        if field == "person":
            rows[f"{prefix}-{number}-part"] = "speaker"

    response = new_session(organiser_client, symposium, **rows)

    assert row_errors(response, prefix) == [{}, {field: [said]}]
    assert not Session.objects.exists()


def test_person_taken_out_may_be_named_again_in_the_same_step(organiser_client, symposium):
    session, person = SessionFactory(symposium=symposium), PersonFactory()
    old = SessionSpeaker.objects.create(session=session, person=person)
    values = {
        "session_speakers-TOTAL_FORMS": 2,
        "session_speakers-0-DELETE": "on",
        "session_speakers-1-person": person.pk,
        "session_speakers-1-part": "panellist",
        "session_speakers-1-order": 1,
        "session_speakers-1-session": session.pk,
    }

    response = submit(organiser_client, change_page(session), "session_form", **values)

    assert response.status_code == 302
    assert session.session_speakers.get().part == "panellist"
    assert session.session_speakers.get() != old


def test_time_is_changed_in_24_hour_form(organiser_client, symposium):
    session = SessionFactory(symposium=symposium)
    page = organiser_client.get(change_page(session))
    assert form_values(page, "session_form")["start"] == "09:00"

    submit(organiser_client, change_page(session), "session_form", start="13:30", end="14:15")

    session.refresh_from_db()
    assert (session.start, session.end) == (time(13, 30), time(14, 15))


def test_draft_session_is_deleted(organiser_client, symposium):
    session = SessionFactory(symposium=symposium)

    organiser_client.post(reverse("admin:agenda_session_delete", args=[session.pk]), {"post": "yes"})

    assert not Session.objects.exists()


def test_published_session_is_not_deleted_and_the_page_says_what_to_do(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, title_en="Opening")
    publish(symposium)
    address = reverse("admin:agenda_session_delete", args=[session.pk])

    page = organiser_client.get(address).content.decode()
    organiser_client.post(address, {"post": "yes"})

    assert "“Opening” was published in release 2. Set its state to “Cancelled” instead." in page
    assert change_page(session) in page
    assert Session.objects.filter(pk=session.pk).exists()


def test_many_sessions_are_not_deleted_when_one_was_published(organiser_client, symposium):
    published = SessionFactory(symposium=symposium, title_en="Opening")
    publish(symposium)
    draft = SessionFactory(symposium=symposium)
    values = {"action": "delete_selected", "_selected_action": [published.pk, draft.pk]}

    page = organiser_client.post(LIST, values).content.decode()
    organiser_client.post(LIST, {**values, "post": "yes"})

    assert "“Opening” was published in release 2. Set its state to “Cancelled” instead." in page
    assert Session.objects.count() == 2


def test_many_draft_sessions_are_deleted(organiser_client, symposium):
    rows = [SessionFactory(symposium=symposium) for _number in range(3)]

    organiser_client.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"})

    assert not Session.objects.exists()


def test_view_on_site_leads_to_the_public_page_once_published(organiser_client, symposium):
    session = SessionFactory(symposium=symposium)
    assert organiser_client.get(change_page(session)).context["has_absolute_url"] is False
    publish(symposium)

    page = organiser_client.get(change_page(session))

    assert page.context["absolute_url"] == f"/en/{symposium.slug}/agenda/{session.code}/"
    assert organiser_client.get(page.context["absolute_url"]).status_code == 200


def test_list_leads_to_publish_and_preview_of_the_edition_it_shows(organiser_client, symposium, other):
    page = organiser_client.get(LIST, {"symposium": other.pk}).content.decode()

    assert reverse("admin:agenda_symposium_publish", args=[other.pk]) in page
    assert f"/en/preview/{other.slug}/agenda/" in page
    assert f"/km/preview/{other.slug}/agenda/" in page


def test_private_material_is_opened_from_the_form(organiser_client, registrar_client, client, symposium):
    material = Material(session=SessionFactory(symposium=symposium), title_en="Slides", tlp="red")
    material.file.save("slides.pdf", ContentFile(b"%PDF-secret"))
    address = reverse("admin:agenda_material_file", args=[material.pk])

    assert address in organiser_client.get(change_page(material.session)).content.decode()
    assert b"".join(organiser_client.get(address)) == b"%PDF-secret"
    assert registrar_client.get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_private_file_that_is_not_there_is_a_404(organiser_client, db):
    assert organiser_client.get(reverse("admin:agenda_material_file", args=[99])).status_code == 404
