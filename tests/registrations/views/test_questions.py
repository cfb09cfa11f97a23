"""Asking the organisers a question."""

import pytest

from agenda.models import Symposium
from registrations.models import Question
from tests.factories import SymposiumFactory

URL = "/km/2030/faq/ask/"
ASKED = {"text": "Is there parking?\r\nFor a bus?", "email": "Visitor@agency.example"}


def test_ask_takes_the_question_up_in_the_pages_language(client, symposium):
    answer = client.post(URL, ASKED)
    assert (answer.status_code, answer["Location"]) == (303, "/km/2030/faq/asked/")
    question = Question.objects.get()
    assert (question.symposium, question.language, question.email) == (symposium, "km", "visitor@agency.example")
    assert question.text == "Is there parking?\nFor a bus?"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"text": ""}, "text", "Please fill in this field"),
        ({"text": "x" * 2001}, "text", "at most 2000 characters"),
        ({"text": "bell \x07"}, "text", "a character here that cannot be shown"),
        ({"email": "visitor"}, "email", "Write the whole address"),
    ],
)
def test_ask_names_what_is_wrong_and_writes_nothing(client, symposium, changes, field, says):
    answer = client.post(URL.replace("km", "en"), {**ASKED, **changes})
    assert list(answer.context["form"].errors) == [field]
    assert says in answer.content.decode()
    assert not Question.objects.exists()


def test_ask_leads_back_to_the_questions(client, symposium):
    assert 'href="/km/2030/faq/"' in client.get(URL).content.decode()


def test_ask_is_not_found_for_a_symposium_that_nobody_may_see(client, db):
    SymposiumFactory(slug="2030", state=Symposium.State.DRAFT)
    assert client.post(URL, ASKED).status_code == 404
    assert not Question.objects.exists()
