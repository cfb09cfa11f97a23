"""My agenda: one page for everybody, which a script makes the reader's own."""

import pytest

from agenda.domain.release import publish
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2030", published=False)


@pytest.fixture
def session(symposium):
    made = SessionFactory(symposium=symposium, title_en="Opening")
    SessionFactory(symposium=symposium, title_en="Operation Lotus", tlp="amber")
    publish(symposium)
    return made


def test_my_agenda_holds_all_sessions_hidden_and_says_what_it_needs(client, session):
    page = client.get("/en/2030/my-agenda/").content.decode()

    assert ">Opening</a>" in page
    assert '<div class="days" data-days data-whole hidden>' in page
    assert "<noscript>" in page
    assert "kept on your device by JavaScript" in page
    assert "Operation Lotus" not in page


def test_my_agenda_in_khmer_is_named_so(client, session):
    assert "<h1>កម្មវិធីរបស់ខ្ញុំ</h1>" in client.get("/km/2030/my-agenda/").content.decode()


def test_my_agenda_is_kept_in_memory_like_a_page(client, session, django_assert_num_queries):
    with django_assert_num_queries(3):  # version, release with its content, newest releases
        client.get("/en/2030/my-agenda/")
    with django_assert_num_queries(1):  # the version
        response = client.get("/en/2030/my-agenda/")

    assert "Set-Cookie" not in response.headers


def test_my_agenda_of_a_preview_carries_no_script_and_says_so(organiser_client, session):
    page = organiser_client.get("/en/preview/2030/my-agenda/").content.decode()

    assert "<script" not in page
    assert 'id="words"' not in page
    assert "<noscript>" not in page
    assert "kept on your device by JavaScript" in page


def test_my_agenda_of_an_unknown_symposium_is_not_found(client, db):
    assert client.get("/en/nowhere/my-agenda/").status_code == 404
