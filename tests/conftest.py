"""The people and the surroundings that every test may count on."""

from importlib import import_module

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.core.cache import cache
from django.core.files.storage import storages
from django.test import Client, override_settings
from django.utils import translation

from agenda.domain import release
from symposium import page_memory

hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Keep SQLite's test database in a file of each worker: threads and the live server then see one database, with its real locks."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(tmp_path_factory.mktemp("database") / "test.sqlite3")}
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory, django_test_environment):
    """Keep uploads in a folder of each worker, and hash passwords fast: no test is about the hash."""
    import_module(settings.ROOT_URLCONF)  # it looks at DEBUG once: before a test that turns it on
    folder = tmp_path_factory.mktemp("files")
    with override_settings(
        MEDIA_ROOT=str(folder / "media"),
        PRIVATE_ROOT=str(folder / "private"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},  # it can be emptied without a database
    ):
        yield


@pytest.fixture(autouse=True)
def english():
    """Begin each test in English, whatever page the test before asked for."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """Begin each test with no page in memory, and ask for the version at each request instead of once a second."""
    cache.clear()  # tries to sign in
    release.forget_published_programmes()
    page_memory.memory.clear()
    page_memory.versions.forget()
    monkeypatch.setattr(page_memory, "COUNTER_SECONDS", 0)


def staff(username: str, group: str) -> AbstractUser:
    """Return a staff user of that group, with the password "password"."""
    user = get_user_model().objects.create_user(username, f"{username}@example.org", "password", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: AbstractUser) -> Client:
    """Return a browser in which that user is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def organiser(db):
    """Who edits and publishes the programme."""
    return staff("organiser", "organiser")


@pytest.fixture
def registrar(db):
    """Who confirms and declines registrations."""
    return staff("registrar", "registrar")


@pytest.fixture
def organiser_client(organiser):
    """The organiser's browser."""
    return signed_in(organiser)


@pytest.fixture
def registrar_client(registrar):
    """The registrar's browser."""
    return signed_in(registrar)


@pytest.fixture
def private_storage():
    """The storage of private files, in this worker's folder."""
    return storages["private"]
