"""The rows of a draft as the checks read them: few objects, however many sessions share them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from agenda.models import (
    Day,
    Material,
    Organisation,
    OrganisationRole,
    Person,
    Room,
    Session,
    SessionOrganisation,
    SessionSpeaker,
    Symposium,
)


@dataclass(frozen=True)
class DraftRows:
    """What the checks read. Rows that many sessions share are read once: 2,000 sessions must not be 20,000 objects."""

    symposium: Symposium
    sessions: list[Session]  # as the day runs
    days: list[Day]
    rooms: list[Room]
    presenters: dict[int, list[Organisation]]  # by the session's key, as are the next two
    speakers: dict[int, list[Person]]
    materials: dict[int, list]
    organisations: dict[int, Organisation]
    roles: list[OrganisationRole]


def read_draft(symposium: Symposium) -> DraftRows:
    """Read the draft's rows, in a constant number of queries."""
    mine = Q(symposium=symposium) | Q(sessions__symposium=symposium)
    days, rooms = Day.objects.filter(mine).distinct().in_bulk(), Room.objects.filter(mine).distinct().in_bulk()
    sessions = list(symposium.sessions.as_the_day_runs().defer("search_key"))
    for session in sessions:
        session.day, session.room = days[session.day_id], rooms.get(session.room_id)
    organisations = Organisation.objects.defer("search_key").in_bulk()
    people = Person.objects.filter(sessions__symposium=symposium).distinct().defer("search_key").in_bulk()
    in_draft = {"session__symposium": symposium}
    presenting = SessionOrganisation.objects.filter(**in_draft).values_list("session_id", "organisation_id")
    speaking = SessionSpeaker.objects.filter(**in_draft).values_list("session_id", "person_id")
    materials = Material.objects.filter(**in_draft).values_list("session_id", "title_en", "title_km", "tlp", named=True)
    return DraftRows(
        symposium=symposium,
        sessions=sessions,
        days=[day for day in days.values() if day.symposium_id == symposium.pk],
        rooms=[room for room in rooms.values() if room.symposium_id == symposium.pk],
        presenters=_grouped((session, organisations[organisation]) for session, organisation in presenting),
        speakers=_grouped((session, people[person]) for session, person in speaking),
        materials=_grouped((material.session_id, material) for material in materials),
        organisations=organisations,
        roles=list(symposium.roles.select_related("person")),
    )


def _grouped(pairs: Iterable[tuple[int, object]]) -> dict[int, list]:
    grouped = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
