"""What the form lets a participant choose from: agencies grouped by kind, days, honorifics."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.domain.programme import Programme
from agenda.models import Day, Honorific, Organisation, Symposium
from agenda.texts import RANKS, Text, day_and_month, weekday
from registrations.domain.seats import SeatPlan
from registrations.models import Delegation

NOT_LISTED = "other"


def organisation_name(organisation: Organisation, programme: Programme, language: str) -> str:
    """Return an agency's name: the published one where there is one; a department stands after its parent."""
    published = programme.organisations.get(organisation.slug)
    name = (published.name if published else Text.of(organisation, "name")).in_language(language)
    return f"{organisation_name(organisation.parent, programme, language)}: {name}" if organisation.parent else name


def agency_choices(delegations: list[Delegation], plan: SeatPlan, days: list[Day], programme: Programme) -> list:
    """Return the agencies in groups by kind, those that fill up marked in words, and "not listed" at the end."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for delegation in delegations:
        label = organisation_name(delegation.organisation, programme, get_language()) + _level_in_words(plan.level(delegation, days))
        groups.setdefault(delegation.organisation.kind, []).append((str(delegation.pk), label))
    grouped = [(kind.label, sorted(groups[kind], key=lambda choice: choice[1])) for kind in Organisation.Kind if kind in groups]
    not_listed = (NOT_LISTED, _("My agency is not listed") + _level_in_words(plan.level(None, days)))
    return [("", _("Please choose")), *grouped, not_listed]


def _level_in_words(level: str) -> str:
    return {"filling": " – " + _("filling up"), "full": " – " + _("full: waiting list")}.get(level, "")


def days_to_choose(symposium: Symposium, programme: Programme, at: datetime | None = None) -> list[Day]:
    """Return the published days that are not over."""
    today = timezone.localtime(at, symposium.zone).date()
    published = {day.date for day in programme.days}
    return [day for day in symposium.days.all() if day.date in published and day.date >= today]


def day_label(day: Day) -> str:
    """Return the day as the form names it: Wednesday 14 December."""
    language = get_language()
    return f"{weekday(day.date, language)} {day_and_month(day.date, language)}"


def honorific_choices() -> list[tuple[str, str]]:
    """Return the honorifics, nothing chosen at first."""
    return [("", _("Please choose")), *Honorific.choices]


def known_ranks() -> list[str]:
    """Return the ranks that the form suggests, in Khmer and English."""
    return list(dict.fromkeys([*RANKS.values(), *RANKS]))
