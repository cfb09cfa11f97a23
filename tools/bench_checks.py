"""How the cost of the checks of a draft grows: 2,000 sessions against 200, in one run (`make bench`). 10 is linear; 12 is too much."""

import os
import sys
import time
from datetime import date
from datetime import time as clock

# In memory, and as in real use: with DEBUG Django keeps and spells out each query.
os.environ |= {"DATABASE_URL": "sqlite:///:memory:", "DEBUG": "false", "SECRET_KEY": "bench" * 10, "ALLOWED_HOSTS": "bench.example"}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "symposium.settings")

import django

django.setup()

from django.core.management import call_command

from agenda.domain.conflicts import problems
from agenda.models import Day, Material, Organisation, Person, Room, Session, SessionOrganisation, SessionSpeaker, Symposium

FEW, MANY = 200, 2_000
ROUNDS = 7
LIMIT = 12
TEXTS = {"title_en": "Digital evidence", "title_km": "ភស្តុតាងឌីជីថល", "abstract_en": "Text", "abstract_km": "អត្ថបទ"}


def a_draft(count: int) -> Symposium:
    """Return a symposium with so many sessions: a room for each 40, two speakers each, a clash in each 20th."""
    dates = {"starts_on": date(2030, 12, 11), "ends_on": date(2030, 12, 12)}
    symposium = Symposium.objects.create(slug=f"bench-{count}", name_en="Bench", name_km="សាក", venue_en="Hall", venue_km="សាល", **dates)
    days = [Day.objects.create(symposium=symposium, date=when, seats=100, doors_open=clock(8)) for when in dates.values()]
    rooms = [
        Room.objects.create(symposium=symposium, name_en=f"Hall {number}", name_km=f"សាល {number}", capacity=30)
        for number in range(count // 40)
    ]
    agencies = [Organisation.objects.create(slug=f"agency-{count}-{number}", name_en=f"Agency {number}") for number in range(count // 20)]
    people = [
        Person.objects.create(name_latin=f"Person {number}", organisation=agencies[number % len(agencies)]) for number in range(count // 2)
    ]
    sessions = []
    for number in range(count):
        hour, half = divmod(number % 20, 2)
        start, end = clock(8 + hour, 30 * half), clock(8 + hour + half, 40 if number % 20 == 0 else 30 * (1 - half))
        place = {"day": days[number // 20 % 2], "room": rooms[number // 40]}
        sessions.append(Session(symposium=symposium, start=start, end=end, kind="presentation", seats=20 + number % 12, **place, **TEXTS))
    Session.objects.bulk_create(sessions)
    SessionOrganisation.objects.bulk_create(
        SessionOrganisation(session=session, organisation=agencies[number % len(agencies)]) for number, session in enumerate(sessions)
    )
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, person=person)
        for number, session in enumerate(sessions)
        for person in {people[number // 2], people[number // 40]}
    )
    Material.objects.bulk_create(
        Material(session=session, title_en="Slides", title_km="ស្លាយ" if number % 10 else "", file="slides.pdf")
        for number, session in enumerate(sessions)
    )
    return symposium


def seconds(symposium: Symposium) -> float:
    """Return how long the checks take, their queries included."""
    began = time.perf_counter()
    problems(symposium)
    return time.perf_counter() - began


def main() -> int:
    """Print the measured growth and return 1 where it is too much."""
    call_command("migrate", verbosity=0)
    drafts = {count: a_draft(count) for count in (FEW, MANY)}
    told = {count: len(problems(draft)) for count, draft in drafts.items()}  # also warms up
    best = dict.fromkeys(drafts, float("inf"))
    for _round in range(ROUNDS):  # by turns, so that what else the computer does weighs on both alike
        for count, draft in drafts.items():
            best[count] = min(best[count], seconds(draft))
    for count, lasted in best.items():
        print(f"checks: {count:>5} sessions: {lasted * 1000:7.1f} ms, {told[count]} problems")
    ratio = best[MANY] / best[FEW]
    print(f"checks: {MANY} sessions cost {ratio:.1f} times what {FEW} cost (the limit is {LIMIT})")
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
