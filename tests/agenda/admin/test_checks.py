"""Problems at the desk: in the list of sessions, above a session's form, and on the way to publishing, each with a link to its place."""

from datetime import time

import pytest
from django.urls import reverse

from agenda.models import ProgrammeRelease, Session
from tests.agenda.admin.browsing import form_values, submit
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

LIST = "/admin/agenda/session/"
FORM_QUERIES = 22


@pytest.fixture
def symposium(db):
    return SymposiumFactory(is_current=True)


@pytest.fixture
def clash(symposium):
    """Two ceremonies in one hall at one time, of which the second has no Khmer title."""
    hall = RoomFactory(symposium=symposium, name_en="Hall A")
    first = SessionFactory(symposium=symposium, title_en="Opening", kind="ceremony", room=hall)
    second = SessionFactory(symposium=symposium, title_en="Panel", title_km="", kind="ceremony", room=hall, start=time(9, 30))
    return first, second


def form_of(session):
    return reverse("admin:agenda_session_change", args=[session.pk])


def publish_page(symposium):
    return reverse("admin:agenda_symposium_publish", args=[symposium.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_list_marks_sessions_with_a_word_for_each_problem_linked_to_its_place(organiser_client, clash):
    SessionFactory(symposium=clash[0].symposium, title_en="Fine", kind="ceremony")

    page = text_of(organiser_client.get(LIST))

    error = '<a class="desk-error" href="{}#id_room"><span class="visually-hidden">Error: </span>room used twice</a>'
    warning = '<a class="desk-warning" href="{}#id_title_km"><span class="visually-hidden">Warning: </span>text in one language only</a>'
    cells = [cell.partition("</td>")[0] for cell in page.split('<td class="field-problems">')[1:]]
    assert cells == ["–", error.format(form_of(clash[0])), error.format(form_of(clash[1])) + warning.format(form_of(clash[1]))]


@pytest.mark.parametrize(
    ("wanted", "titles"), [("errors", ["Opening", "Panel"]), ("warnings", ["Panel"]), ("x", ["Opening", "Panel", "Fine"])]
)
def test_list_is_filtered_by_problems(organiser_client, clash, wanted, titles):
    SessionFactory(symposium=clash[0].symposium, title_en="Fine", kind="ceremony", start=time(11), end=time(12))

    shown = organiser_client.get(LIST, {"problems": wanted}).context["cl"].result_list

    assert [session.title_en for session in shown] == titles


def test_list_of_all_editions_has_no_checks(organiser_client, clash):
    page = organiser_client.get(LIST, {"symposium": "all"})

    assert "problems" not in page.context["cl"].list_display
    assert "With errors" not in text_of(page)


def test_list_counts_what_the_filter_by_problems_would_leave(organiser_client, clash):
    page = text_of(organiser_client.get(LIST, {"_facets": "True"}))

    assert "With errors (2)" in page
    assert "With warnings (1)" in page


def test_form_tells_the_problems_of_its_session_only(organiser_client, clash):
    SessionFactory(symposium=clash[0].symposium, title_en="Another", title_km="", kind="ceremony")

    first, second = (text_of(organiser_client.get(form_of(session))) for session in clash)

    both = "“Opening” and “Panel” are both in Hall A on"
    assert f'<a href="#id_room">{both}' in first
    assert f'<a href="{form_of(clash[1])}#id_room">Open the other session</a>' in first
    assert f'<a href="#id_room">{both}' in second
    assert f'<a href="{form_of(clash[0])}#id_room">Open the other session</a>' in second
    assert '<a href="#id_title_km">“Panel” has no Khmer title.</a>' in second
    assert "Khmer title" not in first
    assert "“Another”" not in first + second


def test_form_of_a_session_without_problems_says_nothing_of_checks(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, kind="ceremony")

    assert "desk-checks" not in text_of(organiser_client.get(form_of(session)))
    assert "desk-checks" not in text_of(organiser_client.get("/admin/agenda/session/add/"))


def test_every_place_that_a_check_links_to_is_in_the_form(organiser_client, symposium):
    """Fields by their ids, inlines by those of their groups."""
    session = SessionFactory(symposium=symposium)
    page = text_of(organiser_client.get(form_of(session)))

    for name in ("day", "start", "room", "seats", "title_en", "title_km", "abstract_en", "abstract_km"):
        assert f'id="id_{name}"' in page, name
    for name in ("session_organisations", "session_speakers", "materials"):
        assert f'id="{name}-group"' in page, name
    page = text_of(organiser_client.get(reverse("admin:agenda_symposium_change", args=[symposium.pk])))
    for place in ("id_name_km", "id_venue_km", "id_notice_km", "days-group", "rooms-group"):
        assert f'id="{place}"' in page, place
    page = text_of(organiser_client.get(reverse("admin:agenda_organisation_change", args=[OrganisationFactory().pk])))
    assert 'id="id_name_km"' in page
    assert 'id="id_description_km"' in page
    page = text_of(organiser_client.get(reverse("admin:agenda_person_change", args=[PersonFactory().pk])))
    assert 'id="id_position_km"' in page
    assert 'id="id_biography_km"' in page


@pytest.mark.parametrize("count", [10, 200])
def test_form_asks_the_same_number_of_queries_for_many_sessions(organiser_client, symposium, count, django_assert_num_queries):
    session = SessionFactory(symposium=symposium)
    day, hall = symposium.days.first(), RoomFactory(symposium=symposium)
    Session.objects.bulk_create(SessionFactory.build(symposium=symposium, day=day, room=hall) for _number in range(count))
    organiser_client.get(form_of(session))

    with django_assert_num_queries(FORM_QUERIES):
        organiser_client.get(form_of(session))


def test_errors_block_publishing_and_the_page_leads_to_them(organiser_client, symposium, clash):
    page = organiser_client.get(publish_page(symposium))
    said = text_of(page)
    assert "1 error: mend it before you publish" in said
    assert f'<a href="{form_of(clash[1])}#id_room">“Opening” and “Panel” are both in Hall A on' in said
    assert f'<a href="{form_of(clash[0])}#id_room">Open the other session</a>' in said
    assert 'type="submit" class="default"' not in said

    refused = organiser_client.post(publish_page(symposium), {**form_values(page, "publish_form"), "note_en": "My note"})

    assert "The programme has errors, so nothing was published. Your note is kept." in text_of(refused)
    assert form_values(refused, "publish_form")["note_en"] == "My note"
    assert ProgrammeRelease.objects.count() == 1


def test_warnings_are_told_and_do_not_block(organiser_client, symposium):
    session = SessionFactory(symposium=symposium, title_en="Panel", title_km="", kind="ceremony")

    said = text_of(organiser_client.get(publish_page(symposium)))
    submit(organiser_client, publish_page(symposium), "publish_form")

    assert "1 warning: you can publish all the same" in said
    assert f'<a href="{form_of(session)}#id_title_km">“Panel” has no Khmer title.</a>' in said
    assert ProgrammeRelease.objects.count() == 2


def test_nothing_wrong_is_said(organiser_client, symposium):
    assert "The checks found nothing wrong." in text_of(organiser_client.get(publish_page(symposium)))


def test_problem_of_an_organisation_leads_to_its_form(organiser_client, symposium):
    organisation = OrganisationFactory(name_en="Agency A", name_km="")
    session = SessionFactory(symposium=symposium)
    session.session_organisations.create(organisation=organisation)

    address = reverse("admin:agenda_organisation_change", args=[organisation.pk])
    assert f'<a href="{address}#id_name_km">Agency A has no Khmer name.</a>' in text_of(organiser_client.get(publish_page(symposium)))
