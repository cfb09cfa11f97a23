"""What of registrations needs somebody now: the start page's cards on vetting, questions and mails that failed."""

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Min
from django.urls import reverse
from post_office.models import STATUS, Email

from agenda.admin.filters import chosen_symposium
from agenda.models import Symposium
from registrations.domain.overview import pending_by_agency, people_by_day
from registrations.models import Question, Registration

SHOWN = 8


def _may_look(request, model) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)


def registration_cards(request) -> list[dict]:
    """Return the cards that this user may see: of the current edition, and of the outbox."""
    symposium = chosen_symposium(request)
    cards = []
    if symposium and _may_look(request, Registration):
        cards += [_pending(symposium), _people(symposium)]
    if symposium and _may_look(request, Question):
        cards.append(_questions(symposium))
    if _may_look(request, Email):
        cards.append(_mails())
    return cards


def _list(model: str, **filters) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(filters)}"


def _pending(symposium: Symposium) -> dict:
    waiting = pending_by_agency(symposium)
    filters = {"symposium": symposium.pk, "state__exact": Registration.State.PENDING.value}
    agencies = [
        (entry, _list("registrations_registration", **filters, **_of_agency(entry.delegation_id))) for entry in waiting[:SHOWN]
    ]  # fmt: skip
    return {
        "title": "Registrations to check",
        "template": "admin/registrations/start/_pending.html",
        "needs_you": bool(waiting),
        "count": sum(entry.count for entry in waiting),
        "since": min((entry.since for entry in waiting), default=None),
        "agencies": agencies,
        "more": max(len(waiting) - SHOWN, 0),
        "list": _list("registrations_registration", **filters),
    }


def _of_agency(delegation_id: int | None) -> dict:
    return {"delegation__isnull": True} if delegation_id is None else {"delegation": delegation_id}


def _people(symposium: Symposium) -> dict:
    return {"title": "People", "template": "admin/registrations/start/_people.html", "days": people_by_day(symposium)}


def _questions(symposium: Symposium) -> dict:
    found = Question.objects.unanswered().filter(symposium=symposium).aggregate(count=Count("pk"), since=Min("asked_at"))
    return {
        "title": "Questions",
        "template": "admin/registrations/start/_questions.html",
        "needs_you": found["count"] > 0,
        "list": _list("registrations_question", symposium=symposium.pk, answered="no"),
        **found,
    }


def _mails() -> dict:
    count = Email.objects.filter(status=STATUS.failed).count()
    return {
        "title": "Mail",
        "template": "admin/registrations/start/_mails.html",
        "needs_you": count > 0,
        "count": count,
        "list": _list("post_office_email", status__exact=STATUS.failed),
    }


admin.site.add_to_start_page(registration_cards)
