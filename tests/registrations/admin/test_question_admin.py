"""Visitors' questions at the desk."""

import pytest
from django.utils import timezone
from post_office.models import Email

from agenda.models import FaqEntry
from registrations.domain import questions

LIST = "/admin/registrations/question/"


@pytest.fixture
def question(symposium):
    return questions.ask(symposium, "visitor@agency.example", "km", "តើមានកន្លែងចតរថយន្តទេ?")


def page_of(question) -> str:
    return f"{LIST}{question.pk}/change/"


def test_list_shows_those_that_wait_first(registrar_client, registrar, symposium, question):
    answered = questions.ask(symposium, "other@agency.example", "en", "Newer, but answered")
    questions.answer(answered, by=registrar, text="Yes.", publish=False)
    waits = questions.ask(symposium, "third@agency.example", "en", "Newest")
    assert list(registrar_client.get(LIST).context["cl"].result_list) == [waits, question, answered]
    assert list(registrar_client.get(LIST, {"answered": "yes"}).context["cl"].result_list) == [answered]


@pytest.mark.parametrize("count", [10, 200])
def test_list_costs_the_same_queries_for_ten_and_for_two_hundred(registrar_client, symposium, count, django_assert_num_queries):
    for number in range(count):
        questions.ask(symposium, "visitor@agency.example", "en", f"Question {number}?")
    registrar_client.get(LIST)
    with django_assert_num_queries(9):
        assert registrar_client.get(LIST).status_code == 200


@pytest.mark.parametrize("publish", [True, False])
def test_answer_is_mailed_once_and_published_if_wished(registrar_client, question, publish):
    answer = registrar_client.post(page_of(question), {"answer": "បាទ។", **({"publish": "on"} if publish else {})})
    assert answer.status_code == 302
    question.refresh_from_db()
    assert (question.answer, question.answered_by.username) == ("បាទ។", "registrar")
    assert Email.objects.get().to == ["visitor@agency.example"]
    assert list(FaqEntry.objects.values_list("question_km", "answer_km")) == ([(question.text, "បាទ។")] if publish else [])


def test_answer_that_says_nothing_is_refused(registrar_client, question):
    answer = registrar_client.post(page_of(question), {"answer": " "})
    assert "Please fill in this field." in answer.content.decode()
    question.refresh_from_db()
    assert question.answered_at is None


def test_answered_question_is_read_only(registrar_client, registrar, question):
    questions.answer(question, by=registrar, text="First", publish=False)
    assert registrar_client.get(page_of(question)).status_code == 200
    assert registrar_client.post(page_of(question), {"answer": "Second"}).status_code == 403
    question.refresh_from_db()
    assert question.answer == "First"
    assert Email.objects.count() == 1


def test_question_itself_is_never_changed(registrar_client, question):
    registrar_client.post(
        page_of(question), {"answer": "Yes.", "text": "Other", "email": "other@agency.example", "asked_at": timezone.now()}
    )
    assert Email.objects.get().to == ["visitor@agency.example"]
