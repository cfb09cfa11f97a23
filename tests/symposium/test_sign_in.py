"""How staff sign in: with a second step where the setting demands it; nobody else, and nobody too often."""

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import override_settings

from tests.conftest import signed_in, staff
from tests.factories import SymposiumFactory

DATABASE_CACHE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "symposium_cache"}}


def totp_code(secret: str, at: float | None = None) -> str:
    """Return the six digits that an authenticator app shows (RFC 6238)."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def demanded(settings):
    settings.STAFF_MFA_REQUIRED = True


@pytest.fixture
def secret(organiser):
    """The secret of the organiser's authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(organiser, secret)
    return secret


def log_in(client, username="organiser", password="password", **more):
    return client.post("/staff/login/?next=/admin/agenda/session/", {"login": username, "password": password, **more})


def test_admin_sends_to_the_page_that_asks_for_the_second_step_too(client, db):
    response = client.get("/admin/agenda/session/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/staff/login/?next=%2Fadmin%2Fagenda%2Fsession%2F")
    assert response.headers["Content-Language"] == "en"


def test_admins_own_form_signs_nobody_in(client, organiser):
    client.post("/admin/login/", {"username": "organiser", "password": "password"})

    assert client.get("/admin/").status_code == 302


def test_password_is_enough_where_no_second_step_is_set_up_nor_demanded(client, organiser):
    assert log_in(client).url == "/admin/agenda/session/"
    assert client.get("/admin/agenda/session/").status_code == 200


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_only_staff_are_let_in(client, organiser, change):
    type(organiser).objects.update(**change)

    response = log_in(client)

    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 302)


def test_wrong_password_and_an_account_that_is_not_staffs_look_the_same(client, organiser):
    wrong = log_in(client, password="wrong").content.decode()
    type(organiser).objects.update(is_staff=False)
    not_staff = log_in(client).content.decode()

    sentence = "This is not the username and password of a staff account."
    assert sentence in wrong
    assert sentence in not_staff


@pytest.mark.parametrize("address", ["/admin/", "/admin/agenda/session/", "/admin/password_change/", "/en/preview/2030/agenda/"])
def test_demand_lets_nobody_work_before_the_second_step_is_set_up(organiser, demanded, secret, address):
    SymposiumFactory(slug="2030")
    with_step, without = signed_in(organiser), signed_in(staff("new", "organiser"))

    assert with_step.get(address).status_code == 200
    response = without.get(address)
    assert (response.status_code, response.url) == (302, "/staff/2fa/")
    assert "Before you can work here" in without.get("/staff/2fa/").content.decode()
    assert without.post("/admin/agenda/session/add/", {}).url == "/staff/2fa/"


def test_recovery_codes_alone_are_no_second_step(organiser, demanded):
    RecoveryCodes.activate(organiser)

    assert signed_in(organiser).get("/admin/").status_code == 302


def test_demand_lets_people_sign_out_and_costs_the_public_nothing(organiser, demanded):
    SymposiumFactory(slug="2030")
    client = signed_in(organiser)
    response = client.get("/en/2030/news/?x=1")

    assert response.status_code == 200
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.post("/admin/logout/").status_code == 200


def test_demand_asks_nothing_where_the_setting_does_not(organiser):
    assert signed_in(organiser).get("/admin/").status_code == 200


def test_signing_in_asks_for_the_code_and_lets_nobody_in_before_it(client, organiser, secret):
    assert log_in(client).url.startswith("/staff/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302

    assert "Incorrect code" in client.post("/staff/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.get("/admin/").status_code == 302
    assert client.post("/staff/2fa/authenticate/", {"code": totp_code(secret)}).url == "/admin/agenda/session/"
    assert client.get("/admin/").status_code == 200


def test_code_is_good_once(client, organiser, secret):
    code = totp_code(secret)
    log_in(client)
    client.post("/staff/2fa/authenticate/", {"code": code})
    client.post("/admin/logout/")

    log_in(client)
    assert "Incorrect code" in client.post("/staff/2fa/authenticate/", {"code": code}).content.decode()


def test_recovery_code_lets_in_once(client, organiser, secret):
    code = RecoveryCodes.activate(organiser).get_unused_codes()[0]
    for goes in (True, False):
        log_in(client)
        response = client.post("/staff/2fa/authenticate/", {"code": code})
        assert (response.status_code == 302) is goes
        client.post("/admin/logout/")


def test_setting_up_an_app_asks_for_the_password_and_shows_recovery_codes_once(organiser, demanded):
    client = signed_in(organiser)
    assert client.get("/staff/2fa/totp/activate/").url.startswith("/staff/reauthenticate/")
    client.post("/staff/reauthenticate/?next=/staff/2fa/totp/activate/", {"password": "password"})
    secret = client.get("/staff/2fa/totp/activate/").context["form"].secret

    assert client.post("/staff/2fa/totp/activate/", {"code": totp_code(secret)}).url == "/staff/2fa/recovery-codes/"
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert codes[0] in client.get("/staff/2fa/recovery-codes/").content.decode()
    assert codes[0] not in client.get("/staff/2fa/recovery-codes/").content.decode()
    assert client.get("/staff/2fa/recovery-codes/download/").status_code == 403
    assert client.get("/admin/").status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize("page", ["signup/", "email/", "password/reset/", "confirm-email/", "login/code/", "password/change/"])
def test_pages_on_which_people_would_make_accounts_are_not_there(client, db, page):
    assert client.get(f"/staff/{page}").status_code == 404


@override_settings(CACHES=DATABASE_CACHE)
def test_tries_are_counted_in_the_database_and_end(client, organiser):
    answers = [log_in(client, password="wrong") for _try in range(6)]

    assert "Too many failed login attempts" in answers[-1].content.decode()
    assert log_in(client).status_code == 200  # the right password comes too late
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM symposium_cache")
        assert cursor.fetchone()[0] > 0
    caches["default"].clear()


def test_page_of_sign_in_runs_nothing_inline_and_is_kept_by_nobody(client, db):
    response = client.get("/staff/login/")

    assert "no-store" in response.headers["Cache-Control"]
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert 'lang="en"' in response.content.decode()
    assert "<main" in response.content.decode()
