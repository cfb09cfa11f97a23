"""Settings from the environment: what is safe without any, and that a wrong one stops the start and is named."""

import os
import runpy
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv
from environ.fileaware_mapping import FileAwareMapping

from symposium.environment import email_backend, local_secret_key, strict_bool

SETTINGS = Path(__file__).resolve().parents[2] / "symposium" / "settings.py"
REAL = {
    "DEBUG": "false",
    "SECRET_KEY": "a-secret-of-this-test",
    "ALLOWED_HOSTS": "symposium.example, www.symposium.example",
    "BASE_URL": "https://symposium.example/",
    "DATABASE_URL": "postgresql://site:word@db.example:5433/site",
}


@pytest.fixture
def read_settings(monkeypatch):
    """Return a function that reads settings.py in just that environment."""

    def read(**environment):
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(FileAwareEnv, "ENVIRON", FileAwareMapping())  # it keeps what it has once read from a file
        return runpy.run_path(str(SETTINGS))

    return read


def test_without_any_setting_the_site_is_for_this_computer_only(read_settings):
    settings = read_settings()

    assert settings["DEBUG"] is True
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert len(settings["SECRET_KEY"]) > 50
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_real_use_reads_each_value(read_settings):
    settings = read_settings(**REAL)

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["symposium.example", "www.symposium.example"]
    assert settings["BASE_URL"] == "https://symposium.example"
    database = settings["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["PORT"]) == ("django.db.backends.postgresql", "db.example", 5433)


def test_https_turns_on_what_only_https_can_keep(read_settings):
    https, http = read_settings(**REAL), read_settings(**REAL | {"BASE_URL": "http://symposium.example"})

    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    assert all(https[name] for name in names)
    assert not any(http[name] for name in names)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, " "], ids=["absent", "blank"])
def test_real_use_does_not_start_without_secret_and_hosts(read_settings, missing, value):
    environment = {name: text for name, text in (REAL | {missing: value}).items() if text is not None}

    with pytest.raises(ImproperlyConfigured, match=missing):
        read_settings(**environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "flase"),
        ("DEBUG", ""),
        ("BASE_URL", "symposium.example"),
        ("BASE_URL", "ftp://symposium.example"),
        ("BASE_URL", "https://example.org/symposium"),
        ("UNVERIFIED_HOURS", "-1"),
        ("OFFER_HOURS", "soon"),
        ("DATABASE_URL", "mysql://db.example/site"),
        ("DATABASE_URL", "postgressql://db.example/site"),
        ("TIME_ZONE", "Asia/Phnom Penh"),
        ("TIME_ZONE", "../etc/passwd"),
        ("EMAIL_URL", "pigeon://loft"),
        ("UNVERIFIED_HOURS", "two days"),
        ("RATELIMIT_ENABLE", "maybe"),
        ("PAGE_MEMORY_MIB", "64M"),
        ("STAFF_MFA_REQUIRED", "sometimes"),
    ],
)
def test_wrong_value_stops_the_start_and_is_named(read_settings, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        read_settings(**REAL | {name: value})


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        ("symposium.example,www.symposium.example", "https://symposium.example"),
        (".example.org", "https://example.org"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_address_without_base_url_is_the_first_host(read_settings, hosts, address):
    environment = {name: text for name, text in REAL.items() if name != "BASE_URL"}

    assert read_settings(**environment | {"ALLOWED_HOSTS": hosts})["BASE_URL"] == address


def test_address_can_not_be_guessed_from_any_host(read_settings):
    environment = {name: text for name, text in REAL.items() if name != "BASE_URL"}

    with pytest.raises(ImproperlyConfigured, match="BASE_URL"):
        read_settings(**environment | {"ALLOWED_HOSTS": "*"})


@pytest.mark.parametrize(
    ("environment", "demanded"),
    [({}, False), (REAL, True), (REAL | {"STAFF_MFA_REQUIRED": "false"}, False), ({"STAFF_MFA_REQUIRED": "true"}, True)],
)
def test_second_step_is_demanded_in_real_use_unless_said_otherwise(read_settings, environment, demanded):
    assert read_settings(**environment)["STAFF_MFA_REQUIRED"] is demanded


def test_error_does_not_show_a_password(read_settings):
    with pytest.raises(ImproperlyConfigured) as error:
        read_settings(**REAL | {"DATABASE_URL": "mysql://site:hunter2@db.example/site"})

    assert "hunter2" not in str(error.value)


def test_value_may_come_from_a_file(read_settings, tmp_path):
    (tmp_path / "key").write_text("secret-of-a-file\n")
    environment = {name: value for name, value in REAL.items() if name != "SECRET_KEY"}

    assert read_settings(**environment, SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == "secret-of-a-file"


@pytest.mark.parametrize(("text", "value"), [("true", True), ("True", True), ("1", True), ("on", True), ("false", False), ("0", False)])
def test_strict_bool_reads_true_and_false(text, value):
    assert strict_bool(text) is value


def test_mail_folder_is_read_from_its_address():
    assert email_backend("filemail:///srv/mail")["EMAIL_FILE_PATH"] == "/srv/mail"


def test_local_key_is_made_once_and_for_its_owner(tmp_path):
    path = tmp_path / "var" / "secret_key"

    key = local_secret_key(path)

    assert len(key) > 50
    assert local_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_local_key_is_one_for_processes_that_start_at_once(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(local_secret_key, [tmp_path / "secret_key"] * 64))

    assert len(keys) == 1
    assert keys != {""}
