"""What a participant does: register on a phone, in Khmer, without JavaScript; follow the mail, confirm the address, cancel."""

import re

import pytest
from playwright.sync_api import Page, expect

from registrations.domain import lifecycle, outbox
from registrations.models import Registration
from tests.browser.conftest import DESK, PHONE
from tests.factories import DelegationFactory, OrganisationFactory, SymposiumFactory, registered

State = Registration.State


@pytest.fixture
def symposium(transactional_db):
    return SymposiumFactory(slug="2030", is_current=True)


@pytest.fixture
def agency(symposium):
    organisation = OrganisationFactory(name_en="Anti Cyber Crime Department", name_km="នាយកដ្ឋានប្រឆាំងបទល្មើសបច្ចេកវិទ្យា")
    return DelegationFactory(symposium=symposium, organisation=organisation)


def fill_in(page: Page, agency, email: str) -> None:
    """Fill the form in as somebody of the agency would."""
    page.locator("[name=agency]").select_option(str(agency.pk))
    page.locator("[name=honorific]").select_option("mr")
    page.locator("[name=name_latin]").fill("SOK Dara")
    page.locator("[name=name_khmer]").fill("សុខ ដារ៉ា")
    page.locator("[name=position]").fill("មន្ត្រី")
    page.locator("[name=email]").fill(email)
    page.locator("[name=phone]").fill("០១២ ៣៤៥ ៦៧៨")
    page.locator("[name=days]").first.check()
    page.locator("[name=consent_processing]").check()


def is_no_wider_than_the_screen(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_registration_from_the_form_to_cancelling(open_page, agency, mailoutbox, live_server):
    page = open_page(viewport=PHONE)
    page.goto("/km/2030/register/")
    assert page.locator("html").get_attribute("lang") == "km"
    assert is_no_wider_than_the_screen(page)

    fill_in(page, agency, "dara.sok@")
    page.locator("[name=register]").click()
    wrong = page.locator("[name=email]")
    assert wrong.get_attribute("aria-invalid") == "true"
    expect(page.locator("#id_email_error")).to_be_visible()
    assert "id_email_error" in wrong.get_attribute("aria-describedby")
    expect(page.locator("[name=name_khmer]")).to_have_value("សុខ ដារ៉ា")
    assert is_no_wider_than_the_screen(page)
    page.locator(".alert-danger a").click()
    expect(wrong).to_be_focused()

    wrong.fill("dara.sok@agency.example")
    page.locator("[name=register]").click()
    expect(page).to_have_url(re.compile("/km/2030/register/sent/(#id_email)?$"))
    outbox.send_due()
    address = re.search(r"/km/registration/[\w-]+/", mailoutbox[0].body).group()

    page.goto(address)
    expect(page.locator(".state.unverified")).to_be_visible()
    assert is_no_wider_than_the_screen(page)
    page.locator("form[action$='/verify/'] button").click()
    expect(page.locator(".state.pending")).to_be_visible()

    page.locator("a[href$='/cancel/']").click()
    page.locator("main form button").click()
    expect(page.locator(".state.cancelled")).to_be_visible()
    registration = Registration.objects.get()
    assert (registration.state, registration.cancelled_by, registration.language) == (State.CANCELLED, "participant", "km")


def test_registration_works_without_javascript(open_page, agency):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/km/2030/register/")
    fill_in(page, agency, "dara.sok@agency.example")
    page.locator("[name=register]").click()
    expect(page).to_have_url(re.compile("/km/2030/register/sent/$"))
    registration = Registration.objects.get()
    assert (registration.phone, registration.days.count()) == ("+85512345678", 1)


@pytest.mark.parametrize("viewport", [PHONE, DESK])
@pytest.mark.parametrize("language", ["en", "km"])
def test_pages_fit_their_screen(open_page, symposium, language, viewport):
    page = open_page(viewport=viewport)
    for path in ("register/", "register/sent/", "register/address-changed/", "faq/ask/", "faq/asked/"):
        page.goto(f"/{language}/2030/{path}")
        assert is_no_wider_than_the_screen(page)


def test_registrar_confirms_from_the_list_under_the_strict_policy(page, symposium, registrar):
    person = registered(symposium, name_latin="SOK Dara")
    page.goto("/admin/registrations/registration/")
    page.get_by_label("Username").fill("registrar")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    page.locator(f"input[name=_selected_action][value='{person.pk}']").check()
    page.locator("select[name=action]").first.select_option("confirm")
    page.locator("button[name=index]").first.click()
    expect(page.get_by_text("Confirm these people?")).to_be_visible()
    page.locator("#content-main input[type=submit]").click()
    expect(page.get_by_text("1 person decided on.")).to_be_visible()
    page.get_by_role("link", name=person.reference).click()
    page.get_by_text("Read", exact=True).first.click()
    page.get_by_role("link", name="Decline").click()
    expect(page.locator("textarea[name=reason]")).to_be_visible()
    person.refresh_from_db()
    assert person.state == State.CONFIRMED


def test_own_page_in_each_state_fits_a_phone(phone, symposium):
    person = registered(symposium, name_latin="SOK Dara", email="dara.with-a-rather-long-address@agency.example")
    address = re.search(r"/en/registration/[\w-]+/", person.mails.get().email.message).group()
    for path in ("", "edit/", "cancel/"):
        phone.goto(address + path)
        assert is_no_wider_than_the_screen(phone)
    lifecycle.cancel(person)
    phone.goto(address)
    expect(phone.locator(".state.cancelled")).to_be_visible()
