"""The admin under the strict Content-Security-Policy, in a real browser: conftest fails a page that the browser complained about."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def signed_in_page(page, admin_user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(admin_user.username)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    return page


def test_admin_signs_in_and_shows_its_start_page(signed_in_page):
    expect(signed_in_page.get_by_role("button", name="Log out")).to_be_visible()


def test_inline_script_is_refused_and_noticed(open_page):
    page = open_page()
    page.goto("/admin/login/")

    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = \"run\"'}))")

    assert page.title() != "run"
    assert any("script-src" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_pages_work_without_javascript(page_without_javascript):
    page_without_javascript.goto("/admin/login/")

    expect(page_without_javascript.get_by_role("button", name="Log in")).to_be_visible()


def test_phone_is_390_pixels_wide(phone):
    phone.goto("/admin/login/")

    assert phone.evaluate("window.innerWidth") == 390
