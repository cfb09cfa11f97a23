"""What the instant search compares."""

import pytest

from agenda.domain.release import publish
from agenda.models.search import ALIKE, INVISIBLE
from tests.factories import OrganisationFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


def test_search_index_holds_the_key_of_each_session_and_how_queries_are_brought_into_its_form(client):
    symposium = SymposiumFactory(slug="2030", published=False)
    session = SessionFactory(
        symposium=symposium, title_en="Digital  Literacy", title_km="អក្ខរកម្មឌី\u200bជីថល", abstract_en="", abstract_km=""
    )
    session.session_organisations.create(organisation=OrganisationFactory(name_en="Police", name_km="នគរបាល", acronym="ACCD"))
    publish(symposium)

    for language in ("en", "km"):
        response = client.get(f"/{language}/2030/search.json")
        assert response.headers["Content-Type"] == "application/json"
        assert response.json() == {
            "sessions": {session.code: f"digital literacy អក្ខរកម្មឌីជីថល police នគរបាល accd {session.code.lower()}"},
            "invisible": "".join(chr(letter) for letter in INVISIBLE),
            "alike": [list(pair) for pair in ALIKE],
        }


def test_search_index_knows_a_closed_session_by_its_code_alone(client):
    symposium = SymposiumFactory(slug="2030", published=False)
    session = SessionFactory(symposium=symposium, title_en="Operation Lotus", tlp="green")
    session.session_organisations.create(organisation=OrganisationFactory(name_en="Secret agency"))
    publish(symposium)

    assert client.get("/en/2030/search.json").json()["sessions"] == {session.code: session.code.lower()}


def test_search_index_is_kept_in_memory_like_a_page(client, django_assert_num_queries):
    SymposiumFactory(slug="2030")
    client.get("/en/2030/search.json")

    with django_assert_num_queries(1):  # the version
        client.get("/en/2030/search.json")
