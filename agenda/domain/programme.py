"""The programme as readers see it: plain values made from a release's content, in both languages.

A closed session (label above TLP:CLEAR) has no title, abstract, presenters or materials here: the public content never held them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import override

from agenda.models import Honorific, OrganisationRole, Session, SessionSpeaker
from agenda.models.search import search_key
from agenda.texts import Text, person_name


@dataclass(frozen=True)
class SymposiumFacts:
    """What a release says of the symposium itself."""

    slug: str
    name: Text
    starts_on: date
    ends_on: date
    venue: Text
    notice: Text
    time_zone: str
    place: tuple[str, str] | None = None  # latitude and longitude of the venue, in degrees

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which all its times are shown."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True)
class DayFacts:
    """A day and when its doors open."""

    date: date
    label: Text
    doors_open: time | None


@dataclass(frozen=True)
class RoomFacts:
    """A room; the key is its row's."""

    key: int
    name: Text
    capacity: int | None


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation that has a role, or presents in an open session; `logo` is a file in public storage or empty."""

    slug: str
    name: Text
    acronym: str
    kind: str
    parent: str
    website: str
    description: Text
    logo: str

    @property
    def short_name(self) -> Text:
        """The acronym where there is one."""
        return Text(self.acronym, "") if self.acronym else self.name


@dataclass(frozen=True)
class PersonFacts:
    """Somebody named in the public programme; `photo` is a file in public storage or empty."""

    key: int
    honorific: str
    rank: str
    name_latin: str
    name_khmer: str
    position: Text
    organisation: OrganisationFacts | None
    biography: Text
    photo: str

    def full_name(self, language: str) -> str:
        """Return the name with honorific and rank."""
        return person_name(self.honorific_label, self.rank, self.name_latin, self.name_khmer, language)

    @property
    def honorific_label(self) -> str:
        """The honorific's English label, from which the Khmer one is found."""
        if not self.honorific:
            return ""
        with override("en"):
            return str(Honorific(self.honorific).label)


@dataclass(frozen=True)
class SpeakerFacts:
    """A person's part in a session."""

    person: PersonFacts
    part: str

    @property
    def part_label(self):
        """The part's name, translated when printed."""
        return SessionSpeaker.Part(self.part).label


@dataclass(frozen=True)
class MaterialFacts:
    """A file that everybody may have; `file` is its name in public storage."""

    title: Text
    file: str
    language: str


@dataclass(frozen=True)
class SessionFacts:
    """A slot of the published programme. `start` and `end` are aware, in the symposium's zone."""

    uuid: str
    code: str
    kind: str
    start: datetime
    end: datetime
    room: RoomFacts | None
    tlp: str
    state: str
    sequence: int
    modified: datetime
    title: Text = Text()
    abstract: Text = Text()
    organisations: tuple[OrganisationFacts, ...] = ()
    speakers: tuple[SpeakerFacts, ...] = ()
    materials: tuple[MaterialFacts, ...] = ()
    seats: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether only its slot is public."""
        return self.tlp != "clear"

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == Session.State.CANCELLED

    @property
    def is_tentative(self) -> bool:
        """Whether it is still to be confirmed."""
        return self.state == Session.State.TENTATIVE

    @property
    def is_break(self) -> bool:
        """Whether it is a pause: coffee, lunch."""
        return self.kind == Session.Kind.BREAK

    @property
    def kind_label(self):
        """The kind's name, translated when printed."""
        return Session.Kind(self.kind).label

    @property
    def label(self) -> str:
        """The TLP label as it is written: TLP:AMBER."""
        return f"TLP:{self.tlp.upper()}"

    @property
    def date(self) -> date:
        """The day it is on."""
        return self.start.date()

    @cached_property
    def presenting(self) -> tuple[str, ...]:
        """The slugs of its organisations and of those that they are departments of: by each of them it is found."""
        return tuple(dict.fromkeys(slug for entry in self.organisations for slug in (entry.slug, entry.parent) if slug))

    @cached_property
    def search_key(self) -> str:
        """All its public text in the form in which a search compares it."""
        names = [text for organisation in self.organisations for text in (organisation.name.en, organisation.name.km, organisation.acronym)]
        names += [name for speaker in self.speakers for name in (speaker.person.name_latin, speaker.person.name_khmer)]
        return search_key(self.title.en, self.title.km, self.abstract.en, self.abstract.km, *names, self.code)


@dataclass(frozen=True)
class RoleFacts:
    """What an organisation, or a person for it, is to the symposium."""

    role: str
    organisation: OrganisationFacts
    person: PersonFacts | None

    @property
    def role_label(self):
        """The role's name, translated when printed."""
        return OrganisationRole.Role(self.role).label


