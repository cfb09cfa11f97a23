"""An organiser at the desk in a real browser: edits, previews, publishes; every page of the desk under the strict policy."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.utils import timezone
from playwright.sync_api import expect

from agenda.domain.release import publish
from agenda.models import (
    Day,
    FaqEntry,
    KeyFigure,
    Material,
    NewsItem,
    OrganisationRole,
    Page,
    SessionOrganisation,
    SessionSpeaker,
    Statement,
)
from tests.conftest import staff
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2022, 12, 14)


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2030", is_current=True, published=False)


@pytest.fixture
def session(symposium):
    session = SessionFactory(symposium=symposium, title_en="Opening ceremony", room=RoomFactory(symposium=symposium))
    SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory())
    SessionSpeaker.objects.create(session=session, person=PersonFactory(name_latin="SOK Dara"))
    publish(symposium)
    return session


def sign_in(page, user=None):
    user = user or staff("organiser", "organiser")
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def test_organiser_edits_a_time_sees_the_preview_and_publishes(page, open_page, symposium, session):
    visitor = open_page()
    visitor.goto("/en/2030/agenda/")
    expect(visitor.locator("main")).to_contain_text("09:00")

    sign_in(page)
    page.get_by_role("link", name="Sessions").first.click()
    page.get_by_role("link", name="Opening ceremony").click()
    page.get_by_label("Start:").fill("13:30")
    page.get_by_label("End:").fill("14:15")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("13:30–14:15")
    page.get_by_role("link", name="Preview in English").click()
    expect(page.locator("main")).to_contain_text("13:30")
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text("13:30")

    page.goto("/admin/agenda/session/")
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator(".desk-changes")).to_contain_text("moved")
    page.get_by_label("Note in English").fill("The opening is in the afternoon.")
    page.get_by_role("button", name="Publish release 2").click()
    page.get_by_role("link", name="See the public agenda").click()

    expect(page.locator("main")).to_contain_text("13:30")
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("13:30")


def test_organiser_finds_a_speaker_by_typing_and_picks_a_time(page, symposium, session):
    PersonFactory(name_latin="KEO Vanna")
    sign_in(page)
    page.goto(f"/admin/agenda/session/{session.pk}/change/")

    page.get_by_role("button", name="Add another Speaker").click()
    page.locator("#session_speakers-1 .select2-selection").click()
    page.locator(".select2-search__field").fill("keo")
    page.locator(".select2-results__option", has_text="KEO Vanna").click()
    page.locator("#id_start").locator("xpath=..").locator(".clock-icon").click()
    page.locator(".clockbox.module:visible").get_by_role("link", name="6 a.m.").click()
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    session.refresh_from_db()
    assert f"{session.start:%H:%M}" == "06:00"
    assert [str(entry) for entry in session.session_speakers.all()] == ["SOK Dara (Speaker)", "KEO Vanna (Speaker)"]


def test_organiser_picks_a_date_from_the_calendar_and_it_is_read_back(page, symposium):
    sign_in(page)
    page.goto("/admin/agenda/newsitem/add/")
    page.get_by_label("Title [en]").fill("News")
    page.get_by_role("link", name="Today").first.click()
    page.get_by_role("link", name="Now").first.click()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    assert abs(NewsItem.objects.get().published_at - timezone.now()) < timedelta(days=1)


def test_organiser_adds_an_organisation_in_a_window_of_its_own(page, symposium, session):
    sign_in(page)
    page.goto(f"/admin/agenda/session/{session.pk}/change/")
    page.get_by_role("button", name="Add another Presenting organisation").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_session_organisations-1-organisation").click()
    window = opened.value
    window.get_by_label("Name [en]").fill("Ministry of Interior")
    window.get_by_label("Kind").select_option("ministry")
    window.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#session_organisations-1 .select2-selection__rendered")).to_contain_text("Ministry of Interior")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert session.organisations.filter(slug="ministry-of-interior").exists()


def test_desk_is_in_english_in_a_khmer_browser(open_page, symposium, session):
    page = sign_in(open_page(locale="km-KH"))
    page.goto(f"/admin/agenda/session/{session.pk}/change/")

    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") in ("en", "en-gb")


def test_logo_is_taken_and_opened_again(page, symposium):
    organisation = OrganisationFactory()
    sign_in(page)
    page.goto(f"/admin/agenda/organisation/{organisation.pk}/change/")
    page.get_by_label("Logo").set_input_files("static/img/icon-180.png")
    page.get_by_role("button", name="Save and continue editing").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="open the file").click()

    assert download.value.path().read_bytes() == Path("static/img/icon-180.png").read_bytes()


def rows_of_every_model(symposium, session):
    Material.objects.create(session=session, title_en="Slides", file="material/slides.pdf")
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(), role="organiser")
    return {
        "symposium": symposium,
        "session": session,
        "organisation": OrganisationFactory(),
        "person": PersonFactory(),
        "programmerelease": symposium.releases.get(),
        "newsitem": NewsItem.objects.create(symposium=symposium, title_en="News", published_at=timezone.now()),
        "faqentry": FaqEntry.objects.create(symposium=symposium, question_en="Who?", answer_en="You."),
        "keyfigure": KeyFigure.objects.create(symposium=symposium, value_en="1", label_en="one", source_en="TRC", as_of=TODAY),
        "statement": Statement.objects.create(symposium=symposium, text_en="So", said_by_en="He", source_en="TRC", said_on=TODAY),
        "page": Page.objects.create(symposium=symposium, key="about", body_en="About"),
    }


def test_every_page_of_the_desk_keeps_to_the_policy(page, symposium, session, admin_user):
    rows = rows_of_every_model(symposium, session)
    sign_in(page, admin_user)
    addresses = ["/admin/", "/admin/agenda/", "/admin/password_change/"]
    addresses += [f"/admin/agenda/symposium/{symposium.pk}/{page}/" for page in ("publish", "board", "board/shift")]
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        addresses.append(base)
        if model._meta.app_label == "agenda":
            addresses += [f"{base}{rows[model._meta.model_name].pk}/{page}/" for page in ("change", "history")]
            if model._meta.model_name != "programmerelease":
                addresses += [f"{base}add/", f"{base}{rows[model._meta.model_name].pk}/delete/"]

    for address in addresses:
        assert page.goto(address).status == 200, address
        expect(page.locator("#content")).to_be_visible()


@pytest.mark.parametrize("name", ["session", "symposium"])
def test_forms_fit_a_telephone(phone, symposium, session, name):
    key = {"session": session.pk, "symposium": symposium.pk}[name]
    sign_in(phone)
    for address in (f"/admin/agenda/{name}/{key}/change/", f"/admin/agenda/{name}/", f"/admin/agenda/symposium/{symposium.pk}/publish/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_publishing_works_without_javascript(page_without_javascript, symposium, session):
    Day.objects.filter(symposium=symposium).update(label_en="A new label")
    page = sign_in(page_without_javascript)
    page.goto(f"/admin/agenda/symposium/{symposium.pk}/publish/")
    page.get_by_role("button", name="Publish release 2").click()

    expect(page.locator(".messagelist")).to_contain_text("Release 2 is published.")
