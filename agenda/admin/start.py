"""What of the programme needs an organiser now: the start page's cards on publishing, the checks and the days."""

from django.contrib import admin
from django.urls import reverse

from agenda.admin.checks import told
from agenda.admin.filters import chosen_symposium
from agenda.admin.publishing import may_publish
from agenda.domain.conflicts import errors, problems
from agenda.domain.glance import days_at_a_glance
from agenda.domain.release import latest_release, pending_changes
from agenda.models import Session, Symposium

SHOWN = 5


def programme_cards(request) -> list[dict]:
    """Return the cards of the current edition, for those who may look at sessions."""
    symposium = chosen_symposium(request)
    if symposium is None or not admin.site.get_model_admin(Session).has_view_permission(request):
        return []
    return [_publishing(request, symposium), _checks(symposium), _days(symposium)]


def _publishing(request, symposium: Symposium) -> dict:
    comparison = pending_changes(symposium)
    return {
        "title": "Publishing",
        "template": "admin/agenda/start/_publishing.html",
        "needs_you": comparison.differs,
        "symposium": symposium,
        "comparison": comparison,
        "current": latest_release(symposium),
        "address": reverse("admin:agenda_symposium_publish", args=[symposium.pk]) if may_publish(request.user) else "",
    }


def _checks(symposium: Symposium) -> dict:
    found = problems(symposium)
    error_count = len(errors(found))
    return {
        "title": "Checks",
        "template": "admin/agenda/start/_checks.html",
        "needs_you": error_count > 0,
        "error_count": error_count,
        "warning_count": len(found) - error_count,
        "problems": told(found[:SHOWN]),
        "more": max(len(found) - SHOWN, 0),
        "list": reverse("admin:agenda_session_changelist") + f"?symposium={symposium.pk}",
    }


def _days(symposium: Symposium) -> dict:
    return {
        "title": "The days",
        "template": "admin/agenda/start/_days.html",
        "days": days_at_a_glance(symposium),
        "list": reverse("admin:agenda_session_changelist") + f"?symposium={symposium.pk}",
    }


admin.site.add_to_start_page(programme_cards)
