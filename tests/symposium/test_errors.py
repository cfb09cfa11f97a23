"""The pages that say what went wrong."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from symposium import errors
from tests.factories import SymposiumFactory

ENGLISH, KHMER = "Page not found", "រកមិនឃើញទំព័រនេះទេ"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/en/2001/", "/en/2001/agenda/", "/km/2001/agenda/", "/no.where/", "/en/", "/en/registration/unknown/x/y/"]
)
def test_unknown_page_is_said_in_both_languages_with_a_way_on(client, path):
    response = client.get(path)
    page = response.content.decode()

    assert response.status_code == 404
    assert KHMER in page
    assert ENGLISH in page
    assert 'href="/en/"' in page
    assert 'href="/km/"' in page
    assert response.cookies == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "first", "second"), [("/en/2001/", ENGLISH, KHMER), ("/km/2001/", KHMER, ENGLISH)])
def test_unknown_page_says_it_first_in_the_language_of_the_address(client, path, first, second):
    body = client.get(path).content.decode().split("<main")[1]

    assert body.index(first) < body.index(second)
    assert body.count("<h1") == 1


@pytest.mark.django_db
def test_broken_page_is_answered_in_both_languages_without_the_database(settings, monkeypatch, django_assert_num_queries):
    symposium = SymposiumFactory()

    def broken(*args, **kwargs):
        raise RuntimeError("Secret detail of the failure")

    monkeypatch.setattr("agenda.views.reading.published_edition", broken)

    response = Client(raise_request_exception=False).get(f"/en/{symposium.slug}/agenda/")
    page = response.content.decode()

    assert response.status_code == 500
    assert "ប្រព័ន្ធមានបញ្ហា" in page
    assert 'lang="en"' in page
    assert "Secret detail" not in page


def test_broken_page_needs_no_database_and_no_context(django_db_blocker):
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"<main" in response.content


@pytest.mark.parametrize(("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_refused_request_is_said_in_both_languages(view, status):
    response = view(RequestFactory().get("/en/"), SuspiciousOperation("x"))

    assert response.status_code == status
    assert 'lang="km"' in response.content.decode()


@pytest.mark.django_db
def test_form_without_its_cookie_is_told_what_to_do():
    symposium = SymposiumFactory()

    response = Client(enforce_csrf_checks=True).post(f"/en/{symposium.slug}/faq/ask/", {"text": "?"})

    assert response.status_code == 403
    assert 'lang="km"' in response.content.decode()
    assert [template.name for template in response.templates][0] == "403_csrf.html"
