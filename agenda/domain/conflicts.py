"""What is wrong or doubtful in a draft programme: errors block publishing, warnings do not (docs/decisions/0012-checks.md).

No text here quotes a session of TLP:RED or names who speaks in it: it is shown to all who edit the programme.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time

from agenda.domain.draft_rows import DraftRows, read_draft
from agenda.domain.visibility import STRICTNESS, called, is_kept_online, stricter
from agenda.models import Person, Session, Symposium, Tlp

ERROR, WARNING = "error", "warning"
LANGUAGES = {"en": "English", "km": "Khmer"}
PRESENTED = (Session.Kind.PRESENTATION, Session.Kind.CASE_STUDY)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in plain English, and where to mend it.

    `session_id` is the key of the session to open, `field` the field of its form or the inline below it. A clash names the other session
    too. What is not about a session names the `row` to open instead: its model's name and its key.
    """

    severity: str
    code: str
    text: str
    session_id: int | None = None
    field: str = ""
    other_session_id: int | None = None
    row: tuple[str, int] | None = None

    @property
    def is_error(self) -> bool:
        """Whether it blocks publishing."""
        return self.severity == ERROR


def problems(symposium: Symposium) -> list[Problem]:
    """Return all problems of the draft, errors first, each as the days run. Linear in sessions; a constant number of queries."""
    whole = read_draft(symposium)
    draft = replace(whole, sessions=[session for session in whole.sessions if session.state != Session.State.CANCELLED])
    found = [
        *rooms_used_twice(draft.sessions),
        *people_in_two_places(draft.sessions, draft.speakers),
        *_outside_their_day(draft),
        *_more_seats_than_the_room(draft),
        *_without_presenter(draft),
        *_missing_texts_of_sessions(draft),
        *_organisations_without_role(draft),
        *_materials_freer_than_their_session(draft),
        *_cancelled_but_holding_a_room(whole),
        *_missing_texts_of_the_symposium(draft),
        *_missing_texts_of_those_named(draft),
    ]
    position = {session.pk: number for number, session in enumerate(whole.sessions)}
    return sorted(found, key=lambda problem: (not problem.is_error, position.get(problem.session_id, len(position))))


def errors(found: Iterable[Problem]) -> list[Problem]:
    """Return those that block publishing."""
    return [problem for problem in found if problem.is_error]


