"""Visitors' questions and their answers."""

import pytest
from post_office.models import Email

from agenda.models import FaqEntry
from registrations.domain import questions
from tests.factories import SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return questions.ask(SymposiumFactory(), "reader@example.org", "km", "តើមានចំណតទេ? <b>{{ 1 }}</b>")


def test_answer_is_mailed_in_the_askers_language(question, organiser):
    questions.answer(question, by=organiser, text="Yes: A & B.", publish=False)

    email = Email.objects.get()
    assert email.to == ["reader@example.org"]
    assert email.headers["Content-Language"] == "km"
    assert "តើមានចំណតទេ? <b>{{ 1 }}</b>" in email.message
    assert "Yes: A & B." in email.message
    assert "&lt;b&gt;{{ 1 }}&lt;/b&gt;" in email.html_message
    assert "Yes: A &amp; B." in email.html_message
    assert (question.answer, question.answered_by, question.faq_entry) == ("Yes: A & B.", organiser, None)
    assert not FaqEntry.objects.exists()


def test_answer_is_published_in_the_questions_language(question, organiser):
    questions.answer(question, by=organiser, text="បាទ មាន។", publish=True)

    entry = FaqEntry.objects.shown().get()
    assert question.faq_entry == entry
    assert (entry.question_km, entry.answer_km, entry.question_en) == (question.text, "បាទ មាន។", "")
    assert f"/km/{question.symposium.slug}/faq/" in Email.objects.get().message


def test_answer_goes_out_once(question, organiser):
    questions.answer(question, by=organiser, text="Yes.", publish=True)

    with pytest.raises(questions.AnsweredAlready):
        questions.answer(question, by=organiser, text="No.", publish=True)

    assert (Email.objects.count(), FaqEntry.objects.count()) == (1, 1)
    question.refresh_from_db()
    assert question.answer == "Yes."
