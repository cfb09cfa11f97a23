"""The names by which cells refer to other rows: organisations by slug, people, days and rooms by what people call them."""

import re
from collections import defaultdict
from datetime import date
from functools import cached_property

from agenda.models import Day, Organisation, Person, Room, SessionSpeaker, Symposium
from agenda.models.search import search_key
from agenda.texts import latin_digits

SPEAKER = re.compile(r"(?P<name>.+?)\s*(?:\[(?P<slug>[-\w]*)\])?\s*(?:\((?P<part>[^()]*)\))?", re.DOTALL)


class Directory:
    """The rows that cells may name; each list is loaded once, when it is first asked for."""

    def __init__(self, symposium: Symposium | None = None) -> None:
        self.symposium = symposium

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """All organisations by their slugs."""
        return {organisation.slug: organisation for organisation in Organisation.objects.order_by("slug")}

    @cached_property
    def days(self) -> dict[str, Day]:
        """The symposium's days by their dates."""
        return {day.date.isoformat(): day for day in Day.objects.filter(symposium=self.symposium)}

    @cached_property
    def rooms(self) -> list[Room]:
        """The symposium's rooms in their order."""
        return list(Room.objects.filter(symposium=self.symposium))

    @cached_property
    def _rooms_by_name(self) -> dict[str, list[Room]]:
        named = defaultdict(list)
        for room in self.rooms:
            for name in {search_key(room.name_en), search_key(room.name_km)} - {""}:
                named[name].append(room)
        return named

    @cached_property
    def people(self) -> dict[str, list[Person]]:
        """All people by their Latin names as a search compares them."""
        named = defaultdict(list)
        for person in Person.objects.select_related("organisation").order_by("pk"):
            named[search_key(person.name_latin)].append(person)
        return named

    def organisation(self, slug: str) -> Organisation:
        """Return the organisation of this slug; raise ValueError where there is none."""
        if slug not in self.organisations:
            raise ValueError(f"There is no organisation “{slug}”. Write its slug, such as {next(iter(self.organisations), 'ministry')}.")
        return self.organisations[slug]

    def day(self, text: str) -> Day:
        """Return the symposium's day of this date; raise ValueError where there is none."""
        try:
            found = self.days.get(date.fromisoformat(latin_digits(text)).isoformat())
        except ValueError as error:
            raise ValueError("Write a date such as 2026-12-14.") from error
        if found is None:
            raise ValueError(f"The symposium has no day {text}. Its days are {', '.join(self.days) or 'not yet made'}.")
        return found

    def room(self, text: str) -> Room:
        """Return the symposium's room of this English or Khmer name; raise ValueError where there is none or more than one."""
        found = self._rooms_by_name.get(search_key(text), [])
        if len(found) != 1:
            several = f"Several rooms are called “{text}”." if found else f"The symposium has no room “{text}”."
            raise ValueError(f"{several} Its rooms are {', '.join(map(str, self.rooms)) or 'not yet made'}.")
        return found[0]

    def person(self, name: str, slug: str | None) -> Person:
        """Return the person of this Latin name (and, if given, of the organisation of this slug; "" is none)."""
        found = self.people.get(search_key(name), [])
        if slug is not None:
            found = [person for person in found if (person.organisation.slug if person.organisation else "") == slug]
        if not found:
            raise ValueError(f"There is no person “{name}”{f' of {slug}' if slug else ''}. Add the person first.")
        if len(found) > 1:
            raise ValueError(f"Several people are called “{name}”. Write the organisation behind the name: {name} [slug].")
        return found[0]

    def speaker_said(self, person: Person, part: str) -> str:
        """Return a speaker as a cell says it: SOK Dara (moderator); with [slug] where several people have this name."""
        several = len(self.people.get(search_key(person.name_latin), [])) > 1
        where = f" [{person.organisation.slug if person.organisation else ''}]" if several else ""
        return f"{person.name_latin}{where} ({part})"

    def speaker(self, text: str) -> tuple[Person, str]:
        """Return the person and the part that a cell says; without a part it is a speaker."""
        found = SPEAKER.fullmatch(text)
        word = (found["part"] or SessionSpeaker.Part.SPEAKER).strip().casefold()
        if word not in SessionSpeaker.Part.values:
            raise ValueError(f"“{found['part']}” is no part. Write one of: {', '.join(SessionSpeaker.Part.values)}.")
        return self.person(found["name"].strip(), found["slug"]), word
