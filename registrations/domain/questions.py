"""Visitors' questions: asked on the site, answered once by mail, published where the organisers wish."""

from copy import copy
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from agenda.domain.history import log_update
from agenda.models import FaqEntry, Symposium
from registrations.mail import askers
from registrations.models import Question


class AnsweredAlready(Exception):
    """The question was answered before, perhaps by somebody else a moment ago."""


def ask(symposium: Symposium, email: str, language: str, text: str, at: datetime | None = None) -> Question:
    """Take a visitor's question up for the organisers."""
    return Question.objects.create(symposium=symposium, email=email, language=language, text=text, asked_at=at or timezone.now())


@transaction.atomic
def answer(question: Question, *, by: AbstractBaseUser, text: str, publish: bool, at: datetime | None = None) -> Question:
    """Store the answer, put its mail into the outbox and, if wished, publish both in the question's language. Raises AnsweredAlready."""
    at = at or timezone.now()
    first = Question.objects.unanswered().filter(pk=question.pk).update(answer=text, answered_at=at, answered_by=by)
    if not first:
        raise AnsweredAlready
    before = copy(question)
    question.refresh_from_db()
    log_update(before, question)
    if publish:
        question.faq_entry = FaqEntry.objects.create(
            symposium=question.symposium,
            answered_at=at,
            **{f"question_{question.language}": question.text, f"answer_{question.language}": text},
        )
        question.save(update_fields=["faq_entry"])
    askers.write_answer(question)
    return question
