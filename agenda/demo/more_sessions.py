"""Made-up sessions for load: in rooms of their own, one after the other, so that none overlaps another."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction

from agenda.demo.texts import read
from agenda.domain.release import publish
from agenda.models import Day, Organisation, Room, Session, SessionOrganisation, Symposium
from agenda.models.programme import CODE_LENGTH, CODE_LETTERS
from agenda.models.search import search_key
from agenda.texts import digits

FIRST_START = time(9)
MINUTES = 30
SLOTS_A_DAY = 16
KINDS = (Session.Kind.PRESENTATION, Session.Kind.DISCUSSION, Session.Kind.CASE_STUDY)
LABELS = {"clear": 90, "green": 4, "amber": 4, "amber+strict": 1, "red": 1}
BATCH = 2_000


@transaction.atomic
def add_sessions(symposium: Symposium, count: int, seed: int, at: datetime) -> None:
    """Add so many sessions to the draft and publish it. The same seed on the same data adds the same sessions."""
    # A seed of its own for each time: run again, it adds others.
    rng = Random(f"{seed}/{Session.objects.count()}")  # noqa: S311 - nothing secret
    texts = read("more_sessions")
    organisations = list(Organisation.objects.order_by("slug"))
    codes = _new_codes(rng)
    slots = _slots(symposium, count, texts["room"])
    sessions = [_session(symposium, slot, next(codes), texts, rng) for slot, _ in zip(slots, range(count), strict=False)]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    SessionOrganisation.objects.bulk_create(
        [
            SessionOrganisation(session=session, organisation=organisation, order=order)
            for session in sessions
            for order, organisation in enumerate(rng.sample(organisations, k=rng.choice((1, 1, 2))))
        ],
        batch_size=BATCH,
    )
    publish(symposium, at=at, note_en=f"{count} more sessions, made up.", note_km=f"បន្ថែមវគ្គគំរូចំនួន {digits(count, 'km')}។")


def _slots(symposium: Symposium, count: int, called: list[str]) -> Iterator[tuple[Day, time, time, Room]]:
    """Yield slots that nobody uses, in new rooms, as many as are needed."""
    days = list(symposium.days.all())
    number = symposium.rooms.count()
    for _room in range(-(-count // (SLOTS_A_DAY * len(days)))):
        number += 1
        room = Room.objects.create(
            symposium=symposium, order=number, name_en=f"{called[0]} {number}", name_km=f"{called[1]}{digits(number, 'km')}", capacity=30
        )
        for day in days:
            for slot in range(SLOTS_A_DAY):
                start = datetime.combine(day.date, FIRST_START) + timedelta(minutes=slot * MINUTES)
                yield day, start.time(), (start + timedelta(minutes=MINUTES)).time(), room


def _session(symposium: Symposium, slot: tuple[Day, time, time, Room], code: str, texts: dict, rng: Random) -> Session:
    day, start, end, room = slot
    subject, aspect = rng.choice(texts["subjects"]), rng.choice(texts["aspects"])
    session = Session(
        uuid=uuid.UUID(int=rng.getrandbits(128), version=4),
        code=code,
        symposium=symposium,
        day=day,
        start=start,
        end=end,
        room=room,
        kind=rng.choice(KINDS),
        tlp=rng.choices(list(LABELS), list(LABELS.values()))[0],
        title_en=f"{subject[0]}: {aspect[0]}",
        title_km=f"{subject[1]}៖ {aspect[1]}",
        abstract_en=texts["abstract"][0],
        abstract_km=texts["abstract"][1],
    )
    session.search_key = search_key(session.title_en, session.title_km, session.abstract_en, session.abstract_km, code)
    return session


def _new_codes(rng: Random) -> Iterator[str]:
    known = set(Session.objects.values_list("code", flat=True))
    while True:
        code = "".join(rng.choices(CODE_LETTERS, k=CODE_LENGTH))
        if code not in known:
            known.add(code)
            yield code
