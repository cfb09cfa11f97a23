"""The mail to somebody who asked the organisers."""

from django.utils.translation import gettext, override
from post_office.models import Email

from agenda.domain import release
from registrations.mail.compose import absolute, compose
from registrations.mail.outgoing import put_into_outbox
from registrations.models import Question


def write_answer(question: Question) -> Email:
    """Put the answer to a question into the outbox."""
    symposium = question.symposium
    with override(question.language):
        facts = {
            "name": gettext("reader"),
            "question": question.text,
            "answer": question.answer,
            "faq": absolute("agenda:faq", symposium.slug) if question.faq_entry_id else "",
            "contact": symposium.privacy_contact,
        }
    letter = compose("answer", facts, release.current(symposium), question.language)
    return put_into_outbox(letter, to=question.email, reply_to=symposium.privacy_contact)
