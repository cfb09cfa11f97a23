"""The symposium at the desk: list, dates and days, the current edition, what stays once published."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agenda.domain.release import publish
from agenda.models import Day, OrganisationRole, Room, Symposium
from tests.agenda.admin.browsing import errors_of, form_values, row_errors, submit
from tests.factories import OrganisationFactory, RoomFactory, SessionFactory, SymposiumFactory

LIST = "/admin/agenda/symposium/"
LIST_QUERIES = 7


def change_page(symposium):
    return reverse("admin:agenda_symposium_change", args=[symposium.pk])


@pytest.fixture
def symposium(db):
    return SymposiumFactory(starts_on=date(2022, 12, 14), slug="2022", published=False)


def test_list_says_what_is_published(organiser_client, symposium):
    publish(symposium)
    page = organiser_client.get(LIST).content.decode()
    assert "2022-12-14 – 2022-12-15" in page
    assert '<td class="field-current_release">1, 20' in page


def test_list_says_that_nothing_is_published_yet(organiser_client, symposium):
    assert "not published yet" in organiser_client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [10, 200])
def test_list_asks_the_same_number_of_queries_for_many_symposia(organiser_client, count, django_assert_num_queries):
    day = {"starts_on": date(2022, 12, 14), "ends_on": date(2022, 12, 15)}
    Symposium.objects.bulk_create(Symposium(slug=f"s{number}", name_en="Symposium", venue_en="Hotel", **day) for number in range(count))
    organiser_client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        organiser_client.get(LIST, {"all": ""})


def test_new_symposium_is_saved_with_days_rooms_and_roles(organiser_client, db):
    organisation = OrganisationFactory()
    values = {
        "name_en": "Symposium",
        "slug": "2023",
        "starts_on": "2023-12-14",
        "ends_on": "2023-12-15",
        "venue_km": "ភ្នំពេញ",
        "privacy_contact": "privacy@example.org",
        "days-TOTAL_FORMS": 2,
        "days-0-date": "2023-12-14",
        "days-0-seats": 300,
        "days-1-date": "2023-12-15",
        "days-1-seats": 300,
        "rooms-TOTAL_FORMS": 1,
        "rooms-0-name_en": "Hall A",
        "rooms-0-order": 0,
        "roles-TOTAL_FORMS": 1,
        "roles-0-organisation": organisation.pk,
        "roles-0-role": "organiser",
        "roles-0-order": 0,
    }

    response = submit(organiser_client, f"{LIST}add/", "symposium_form", **values)

    assert response.status_code == 302
    symposium = Symposium.objects.get()
    assert symposium.state == "draft"
    assert (symposium.days.count(), symposium.rooms.count(), symposium.roles.count()) == (2, 1, 1)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"ends_on": "2022-12-13"}, "ends_on", "The last day comes before the first."),
        ({"slug": "preview"}, "slug", "This word stands for another page in the site's addresses; choose another."),
        ({"slug": "two words"}, "slug", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ({"name_en": "", "name_km": ""}, "name_en", "Write this text in English or in Khmer, better in both."),
        ({"venue_en": "", "venue_km": ""}, "venue_en", "Write this text in English or in Khmer, better in both."),
        ({"time_zone": "Phnom Penh"}, "time_zone", "Write a name of the IANA time zone database, such as Asia/Phnom_Penh."),
        ({"retention_months": 0}, "retention_months", "Ensure this value is greater than or equal to 1."),
        (
            {
                "registration_opens_0": "2022-11-02",
                "registration_opens_1": "09:00",
                "registration_closes_0": "2022-11-01",
                "registration_closes_1": "09:00",
            },
            "registration_closes",
            "Registration closes before it opens.",
        ),
    ],
)
def test_symposium_is_refused_with_a_message_on_the_field(organiser_client, symposium, changes, field, said):
    response = submit(organiser_client, change_page(symposium), "symposium_form", **changes)

    assert errors_of(response)[field] == [said]


def test_second_current_edition_is_refused_on_the_field(organiser_client, symposium):
    SymposiumFactory(is_current=True, slug="2021", published=False)

    response = submit(organiser_client, change_page(symposium), "symposium_form", is_current="on")

    assert errors_of(response) == {"is_current": ["Digital Forensics Symposium 2021 is the current edition; take the mark from it first."]}


def test_dates_that_leave_out_a_day_are_refused_on_that_day(organiser_client, symposium):
    response = submit(organiser_client, change_page(symposium), "symposium_form", ends_on="2022-12-14")

    assert row_errors(response, "days") == [{}, {"date": ["The symposium lasts from 2022-12-14 to 2022-12-14."]}]
    symposium.refresh_from_db()
    assert symposium.ends_on == date(2022, 12, 15)


def test_dates_and_days_are_moved_in_one_step(organiser_client, symposium):
    values = {"starts_on": "2022-12-21", "ends_on": "2022-12-22", "days-0-date": "2022-12-21", "days-1-date": "2022-12-22"}

    submit(organiser_client, change_page(symposium), "symposium_form", **values)

    assert [day.date for day in symposium.days.all()] == [date(2022, 12, 21), date(2022, 12, 22)]


def test_day_outside_the_symposium_and_same_day_twice_are_refused_on_the_row(organiser_client, symposium):
    outside = submit(organiser_client, change_page(symposium), "symposium_form", **{"days-1-date": "2022-12-16"})
    twice = submit(organiser_client, change_page(symposium), "symposium_form", **{"days-1-date": "2022-12-14"})

    assert row_errors(outside, "days")[1] == {"date": ["The symposium lasts from 2022-12-14 to 2022-12-15."]}
    assert row_errors(twice, "days")[1] == {"date": ["This day stands above already."]}


def test_organisation_twice_in_a_role_is_refused_on_the_row(organiser_client, symposium):
    organisation = OrganisationFactory()
    OrganisationRole.objects.create(symposium=symposium, organisation=organisation, role="supporter")
    values = {"roles-TOTAL_FORMS": 2, "roles-1-organisation": organisation.pk, "roles-1-role": "supporter", "roles-1-order": 1}

    response = submit(organiser_client, change_page(symposium), "symposium_form", **values)

    assert row_errors(response, "roles")[1] == {"organisation": ["This organisation has this role already."]}


def test_published_days_and_rooms_offer_no_box_to_delete_them(organiser_client, symposium):
    RoomFactory(symposium=symposium)
    publish(symposium)
    RoomFactory(symposium=symposium)
    page = organiser_client.get(change_page(symposium))
    values = form_values(page, "symposium_form")

    organiser_client.post(change_page(symposium), {**values, "days-0-DELETE": "on", "rooms-0-DELETE": "on", "rooms-1-DELETE": "on"})

    assert '<input type="hidden" name="days-0-DELETE"' in page.content.decode()
    assert '<input type="hidden" name="rooms-0-DELETE"' in page.content.decode()
    assert '<input type="checkbox" name="rooms-1-DELETE"' in page.content.decode()
    assert (Day.objects.count(), Room.objects.count()) == (2, 1)


def test_published_symposium_is_not_deleted_and_the_page_says_what_to_do(organiser_client, symposium):
    publish(symposium)
    address = reverse("admin:agenda_symposium_delete", args=[symposium.pk])

    page = organiser_client.get(address).content.decode()
    organiser_client.post(address, {"post": "yes"})

    assert "was published. Set its state to “Archived” instead." in page
    assert Symposium.objects.filter(pk=symposium.pk).exists()


def test_many_symposia_are_not_deleted_when_one_was_published(organiser_client, symposium):
    published = SymposiumFactory()
    values = {"action": "delete_selected", "_selected_action": [symposium.pk, published.pk]}

    page = organiser_client.post(LIST, values).content.decode()
    organiser_client.post(LIST, {**values, "post": "yes"})

    assert "was published. Set its state to “Archived” instead." in page
    assert Symposium.objects.count() == 2


def test_draft_symposium_is_deleted_with_its_sessions(organiser_client, symposium):
    SessionFactory(symposium=symposium, title_en="Opening")

    organiser_client.post(reverse("admin:agenda_symposium_delete", args=[symposium.pk]), {"post": "yes"})

    assert not Symposium.objects.exists()


def test_draft_symposium_is_deleted(organiser_client, symposium):
    organiser_client.post(reverse("admin:agenda_symposium_delete", args=[symposium.pk]), {"post": "yes"})

    assert not Symposium.objects.exists()


def test_view_on_site_leads_to_the_public_page_only_while_there_is_one(organiser_client, symposium):
    assert organiser_client.get(change_page(symposium)).context["has_absolute_url"] is False
    publish(symposium)

    page = organiser_client.get(change_page(symposium))

    assert page.context["absolute_url"] == "/en/2022/"
    assert organiser_client.get("/en/2022/").status_code == 200


def test_change_page_leads_to_publish_preview_and_releases(organiser_client, symposium):
    page = organiser_client.get(change_page(symposium)).content.decode()

    for address in (
        reverse("admin:agenda_symposium_publish", args=[symposium.pk]),
        "/en/preview/2022/",
        "/km/preview/2022/",
        f"/admin/agenda/programmerelease/?symposium={symposium.pk}",
    ):
        assert f'href="{address}"' in page


def test_saving_makes_cached_pages_stale_and_keeps_a_counter_raised_meanwhile(organiser_client, symposium):
    values = form_values(organiser_client.get(change_page(symposium)), "symposium_form")
    Symposium.objects.filter(pk=symposium.pk).raise_public_version()
    before = Symposium.objects.get().public_version

    organiser_client.post(change_page(symposium), {**values, "name_en": "Renamed"})

    symposium.refresh_from_db()
    assert symposium.name_en == "Renamed"
    assert symposium.public_version > before


def test_times_are_shown_and_read_in_the_zone_of_the_site(organiser_client, symposium):
    submit(organiser_client, change_page(symposium), "symposium_form", registration_opens_0="2022-11-01", registration_opens_1="08:00")

    symposium.refresh_from_db()
    assert symposium.registration_opens.utcoffset() == timedelta(0)
    assert symposium.registration_opens.isoformat() == "2022-11-01T01:00:00+00:00"
    assert form_values(organiser_client.get(change_page(symposium)), "symposium_form")["registration_opens_1"] == "08:00"
