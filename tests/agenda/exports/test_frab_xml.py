"""Schedule XML, the format of frab, Giggity and EventFahrplan."""

import json
from functools import lru_cache
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from lxml import etree

from agenda.domain import release
from agenda.domain.programme import MaterialFacts, RoomFacts, SpeakerFacts
from agenda.exports.frab_json import schedule_json
from agenda.exports.frab_xml import schedule_xml
from agenda.models import Symposium
from agenda.texts import Text
from tests.agenda.exports.schedules import LANGUAGES, a_person, a_programme, a_session, an_organisation, programmes, schema

TEXTS = (
    "date",
    "start",
    "duration",
    "room",
    "slug",
    "url",
    "title",
    "subtitle",
    "track",
    "type",
    "language",
    "abstract",
    "description",
    "logo",
)


@lru_cache
def xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema("frab-schedule.xsd")))


def errors(content: bytes) -> list[str]:
    checker = xsd()
    checker.validate(etree.fromstring(content))
    return [error.message for error in checker.error_log]


def read(programme, language="en"):
    return etree.fromstring(schedule_xml(programme, language))


@pytest.mark.django_db
def test_xml_of_both_demo_editions_is_valid():
    call_command("load_demo", really=True, stdout=StringIO())

    for symposium in Symposium.objects.all():
        programme = release.current(symposium)
        assert len(read(programme).findall("day/room/event")) > 10
        assert [errors(schedule_xml(programme, language)) for language in LANGUAGES] == [[], []]


@given(programmes())
def test_xml_of_any_programme_is_valid(programme):
    assert [errors(schedule_xml(programme, language)) for language in LANGUAGES] == [[], []]


def test_schema_refuses_what_it_should():
    content = schedule_xml(a_programme(a_session()), "en")

    assert errors(content.replace(b"<abstract />", b"<abstract /><feedback_url />")) != []


def event_in_xml(event) -> dict:
    """Return an event of the XML as the JSON has it."""
    references = {
        kind: [{"url": entry.get("href"), "title": entry.text or ""} for entry in event.iterfind(f"{kind}/*")]
        for kind in ("links", "attachments")
    }
    return {
        "id": int(event.get("id")),
        **{name: event.get(name) for name in ("guid", "code")},
        **{name: event.findtext(name) for name in TEXTS if event.find(name) is not None},
        "recording_license": event.findtext("recording/license"),
        "do_not_record": event.findtext("recording/optout") == "true",
        "persons": [
            {"id": int(person.get("id")), "guid": person.get("guid"), "name": person.text or ""}
            for person in event.iterfind("persons/person")
        ],
        **references,
    }


def event_in_json(event: dict) -> dict:
    """Return an event of the JSON without what the XML has no place for."""
    persons = [{name: person[name] for name in ("id", "guid", "name")} for person in event["persons"]]
    return {**{name: value for name, value in event.items() if name != "end"}, "persons": persons}


@given(programmes())
def test_xml_says_what_the_json_says(programme):
    document = read(programme, "km")
    facts = json.loads(schedule_json(programme, "km"))["schedule"]

    conference, said = document.find("conference"), facts["conference"]
    assert document.findtext("version") == facts["version"]
    assert [conference.findtext(name) for name in ("acronym", "title", "start", "end", "days", "timeslot_duration", "url", "base_url")] == [
        *(said[name] for name in ("acronym", "title", "start", "end")),
        *(str(said["daysCount"]), said["timeslot_duration"], said["url"], facts["base_url"]),
    ]
    assert conference.findtext("time_zone_name") == said.get("time_zone_name")
    assert [dict(track.attrib) for track in conference.iterfind("track")] == said["tracks"]
    assert [dict(day.attrib) for day in document.iterfind("day")] == [
        {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]} for day in said["days"]
    ]
    found = [[(room.get("name"), [event_in_xml(event) for event in room]) for room in day] for day in document.iterfind("day")]
    assert found == [[(name, [event_in_json(event) for event in events]) for name, events in day["rooms"].items()] for day in said["days"]]


def test_event_is_written_as_the_readers_of_the_format_expect(settings):
    settings.BASE_URL = "https://dfs.example"
    police = an_organisation(name=Text("Police & Co"), website="https://police.example/?a=1&b=2", logo="logos/police.png")
    programme = a_programme(
        a_session(
            code="K7M2QD",
            title=Text("<Evidence>"),
            room=(hall := RoomFacts(4, Text("Hall A"), 240)),
            organisations=(police,),
            speakers=(SpeakerFacts(a_person(), "speaker"),),
            materials=(MaterialFacts(Text("Slides"), "materials/1/slides.pdf", "en"),),
        ),
        rooms=(hall,),
    )

    document = read(programme)
    [event] = document.iterfind("day/room/event")

    assert document.findtext("url") == "https://dfs.example/en/2022/agenda.xml"
    assert dict(document.find("generator").attrib) == {"name": "symposium", "system": "dfs.example"}
    assert document.find("day/room").get("name") == "Hall A"
    assert event.findtext("title") == "<Evidence>"
    assert event.findtext("url") == "https://dfs.example/en/2022/agenda/K7M2QD/"
    assert event.findtext("persons/person") == "Mr SOK Dara"
    assert [(link.get("href"), link.text) for link in event.iterfind("links/link")] == [("https://police.example/?a=1&b=2", "Police & Co")]
    assert event.findtext("logo") == "https://dfs.example/media/logos/police.png"
    assert event.find("attachments/attachment").get("href") == "https://dfs.example/media/materials/1/slides.pdf"
    assert event.find("feedback_url") is None


def test_rooms_of_one_name_are_one_room_and_those_without_come_last():
    rooms = (RoomFacts(1, Text("Hall A"), None), RoomFacts(2, Text("Hall A"), None))
    programme = a_programme(a_session(0), *(a_session(number, room=room) for number, room in enumerate(rooms, start=1)), rooms=rooms)

    found = read(programme).findall("day/room")

    assert [(room.get("name"), len(room)) for room in found] == [("Hall A", 2), ("All rooms", 1)]
    assert len({room.get("guid") for room in found}) == 2


def test_no_day_ends_in_the_middle_of_it():
    """EventFahrplan moves what begins before the time of a day's end into the night after."""
    ends = [day.get("end") for day in read(a_programme(a_session())).iterfind("day")]

    assert ends == ["2022-12-15T00:00:00+07:00", "2022-12-16T00:00:00+07:00"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_xml_is_the_same_bytes_each_time(language):
    made = [schedule_xml(a_programme(*map(a_session, range(20))), language) for _time in range(2)]

    assert made[0] == made[1]
