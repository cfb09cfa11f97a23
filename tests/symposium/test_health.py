"""The two addresses that a load balancer asks."""

import json

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from symposium import health


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Begin as a process that has not looked at the migrations yet."""
    monkeypatch.setattr(health._Migrations, "are_applied", False)


def ask(view):
    response = view(RequestFactory().get("/"))
    return response.status_code, json.loads(response.content)


def test_healthz_answers_without_the_database():
    # No database mark: pytest-django refuses each query here.
    assert ask(health.healthz) == (200, {"status": "alive"})


def test_healthz_is_kept_by_no_cache():
    assert "no-store" in health.healthz(RequestFactory().get("/"))["Cache-Control"]


def test_healthz_takes_no_post():
    assert health.healthz(RequestFactory().post("/")).status_code == 405


def test_readyz_is_ready_with_all_migrations(db):
    assert ask(health.readyz) == (200, {"status": "ready"})


def test_readyz_asks_for_the_migrations_once(db, django_assert_num_queries):
    ask(health.readyz)

    with django_assert_num_queries(1):
        assert ask(health.readyz) == (200, {"status": "ready"})


def test_readyz_is_not_ready_with_a_migration_missing(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    assert health.unapplied_migrations() == ["sessions.0001_initial"]
    assert ask(health.readyz) == (503, {"status": "not ready", "reason": "migrations are not applied"})


def test_readyz_is_not_ready_when_the_database_does_not_answer(db):
    def refuse(*_):
        raise OperationalError("the server has gone away")

    with connection.execute_wrapper(refuse):
        assert ask(health.readyz) == (503, {"status": "not ready", "reason": "the database does not answer"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_has_an_address_without_language(db, client, path):
    assert client.get(path).status_code == 200