@dataclass(frozen=True)
class Programme:
    """A whole published programme (or, for a preview, the draft as it would be published: `number` is None)."""

    number: int | None
    published_at: datetime
    symposium: SymposiumFacts
    days: tuple[DayFacts, ...]
    rooms: tuple[RoomFacts, ...]
    organisations: Mapping[str, OrganisationFacts]
    people: Mapping[int, PersonFacts]
    roles: tuple[RoleFacts, ...]
    sessions: tuple[SessionFacts, ...]

    @cached_property
    def made(self) -> dict:
        """What exports made of it and need again, such as a session's lines in a calendar; it is forgotten with the programme."""
        return {}

    def session(self, code: str) -> SessionFacts | None:
        """Return the session with this code."""
        return self.sessions_by_code.get(code.upper())

    @cached_property
    def sessions_by_code(self) -> dict[str, SessionFacts]:
        """All sessions, by code."""
        return {session.code: session for session in self.sessions}

    @cached_property
    def sessions_by_organisation(self) -> dict[str, tuple[SessionFacts, ...]]:
        """The open sessions of each presenting organisation's slug, as the days run."""
        found: dict[str, list[SessionFacts]] = {}
        for session in self.sessions:
            for organisation in session.organisations:
                found.setdefault(organisation.slug, []).append(session)
        return {slug: tuple(sessions) for slug, sessions in found.items()}

    @cached_property
    def sessions_by_person(self) -> dict[int, tuple[SessionFacts, ...]]:
        """The open sessions of each speaker's key, as the days run."""
        found: dict[int, list[SessionFacts]] = {}
        for session in self.sessions:
            for speaker in session.speakers:
                found.setdefault(speaker.person.key, []).append(session)
        return {key: tuple(sessions) for key, sessions in found.items()}

    @cached_property
    def roles_by_protocol(self) -> list[tuple[str, str, list[RoleFacts]]]:
        """The roles that are filled, as (role, label, who), in the order of protocol."""
        return [
            (role.value, role.label, holders)
            for role in OrganisationRole.Role
            if (holders := [entry for entry in self.roles if entry.role == role.value])
        ]

    def departments_of(self, slug: str) -> list[OrganisationFacts]:
        """Return the published departments of an organisation."""
        return [organisation for organisation in self.organisations.values() if organisation.parent == slug]


def _text(content: Mapping, name: str) -> Text:
    return Text(**content.get(name, {}))


def _day(content: Mapping) -> DayFacts:
    doors = content["doors_open"]
    return DayFacts(date.fromisoformat(content["date"]), _text(content, "label"), time.fromisoformat(doors) if doors else None)


def _person(content: Mapping, organisations: Mapping[str, OrganisationFacts]) -> PersonFacts:
    texts = {"position": _text(content, "position"), "biography": _text(content, "biography")}
    return PersonFacts(**{**content, **texts, "organisation": organisations.get(content["organisation"])})


def _session(content: Mapping, rooms, organisations, people) -> SessionFacts:
    built = {
        **content,
        "start": datetime.fromisoformat(content["start"]),
        "end": datetime.fromisoformat(content["end"]),
        "modified": datetime.fromisoformat(content["modified"]),
        "room": rooms.get(content["room"]),
    }
    if "title" in content:
        built["title"], built["abstract"] = _text(content, "title"), _text(content, "abstract")
        built["organisations"] = tuple(organisations[slug] for slug in content["organisations"])
        built["speakers"] = tuple(SpeakerFacts(people[entry["person"]], entry["part"]) for entry in content["speakers"])
        built["materials"] = tuple(MaterialFacts(_text(entry, "title"), entry["file"], entry["language"]) for entry in content["materials"])
    return SessionFacts(**built)


def read_directory(content: Mapping) -> tuple[dict[str, OrganisationFacts], dict[int, PersonFacts]]:
    """Build the organisations, by slug, and people, by key, that a part of a release's content names."""
    organisations = {
        entry["slug"]: OrganisationFacts(**{**entry, "name": _text(entry, "name"), "description": _text(entry, "description")})
        for entry in content["organisations"]
    }
    return organisations, {entry["key"]: _person(entry, organisations) for entry in content["people"]}


def read_programme(content: Mapping, *, number: int | None, published_at: datetime) -> Programme:
    """Build the programme from a release's public content in today's format."""
    facts = content["symposium"]
    symposium = SymposiumFacts(
        slug=facts["slug"],
        name=_text(facts, "name"),
        starts_on=date.fromisoformat(facts["starts_on"]),
        ends_on=date.fromisoformat(facts["ends_on"]),
        venue=_text(facts, "venue"),
        notice=_text(facts, "notice"),
        time_zone=facts["time_zone"],
        place=tuple(facts["place"]) if facts["place"] else None,
    )
    rooms = {entry["key"]: RoomFacts(entry["key"], _text(entry, "name"), entry["capacity"]) for entry in content["rooms"]}
    organisations, people = read_directory(content)
    roles = tuple(RoleFacts(entry["role"], organisations[entry["organisation"]], people.get(entry["person"])) for entry in content["roles"])
    sessions = tuple(_session(entry, rooms, organisations, people) for entry in content["sessions"])
    return Programme(
        number=number,
        published_at=published_at.astimezone(symposium.zone),
        symposium=symposium,
        days=tuple(_day(entry) for entry in content["days"]),
        rooms=tuple(rooms.values()),
        organisations=organisations,
        people=people,
        roles=roles,
        sessions=sessions,
    )
