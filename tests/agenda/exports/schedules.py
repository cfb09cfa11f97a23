"""What the tests of schedule XML and JSON share: c3voc's schemas, which are no part of the project, and programmes with odd texts."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from agenda.domain.programme import (
    DayFacts,
    MaterialFacts,
    OrganisationFacts,
    PersonFacts,
    Programme,
    RoomFacts,
    SessionFacts,
    SpeakerFacts,
    SymposiumFacts,
)
from agenda.models import Session, SessionSpeaker
from agenda.models.programme import CODE_LETTERS
from agenda.texts import Text

LANGUAGES = ("en", "km")
ZONES = ("Asia/Phnom_Penh", "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT-7")
ODD = (
    *("", "អក្ខរកម្ម\u200bឌីជីថល", "<b>&amp; \"quoted\" 'n' ]]></b>", "a\x00b\x0bc\x1bd\x7fe\x85f", "🚔👩🏽‍💻", "lone \ud800 half"),
    *("a\r\nb\rc\nd", "\ufffe\uffff\ufeff", "x" * 5000, "**bold** [link](https://a.example/?b=1&c=2)", " \t "),
)


def schema(name: str) -> Path:
    """Return the path of one of c3voc's schemas: in SCHEDULE_SCHEMAS, or in a folder shared/schemas beside the checkout or above."""
    named = os.environ.get("SCHEDULE_SCHEMAS")
    folders = [Path(named)] if named else [folder / "shared" / "schemas" for folder in Path(__file__).resolve().parents]
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if found is None:
        pytest.skip(
            f"{name} is neither in shared/schemas above the checkout nor in SCHEDULE_SCHEMAS; the format's traps are tested without it"
        )
    return found


def a_session(number: int = 0, **facts) -> SessionFacts:
    """Return an open session from nine to ten on 14 December 2022; of its number are its code and its UUID."""
    start = datetime(2022, 12, 14, 9, 0, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    values = {
        "uuid": str(UUID(int=number + 1, version=4)),
        "code": "".join(CODE_LETTERS[number // len(CODE_LETTERS) ** place % len(CODE_LETTERS)] for place in range(6)),
        "kind": "presentation",
        "start": start,
        "end": start + timedelta(hours=1),
        "room": None,
        "tlp": "clear",
        "state": "confirmed",
        "sequence": 0,
        "modified": start,
        "title": Text("Digital literacy", "អក្ខរកម្មឌីជីថល"),
    }
    return SessionFacts(**{**values, **facts})


def a_programme(*sessions: SessionFacts, rooms: tuple[RoomFacts, ...] = (), number: int | None = 3, **symposium) -> Programme:
    """Return a published programme of two days with these sessions."""
    facts = {
        "slug": "2022",
        "name": Text("Digital Forensics Symposium", "សន្និសីទ"),
        "starts_on": date(2022, 12, 14),
        "ends_on": date(2022, 12, 15),
        "venue": Text("Cambodiana Hotel", "សណ្ឋាគារ"),
        "notice": Text(),
        "time_zone": "Asia/Phnom_Penh",
    }
    facts = SymposiumFacts(**{**facts, **symposium})
    return Programme(
        number=number,
        published_at=datetime(2022, 12, 1, tzinfo=UTC),
        symposium=facts,
        days=tuple(DayFacts(facts.starts_on + timedelta(days=offset), Text(f"Day {offset + 1}", ""), time(8, 30)) for offset in (0, 1)),
        rooms=rooms,
        organisations={entry.slug: entry for session in sessions for entry in session.organisations},
        people={speaker.person.key: speaker.person for session in sessions for speaker in session.speakers},
        roles=(),
        sessions=sessions,
    )


def a_person(key: int = 7, **facts) -> PersonFacts:
    """Return somebody who speaks."""
    values = {"honorific": "mr", "rank": "", "name_latin": "SOK Dara", "name_khmer": "សុខ ដារ៉ា", "position": Text(), "organisation": None}
    return PersonFacts(key, **{**values, "biography": Text(), "photo": "", **facts})


def an_organisation(**facts) -> OrganisationFacts:
    """Return an agency."""
    values = {"slug": "police", "name": Text("Police", "នគរបាល"), "acronym": "", "kind": "police", "parent": "", "website": ""}
    return OrganisationFacts(**{**values, "description": Text(), "logo": "", **facts})


texts = st.builds(Text, *[st.sampled_from(ODD) | st.text(max_size=40)] * 2)
rooms = st.lists(
    st.builds(RoomFacts, st.integers(1, 5), texts, st.none() | st.integers(0, 500)), max_size=4, unique_by=lambda room: room.key
)
organisations = st.builds(
    an_organisation, slug=st.sampled_from(["a", "b"]), name=texts, website=st.sampled_from(["", "https://a.example/?x=1&y=2"]),
    logo=st.sampled_from(["", "logos/a b.png"]),
)  # fmt: skip
people = st.builds(
    a_person, st.integers(1, 3), honorific=st.sampled_from(["", "mr", "ms"]), rank=st.sampled_from(ODD), name_latin=st.sampled_from(ODD),
    biography=texts, photo=st.sampled_from(["", "photos/a.jpg"]),
)  # fmt: skip


@st.composite
def sessions(draw, number: int, in_rooms: list[RoomFacts], zone: str) -> SessionFacts:
    """Draw a session of that number; a closed one is without texts, as every release has it."""
    minute = draw(st.integers(0, 24 * 60 - 2))
    length = draw(st.integers(1, 24 * 60 - 1 - minute))
    midnight = datetime(2022, 12, draw(st.sampled_from([14, 15])), tzinfo=ZoneInfo(zone))
    facts = {
        "kind": draw(st.sampled_from(Session.Kind.values)),
        "start": midnight + timedelta(minutes=minute),
        "end": midnight + timedelta(minutes=minute + length),
        "room": draw(st.sampled_from([None, *in_rooms])),
        "state": draw(st.sampled_from(Session.State.values)),
        "tlp": draw(st.sampled_from(["clear", "clear", "green", "red"])),
    }
    if facts["tlp"] != "clear":
        return a_session(number, **facts, title=Text())
    speakers = draw(st.lists(people, max_size=3, unique_by=lambda person: person.key))
    materials = st.builds(MaterialFacts, texts, st.just("materials/1/slides & notes.pdf"), st.sampled_from(LANGUAGES))
    return a_session(
        number, **facts, title=draw(texts), abstract=draw(texts), organisations=tuple(draw(st.lists(organisations, max_size=2))),
        speakers=tuple(SpeakerFacts(person, draw(st.sampled_from(SessionSpeaker.Part.values))) for person in speakers),
        materials=tuple(draw(st.lists(materials, max_size=2))),
    )  # fmt: skip


@st.composite
def programmes(draw) -> Programme:
    """Draw a programme of up to six sessions, with any of the odd texts anywhere."""
    in_rooms, zone = draw(rooms), draw(st.sampled_from(ZONES))
    drawn = [draw(sessions(number, in_rooms, zone)) for number in range(draw(st.integers(0, 6)))]
    slug = draw(st.sampled_from(["2022", "dfs", "A-b-C", "x", "a_very-long-slug-of-an-edition"]))
    names = {name: draw(texts) for name in ("name", "venue", "notice")}
    return a_programme(*drawn, rooms=tuple(in_rooms), number=draw(st.none() | st.integers(1, 10**6)), slug=slug, time_zone=zone, **names)
