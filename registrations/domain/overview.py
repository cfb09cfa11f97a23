"""Registrations counted for those who see to them: who waits for vetting, by agency, and how many people come on each day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from agenda.models import Day, Symposium
from registrations.models import Registration

State = Registration.State


@dataclass(frozen=True)
class Waiting:
    """How many people of one agency are pending, and since when the first of them. Without a key: of agencies that are not listed."""

    delegation_id: int | None
    agency: str
    count: int
    since: datetime


def pending_by_agency(symposium: Symposium) -> list[Waiting]:
    """Return the agencies whose people wait for vetting, the longest list first. One query."""
    organisation = "delegation__organisation__"
    rows = (
        Registration.objects.filter(symposium=symposium, state=State.PENDING)
        .order_by()
        .values_list("delegation_id", f"{organisation}name_en", f"{organisation}name_km", f"{organisation}acronym")
        .annotate(count=Count("pk"), since=Min("state_since"))
    )
    found = [Waiting(key, _agency(key, *names), count, since) for key, *names, count, since in rows]
    return sorted(found, key=lambda waiting: (-waiting.count, waiting.agency))


def _agency(key: int | None, name_en: str, name_km: str, acronym: str) -> str:
    if key is None:
        return "Agencies that are not listed"
    return f"{name_en or name_km} ({acronym})" if acronym else name_en or name_km


@dataclass(frozen=True)
class PeopleOnDay:
    """How many people want to come on a day, by what their state means."""

    day: Day
    confirmed: int
    pending: int
    held: int
    waiting: int


def people_by_day(symposium: Symposium) -> list[PeopleOnDay]:
    """Return the counts of each day. Two queries."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = (
        Registration.days.through.objects.filter(registration__symposium=symposium).order_by().values_list("day_id", "registration__state")
    )
    for day_id, state, count in rows.annotate(count=Count("pk")):
        counts[day_id][state] = count
    return [
        PeopleOnDay(
            day=day,
            confirmed=counts[day.pk][State.CONFIRMED],
            pending=counts[day.pk][State.PENDING],
            held=sum(counts[day.pk][state] for state in Registration.HOLDING),
            waiting=counts[day.pk][State.WAITLISTED],
        )
        for day in symposium.days.all()
    ]
