"""How many seats there are, who holds them and who may have one: the one rule on seats, counted a day at a time."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from agenda.models import Day, Symposium
from registrations.models import Delegation, Registration

FILLING_FROM = 0.75  # of the seats held


def lock(symposium_id: int) -> Symposium:
    """Return the symposium's row, locked until the transaction ends: whoever counts its seats waits for whoever changes them.

    On SQLite the transaction has excluded all other writers from its beginning (transaction_mode IMMEDIATE).
    """
    return Symposium.objects.select_for_update(no_key=True).get(pk=symposium_id)


class SeatPlan:
    """A symposium's seats at one time. Loaded in three queries; `take` and `give_back` keep it true in memory afterwards.

    A delegation's seats are kept for it, and are its limit, until its deadline. What is not kept is the day's pool, on which unlisted
    agencies and, after their deadline, all others draw. Nobody is let in above the day's own seats.
    """

    def __init__(self, symposium: Symposium, at: datetime | None = None) -> None:
        at = at or timezone.now()
        self.days = {day.pk: day for day in Day.objects.filter(symposium=symposium)}
        delegations = Delegation.objects.filter(symposium=symposium)
        self.kept = {delegation.pk: delegation.seats for delegation in delegations if delegation.keeps_seats(at)}
        self.held: Counter[tuple[int | None, int]] = Counter()
        counts = (
            Registration.days.through.objects.filter(registration__symposium=symposium, registration__state__in=Registration.HOLDING)
            .order_by()
            .values_list("registration__delegation_id", "day_id")
            .annotate(held=Count("pk"))
        )
        for delegation_id, day_id, held in counts:
            self.held[delegation_id, day_id] = held

    def held_by(self, delegation: Delegation | int | None, day: Day | int) -> int:
        """Return how many people of a delegation (None: of unlisted agencies) hold a seat on a day."""
        return self.held[_key(delegation), _key(day)]

    def held_on(self, day: Day | int) -> int:
        """Return how many people hold a seat on a day."""
        return sum(held for (_delegation, day_id), held in self.held.items() if day_id == _key(day))

    def free(self, day: Day | int) -> int:
        """Return the free seats of a day's pool; below 0 where limits were lowered under what is held."""
        day_id = _key(day)
        # A delegation may hold more than it keeps: it drew on the pool, and then its deadline was put off.
        kept = sum(max(seats, self.held[delegation_id, day_id]) for delegation_id, seats in self.kept.items())
        return self.days[day_id].seats - kept - self._held_from_the_pool(day_id)

    def delegation_free(self, delegation: Delegation | int | None, day: Day | int) -> int:
        """Return how many more people of a delegation (None: of unlisted agencies) a day has a seat for."""
        delegation_id, day_id = _key(delegation), _key(day)
        if delegation_id not in self.kept:
            return self.free(day_id)
        own = self.kept[delegation_id] - self.held[delegation_id, day_id]
        return min(own, self.days[day_id].seats - self.held_on(day_id))

    def fits(self, delegation: Delegation | int | None, days: Iterable[Day | int]) -> bool:
        """Whether one more person of a delegation (None: of an unlisted agency) finds a seat on each of these days."""
        return all(self.delegation_free(delegation, day) > 0 for day in days)

    def take(self, delegation: Delegation | int | None, days: Iterable[Day | int]) -> None:
        """Count one more person of a delegation on these days."""
        self.held.update((_key(delegation), _key(day)) for day in days)

    def give_back(self, delegation: Delegation | int | None, days: Iterable[Day | int]) -> None:
        """Count one person less of a delegation on these days."""
        self.held.subtract((_key(delegation), _key(day)) for day in days)

    def level(self, delegation: Delegation | int | None, days: Iterable[Day | int]) -> str:
        """Return "free", "filling" (three quarters held) or "full" for one more person of a delegation on these days."""
        days = list(days)
        if not self.fits(delegation, days):
            return "full"
        return "filling" if any(self._share_held(_key(delegation), _key(day)) >= FILLING_FROM for day in days) else "free"

    def _share_held(self, delegation_id: int | None, day_id: int) -> float:
        kept = delegation_id in self.kept
        held = self.held[delegation_id, day_id] if kept else self._held_from_the_pool(day_id)
        return held / (held + self.delegation_free(delegation_id, day_id))

    def _held_from_the_pool(self, day_id: int) -> int:
        return sum(held for (delegation_id, on), held in self.held.items() if on == day_id and delegation_id not in self.kept)

    def smallest_seats_of_day(self, day: Day | int) -> int:
        """Return the fewest seats that a day may be given: what is kept and what is held beside it."""
        return self.days[_key(day)].seats - self.free(day)

    def smallest_seats_of_delegation(self, delegation: Delegation | int) -> int:
        """Return the fewest seats that a delegation may be given: what it holds on its fullest day."""
        return max((self.held_by(delegation, day) for day in self.days), default=0)

    def largest_seats_of_delegation(self, delegation: Delegation | int | None) -> int:
        """Return the most seats that a delegation (None: a new one) may keep: what no other keeps or holds on the scarcest day."""
        delegation_id = _key(delegation)
        return min((self.free(day) + self._taken_by(delegation_id, day) for day in self.days), default=0)

    def _taken_by(self, delegation_id: int | None, day_id: int) -> int:
        if delegation_id is None:
            return 0
        return max(self.kept.get(delegation_id, 0), self.held[delegation_id, day_id])


def delegation_problems(delegation: Delegation, at: datetime | None = None, plan: SeatPlan | None = None) -> list[str]:
    """Return what stands against a delegation's seats and deadline as they are now written, saved or not: sentences with numbers.

    `plan`: for those who ask of many delegations, made when all of them were saved.
    """
    if not delegation.keeps_seats(at):
        return []
    plan = plan or SeatPlan(delegation.symposium, at)
    problems = []
    smallest = plan.smallest_seats_of_delegation(delegation) if delegation.pk else 0
    if delegation.seats < smallest:
        problems.append(f"{smallest} people of this agency hold a seat on the same day: give it {smallest} seats or more.")
    largest = plan.largest_seats_of_delegation(delegation.pk)
    if delegation.seats > largest:
        problems.append(
            f"The days have room for {max(largest, 0)} seats beside what others keep or hold: give it {max(largest, 0)} or fewer."
        )
    return problems


def day_problems(day: Day, at: datetime | None = None) -> list[str]:
    """Return what stands against a saved day's seats as they are now written: a sentence with the number."""
    smallest = SeatPlan(day.symposium, at).smallest_seats_of_day(day)
    return [f"{smallest} seats are kept or held on this day: give it {smallest} or more."] if day.seats < smallest else []


def _key(row: Delegation | Day | int | None) -> int | None:
    return getattr(row, "pk", row)
