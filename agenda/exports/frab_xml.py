"""The programme as schedule XML, which Giggity and EventFahrplan read; valid against c3voc's schema (https://c3voc.de/schedule/schema.xsd)."""

from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from agenda.domain.programme import Programme
from agenda.exports.frab_schedule import schedule

CONFERENCE = ("acronym", "title", "start", "end", "timeslot_duration", "time_zone_name", "url")
EVENT = (
    *("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type"),
    *("language", "abstract", "description", "logo"),
)


def schedule_xml(programme: Programme, language: str) -> bytes:
    """Return the published programme in one language as schedule XML."""
    content = schedule(programme, language, "xml")
    generator, facts = content["generator"], content["schedule"]
    guids = {room["name"]: room["guid"] for room in reversed(facts["conference"]["rooms"])}  # of rooms of one name the first's
    root = Element("schedule")
    SubElement(root, "generator", name=generator["name"], system=urlsplit(generator["url"]).netloc)
    _add_texts(root, facts, ("url", "version"))
    _add_conference(root, facts)
    for day in facts["conference"]["days"]:
        in_day = SubElement(root, "day", index=str(day["index"]), date=day["date"], start=day["day_start"], end=day["day_end"])
        for name, events in day["rooms"].items():
            in_room = SubElement(in_day, "room", name=name, guid=guids[name])
            for event in events:
                _add_event(in_room, event)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_conference(root: Element, facts: dict) -> None:
    conference = facts["conference"]
    element = SubElement(root, "conference")
    _add_texts(element, conference, CONFERENCE)
    SubElement(element, "days").text = str(conference["daysCount"])
    SubElement(element, "base_url").text = facts["base_url"]
    for track in conference["tracks"]:
        SubElement(element, "track", name=track["name"], slug=track["slug"])


def _add_event(room: Element, event: dict) -> None:
    element = SubElement(room, "event", id=str(event["id"]), guid=event["guid"], code=event["code"])
    _add_texts(element, event, EVENT)
    recording = SubElement(element, "recording")
    SubElement(recording, "license").text = event["recording_license"]
    SubElement(recording, "optout").text = "true" if event["do_not_record"] else "false"
    persons = SubElement(element, "persons")
    for person in event["persons"]:
        SubElement(persons, "person", id=str(person["id"]), guid=person["guid"]).text = person["name"]
    for kind in ("link", "attachment"):
        entries = SubElement(element, f"{kind}s")
        for entry in event[f"{kind}s"]:
            SubElement(entries, kind, href=entry["url"]).text = entry["title"]


def _add_texts(element: Element, values: dict, names: tuple[str, ...]) -> None:
    for name in names:
        if name in values:
            SubElement(element, name).text = values[name]
