"""A member of staff signs in in a real browser: is made to set up a second step, and signs in again with it, by app and by passkey."""

import time

import pytest
from playwright.sync_api import expect

from tests.conftest import staff
from tests.symposium.test_sign_in import totp_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.STAFF_MFA_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost


@pytest.fixture
def organiser_page(page):
    """The page that demands a second step, after the password."""
    staff("organiser", "organiser")
    log_in(page)
    expect(page.get_by_text("Before you can work here")).to_be_visible()
    return page


def log_in(page):
    page.goto("/admin/agenda/session/")
    page.get_by_label("Username").fill("organiser")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in", exact=True).click()


def confirm(page):
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Confirm").click()


def keep_codes(page) -> str:
    """Return one of the recovery codes, and go on to the desk."""
    code = page.get_by_label("Codes").input_value().split()[0]
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return code


def set_up_app(page) -> tuple[str, str]:
    """Return the app's secret and a recovery code."""
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    expect(page.locator("main img, #content img").first).to_be_visible()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(totp_code(secret))
    page.get_by_role("button", name="Activate").click()
    return secret, keep_codes(page)


def add_authenticator(page) -> None:
    """Give the browser a device that keeps passkeys and knows its owner's finger (WebDriver's virtual authenticator, by CDP)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_staff_are_made_to_set_up_an_app_and_sign_in_with_it(organiser_page, open_page):
    page = organiser_page
    page.goto("/admin/agenda/session/")
    expect(page.get_by_role("heading", name="Your second step")).to_be_visible()
    secret, _code = set_up_app(page)
    page.goto("/admin/agenda/session/")
    expect(page.locator("#changelist")).to_be_visible()

    again = open_page(viewport={"width": 390, "height": 844})
    log_in(again)
    assert again.evaluate("document.documentElement.scrollWidth") <= 390
    again.get_by_label("Code").fill(totp_code(secret, at=time.time() + 30))  # the one that set it up may be good once only
    again.get_by_role("button", name="Log in", exact=True).click()
    expect(again.locator("#changelist")).to_be_visible()


def test_recovery_code_signs_in_without_javascript(organiser_page, page_without_javascript):
    _secret, code = set_up_app(organiser_page)

    log_in(page_without_javascript)
    page_without_javascript.get_by_label("Code").fill(code)
    page_without_javascript.get_by_role("button", name="Log in", exact=True).click()

    expect(page_without_javascript.locator("#changelist")).to_be_visible()


def test_passkey_is_added_and_signs_in_without_a_password(organiser_page):
    page = organiser_page
    add_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the passkey").click()
    keep_codes(page)
    page.get_by_role("button", name="Log out").click()

    page.goto("/admin/agenda/session/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.locator("#changelist")).to_be_visible()
    page.goto("/staff/2fa/webauthn/")
    expect(page.get_by_role("row", name="My telephone")).to_be_visible()


def test_passkey_is_the_second_step_after_the_password(organiser_page):
    page = organiser_page
    add_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("Key")
    page.get_by_role("button", name="Add the passkey").click()
    keep_codes(page)
    page.get_by_role("button", name="Log out").click()

    log_in(page)
    page.get_by_role("button", name="Use a passkey instead").click()

    expect(page.locator("#changelist")).to_be_visible()
