"""The days of a draft at a glance: how much takes place on each, and what is on or comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agenda.domain.visibility import called, is_public
from agenda.models import Day, Session, Symposium

SHOWN = 4


@dataclass(frozen=True)
class DayAtAGlance:
    """One day. `coming` are the sessions that run or come next, each with its name: none once the day is over."""

    day: Day
    is_today: bool
    taking_place: int
    cancelled: int
    tentative: int
    closed: int
    coming: list[tuple[Session, str]]


def days_at_a_glance(symposium: Symposium, at: datetime | None = None) -> list[DayAtAGlance]:
    """Return the days of the draft, for whoever works at the desk. Two queries; names quote no TLP:RED text."""
    here = timezone.localtime(at, symposium.zone)
    by_day = defaultdict(list)
    for session in symposium.sessions.select_related("room").as_the_day_runs().defer("abstract_en", "abstract_km", "search_key"):
        by_day[session.day_id].append(session)
    return [_at_a_glance(day, by_day[day.pk], here) for day in symposium.days.all()]


def _at_a_glance(day: Day, sessions: list[Session], here: datetime) -> DayAtAGlance:
    taking_place = [session for session in sessions if session.state != Session.State.CANCELLED]
    is_over = day.date < here.date()
    is_today = day.date == here.date()
    coming = [session for session in taking_place if not is_over and not (is_today and session.end <= here.time())]
    return DayAtAGlance(
        day=day,
        is_today=is_today,
        taking_place=len(taking_place),
        cancelled=len(sessions) - len(taking_place),
        tentative=sum(session.state == Session.State.TENTATIVE for session in taking_place),
        closed=sum(not is_public(session.tlp) for session in taking_place),
        coming=[(session, called(session)) for session in coming[:SHOWN]],
    )