def by_session(found: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Return the problems of each session's key; a clash stands at both of its sessions."""
    grouped: dict[int, list[Problem]] = {}
    for problem in found:
        for key in (problem.session_id, problem.other_session_id):
            if key is not None:
                grouped.setdefault(key, []).append(problem)
    return grouped


def rooms_used_twice(sessions: Iterable[Session]) -> Iterator[Problem]:
    """Yield each session that begins in a room while another is in it; `sessions` take place, and are in the order of the day."""
    latest: dict[tuple[int, int], Session] = {}
    for session in sessions:
        if session.room_id is None:
            continue
        before = latest.get((session.day_id, session.room_id))
        if before and session.start < before.end:
            text = f"{called(before)} and {called(session)} are both in {session.room} on {_both_at(before, session)}."
            yield Problem(ERROR, "room-twice", text, session.pk, "room", before.pk)
        if before is None or session.end > before.end:
            latest[session.day_id, session.room_id] = session


def people_in_two_places(sessions: Iterable[Session], speakers: Mapping[int, Iterable[Person]]) -> Iterator[Problem]:
    """Yield each session that somebody would have to be in while being in another; sure where both have rooms, and doubtful where not.

    Two sessions at a time in one room are no two places: `rooms_used_twice` tells of them. `sessions` as there; `speakers` by their keys.
    """
    busy: dict[tuple[int, int], list[Session]] = {}
    for session in sessions:
        for person in speakers.get(session.pk, ()):
            kept = busy.get((session.day_id, person.pk), [])
            elsewhere = [one for one in kept if one.end > session.start and (one.room_id is None or one.room_id != session.room_id)]
            if elsewhere:
                yield _in_two_places(person, elsewhere[0], session)
            busy[session.day_id, person.pk] = _ending_last(kept, session)


def _ending_last(kept: list[Session], session: Session) -> list[Session]:
    """Return what may still clash with a later session, three at most: the last to end in two rooms, and the last without a room."""
    if any(one.room_id == session.room_id and one.end >= session.end for one in kept):
        return kept
    together = [*(one for one in kept if one.room_id != session.room_id), session]
    in_rooms = sorted((one for one in together if one.room_id is not None), key=lambda one: one.end, reverse=True)
    return [*in_rooms[:2], *(one for one in together if one.room_id is None)]


def _in_two_places(person: Person, before: Session, session: Session) -> Problem:
    who = str(person) if is_kept_online(before.tlp) and is_kept_online(session.tlp) else "Somebody"
    if before.room_id is None or session.room_id is None:
        text = f"{who} is in {called(before)} and in {called(session)} at once on {_both_at(before, session)}; not both have a room."
        return Problem(WARNING, "person-twice", text, session.pk, "session_speakers", before.pk)
    places = f"{called(before)} ({before.room}) and {called(session)} ({session.room})"
    text = f"{who} would be in two rooms at once on {_both_at(before, session)}: {places}."
    return Problem(ERROR, "person-twice", text, session.pk, "session_speakers", before.pk)


def _outside_their_day(draft: DraftRows) -> Iterator[Problem]:
    """Sessions on a day or in a room that is not this symposium's, or before the doors open."""
    symposium = draft.symposium
    for session in draft.sessions:
        day, room, name = session.day, session.room, called(session)
        if day.symposium_id != symposium.pk:
            yield Problem(ERROR, "outside-its-day", f"{name} is on a day of another symposium, {_day(session)}.", session.pk, "day")
        elif not symposium.starts_on <= day.date <= symposium.ends_on:
            text = f"{name} is on {_day(session)}, but the symposium lasts from {symposium.starts_on} to {symposium.ends_on}."
            yield Problem(ERROR, "outside-its-day", text, session.pk, "day")
        elif day.doors_open and session.start < day.doors_open:
            text = f"{name} begins on {_day(session)} at {session.start:%H:%M}, before the doors open at {day.doors_open:%H:%M}."
            yield Problem(WARNING, "before-doors", text, session.pk, "start")
        if room and room.symposium_id != symposium.pk:
            yield Problem(ERROR, "room-elsewhere", f"{name} is in {room}, a room of another symposium.", session.pk, "room")


def _more_seats_than_the_room(draft: DraftRows) -> Iterator[Problem]:
    for session in draft.sessions:
        capacity = session.room and session.room.capacity
        if session.seats is not None and capacity is not None and session.seats > capacity:
            text = f"{called(session)} offers {session.seats} seats, but {session.room} has room for {capacity}."
            yield Problem(ERROR, "over-capacity", text, session.pk, "seats")


def _without_presenter(draft: DraftRows) -> Iterator[Problem]:
    for session in draft.sessions:
        if session.kind in PRESENTED and not draft.presenters.get(session.pk):
            text = f"{called(session)} is a {session.get_kind_display().lower()}, but no organisation presents it."
            yield Problem(WARNING, "no-presenter", text, session.pk, "session_organisations")


def _organisations_without_role(draft: DraftRows) -> Iterator[Problem]:
    """Speakers for an organisation that neither presents nor has a role, and is no department of one that does."""
    involved = {role.organisation_id for role in draft.roles}
    involved |= {organisation.pk for session in draft.sessions for organisation in draft.presenters.get(session.pk, ())}
    for session in draft.sessions:
        for person in draft.speakers.get(session.pk, ()):
            organisation = draft.organisations.get(person.organisation_id)
            if organisation is None or organisation.pk in involved or organisation.parent_id in involved:
                continue
            who = f"{person} speaks for {organisation}" if is_kept_online(session.tlp) else "somebody speaks for an organisation"
            text = f"In {called(session)} {who}, which has no role at the symposium and presents nothing."
            yield Problem(WARNING, "organisation-without-role", text, session.pk, "session_speakers")


def _materials_freer_than_their_session(draft: DraftRows) -> Iterator[Problem]:
    for session in draft.sessions:
        for material in draft.materials.get(session.pk, ()):
            if STRICTNESS[material.tlp] < STRICTNESS[session.tlp]:
                title = _title(material, session)
                labels = f"is labelled {Tlp(material.tlp).label}, its session {Tlp(session.tlp).label}"
                text = f"{called(session)}: {title} {labels}. Readers get it under the stricter of the two."
                yield Problem(WARNING, "material-freer", text, session.pk, "materials")


def _cancelled_but_holding_a_room(draft: DraftRows) -> Iterator[Problem]:
    for session in draft.sessions:
        if session.state == Session.State.CANCELLED and session.room_id is not None:
            text = (
                f"{called(session)} is cancelled, but still holds {session.room} on {_day(session)}, {_span(session.start, session.end)}."
            )
            yield Problem(WARNING, "cancelled-in-room", text, session.pk, "room")


def _missing_texts_of_sessions(draft: DraftRows) -> Iterator[Problem]:
    for session in draft.sessions:
        if missing := _missing(session, "title", "abstract"):
            yield Problem(WARNING, "text-missing", f"{called(session)} has no {_listed(missing)}.", session.pk, missing[0])
        for material in draft.materials.get(session.pk, ()):
            if missing := _missing(material, "title"):
                title = _title(material, session)
                text = f"{called(session)}: {title} has no {_listed(missing)}."
                yield Problem(WARNING, "text-missing", text, session.pk, "materials")


def _title(material, session: Session) -> str:
    return f"“{material.title_en or material.title_km}”" if is_kept_online(stricter(session.tlp, material.tlp)) else "a material"


def _missing_texts_of_the_symposium(draft: DraftRows) -> Iterator[Problem]:
    """Of the symposium itself, and of its days and rooms, which stand in its form."""
    row = ("symposium", draft.symposium.pk)
    if missing := _missing(draft.symposium, "name", "venue", "notice"):
        yield Problem(WARNING, "text-missing", f"The symposium has no {_listed(missing)}.", field=missing[0], row=row)
    for inline, parts, name in (("days", draft.days, "label"), ("rooms", draft.rooms, "name")):
        for part in parts:
            if missing := _missing(part, name):
                yield Problem(WARNING, "text-missing", f"{part} has no {_listed(missing)}.", field=inline, row=row)


def _missing_texts_of_those_named(draft: DraftRows) -> Iterator[Problem]:
    """Of the organisations and people in the programme; those of RED sessions are in no release."""
    kept = [session.pk for session in draft.sessions if is_kept_online(session.tlp)]
    people = [role.person for role in draft.roles if role.person]
    people += [person for key in kept for person in draft.speakers.get(key, ())]
    organisations = [draft.organisations[role.organisation_id] for role in draft.roles]
    organisations += [organisation for key in kept for organisation in draft.presenters.get(key, ())]
    organisations += [draft.organisations[person.organisation_id] for person in people if person.organisation_id]
    for kind, rows, names in (("organisation", organisations, ("name", "description")), ("person", people, ("position", "biography"))):
        for row in dict.fromkeys(rows):
            if missing := _missing(row, *names):
                yield Problem(WARNING, "text-missing", f"{row} has no {_listed(missing)}.", field=missing[0], row=(kind, row.pk))


def _missing(row, *names: str) -> list[str]:
    """Return the columns that are empty while the other language's is filled in."""
    pairs = [(f"{name}_{one}", f"{name}_{other}") for name in names for one, other in (("en", "km"), ("km", "en"))]
    return [empty for empty, filled in pairs if getattr(row, filled).strip() and not getattr(row, empty).strip()]


def _listed(columns: Iterable[str]) -> str:
    said = [f"{LANGUAGES[language]} {name}" for name, _separator, language in (column.rpartition("_") for column in columns)]
    return " and no ".join(said)


def _day(session: Session) -> str:
    return f"{session.day.date:%a %d %b}"


def _span(start: time, end: time) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


def _both_at(first: Session, second: Session) -> str:
    """Return the day and the time that two sessions share."""
    return f"{_day(first)}, {_span(max(first.start, second.start), min(first.end, second.end))}"
