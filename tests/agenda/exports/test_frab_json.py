"""Schedule JSON, the format of c3voc."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.core.management import call_command
from hypothesis import given

from agenda.domain import release
from agenda.exports import EXPORTS
from agenda.exports.frab_json import schedule_json
from agenda.exports.frab_schedule import stable_id
from agenda.models import Material, Session, Symposium
from agenda.texts import Text
from tests.agenda.exports.schedules import LANGUAGES, a_programme, a_session, programmes, schema
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

SECRET = "Operation Nightfall"


@pytest.fixture
def symposium(db):
    return SymposiumFactory(
        slug="dfs-2022", starts_on=date(2022, 12, 14), notice_en="Times are illustrative.", notice_km="ម៉ោង គ្រាន់តែជាឧទាហរណ៍។", published=False
    )


def read(programme, language="en") -> dict:
    return json.loads(schedule_json(programme, language))["schedule"]


def published(symposium, language="en") -> dict:
    release.publish(symposium)
    return read(release.current(symposium), language)


def events(facts: dict) -> list[dict]:
    return [event for day in facts["conference"]["days"] for room in day["rooms"].values() for event in room]


def errors(content: bytes) -> list[str]:
    validator = jsonschema.Draft6Validator(
        json.loads(schema("c3voc-schedule.schema.json").read_text()), format_checker=jsonschema.FormatChecker()
    )
    return [error.message for error in validator.iter_errors(json.loads(content))]


@pytest.mark.django_db
def test_json_of_both_demo_editions_is_valid():
    call_command("load_demo", really=True, stdout=StringIO())

    for symposium in Symposium.objects.all():
        programme = release.current(symposium)
        assert len(events(read(programme))) > 10
        assert [errors(schedule_json(programme, language)) for language in LANGUAGES] == [[], []]


@given(programmes())
def test_json_of_any_programme_is_valid(programme):
    assert [errors(schedule_json(programme, language)) for language in LANGUAGES] == [[], []]


def test_schema_refuses_what_it_should():
    content = json.loads(schedule_json(a_programme(a_session()), "en"))
    events(content["schedule"])[0]["unheard_of"] = ""

    assert errors(json.dumps(content).encode()) != []


@given(programmes())
def test_json_keeps_the_rules_of_the_format_whatever_is_written(programme):
    facts = read(programme, "km")

    assert re.fullmatch("[a-z0-9_]{4,}", facts["conference"]["acronym"])
    assert facts["version"]
    taking_place = [session.uuid for session in programme.sessions if not session.is_cancelled]
    assert sorted(event["guid"] for event in events(facts)) == sorted(taking_place)
    for event in events(facts):
        assert re.fullmatch("[0-9A-Z]{6}", event["code"])
        assert re.fullmatch("[a-z0-9_]{4,}-[a-z0-9]{6}", event["slug"])
        assert re.fullmatch("[0-2][0-9]:[0-5][0-9]", event["start"])
        assert re.fullmatch("[0-2][0-9]:[0-5][0-9]", event["duration"])
        assert 0 < event["id"] < 2**31
        assert all(person["name"] is not None and "public_name" not in person for person in event["persons"])
        assert "feedback_url" not in event
        assert all(reference["url"].startswith("http") for reference in (*event["links"], *event["attachments"]))


def test_session_is_described(symposium, settings):
    settings.BASE_URL = "https://dfs.example"
    police = OrganisationFactory(slug="police", name_en="National Police", website="https://police.example/")
    session = SessionFactory(
        symposium=symposium,
        code="K7M2QD",
        title_en="Digital literacy",
        abstract_en="*What*, why.",
        room=RoomFactory(symposium=symposium, name_en="Hall A"),
        start=time(9, 5),
        end=time(10, 35),
        state=Session.State.TENTATIVE,
    )
    session.session_organisations.create(organisation=police)
    speaker = session.session_speakers.create(person=PersonFactory(name_latin="SOK Dara", honorific="mr", rank="Colonel")).person

    [event] = events(published(symposium))

    guid = str(uuid5(NAMESPACE_URL, f"https://dfs.example/people/{speaker.pk}"))
    assert event.pop("persons") == [{"guid": guid, "id": speaker.pk, "name": "Mr Colonel SOK Dara"}]
    assert event == {
        "guid": str(session.uuid),
        "code": "K7M2QD",
        "id": stable_id("K7M2QD"),
        "date": "2022-12-14T09:05:00+07:00",
        "start": "09:05",
        "end": "2022-12-14T10:35:00+07:00",
        "duration": "01:30",
        "room": "Hall A",
        "slug": "dfs_2022-k7m2qd",
        "url": "https://dfs.example/en/dfs-2022/agenda/K7M2QD/",
        "title": "Digital literacy",
        "subtitle": "National Police",
        "track": "Presentation",
        "type": "presentation",
        "language": "en",
        "abstract": "*What*, why.",
        "description": "To be confirmed\n\nTimes are illustrative.",
        "recording_license": "",
        "do_not_record": False,
        "links": [{"url": "https://police.example/", "title": "National Police"}],
        "attachments": [],
    }


def test_conference_is_described(symposium, settings):
    settings.BASE_URL = "https://dfs.example"
    hall = RoomFactory(symposium=symposium, name_en="Hall A", capacity=240)
    SessionFactory(symposium=symposium, room=hall)
    SessionFactory(symposium=symposium, kind=Session.Kind.BREAK)

    facts = published(symposium)
    conference = facts["conference"]

    assert (facts["version"], facts["url"], facts["base_url"]) == (
        "1",
        "https://dfs.example/en/dfs-2022/agenda.json",
        "https://dfs.example/",
    )
    assert (conference["acronym"], conference["title"]) == ("dfs_2022", "Digital Forensics Symposium")
    assert (conference["start"], conference["end"], conference["daysCount"]) == ("2022-12-14", "2022-12-15", 2)
    assert (conference["time_zone_name"], conference["timeslot_duration"]) == ("Asia/Phnom_Penh", "00:05")
    assert (conference["description"], conference["url"]) == ("Times are illustrative.", "https://dfs.example/en/dfs-2022/agenda/")
    assert [(room["name"], room["capacity"]) for room in conference["rooms"]] == [("Hall A", 240), ("All rooms", None)]
    assert conference["tracks"] == [{"name": "Break", "slug": "break"}, {"name": "Presentation", "slug": "presentation"}]


def test_file_is_written_in_the_readers_language(symposium):
    SessionFactory(symposium=symposium, title_km="អក្ខរកម្មឌីជីថល")
    SessionFactory(symposium=symposium, title_en="In English only", title_km="", start=time(11), end=time(12))

    facts = published(symposium, "km")

    assert facts["conference"]["title"] == "សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល"
    assert "/km/" in facts["url"]
    assert [(event["title"], event["language"]) for event in events(facts)] == [("អក្ខរកម្មឌីជីថល", "km"), ("In English only", "en")]
    assert [event["room"] for event in events(facts)] == ["គ្រប់បន្ទប់"] * 2


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_closed_session_is_its_slot(symposium, label):
    session = SessionFactory(symposium=symposium, title_en=SECRET, abstract_en=SECRET, tlp=label)
    session.session_organisations.create(organisation=OrganisationFactory(name_en=SECRET))
    session.session_speakers.create(person=PersonFactory(name_latin=SECRET))
    Material.objects.create(session=session, title_en=SECRET, tlp=label)

    facts = published(symposium)
    [event] = events(facts)

    assert (event["title"], event["abstract"], event["subtitle"]) == ("Closed session", "", "")
    assert (event["persons"], event["links"], event["attachments"]) == ([], [], [])
    assert event["description"] == f"TLP:{label.upper()}\n\nTimes are illustrative."
    assert event["do_not_record"] is True
    assert SECRET not in json.dumps(facts)


def test_cancelled_session_is_left_out(symposium):
    SessionFactory(symposium=symposium, state=Session.State.CANCELLED)
    staying = SessionFactory(symposium=symposium)

    assert [event["guid"] for event in events(published(symposium))] == [str(staying.uuid)]


def test_ids_stay_from_release_to_release(symposium):
    first, second = SessionFactory(symposium=symposium, start=time(11), end=time(12)), SessionFactory(symposium=symposium)
    for session in (first, second):
        session.session_speakers.create(person=PersonFactory(name_latin=f"Speaker {session.pk}"))
    before = published(symposium)
    first.start, first.end, first.title_en = time(7), time(8), "Moved and renamed"
    first.save()
    SessionFactory(symposium=symposium, start=time(6), end=time(7))

    after = published(symposium)

    assert (before["version"], after["version"]) == ("1", "2")
    ids = {event["guid"]: [event[name] for name in ("id", "code", "slug", "url", "persons")] for event in events(before)}
    assert (
        ids.items()
        <= {event["guid"]: [event[name] for name in ("id", "code", "slug", "url", "persons")] for event in events(after)}.items()
    )
    assert before["conference"]["rooms"] == after["conference"]["rooms"]
    assert len({event["id"] for event in events(after)}) == 3


@pytest.mark.parametrize(("code", "number"), [("222222", 1), ("222223", 2), ("ZZZZZZ", 1865813431), ("0", 32), ("ABC123", 499353986)])
def test_id_is_the_sessions_code_read_as_a_number(code, number):
    assert stable_id(code) == number


def test_days_last_from_midnight_to_midnight_where_the_symposium_is():
    start = datetime(2022, 3, 26, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # the clocks go forward in the night after
    programme = a_programme(
        a_session(start=start, end=start + timedelta(minutes=59)),
        time_zone="Europe/Berlin",
        starts_on=date(2022, 3, 26),
        ends_on=date(2022, 3, 27),
    )

    days = read(programme)["conference"]["days"]

    assert [(day["day_start"], day["day_end"]) for day in days] == [
        ("2022-03-26T00:00:00+01:00", "2022-03-27T00:00:00+01:00"),
        ("2022-03-27T00:00:00+01:00", "2022-03-28T00:00:00+02:00"),
    ]
    assert [len(day["rooms"]) for day in days] == [1, 0]


def test_time_is_the_symposiums_own():
    start = datetime(2022, 12, 14, 2, 0, tzinfo=UTC)

    [event] = events(read(a_programme(a_session(start=start, end=start + timedelta(hours=1)))))

    assert (event["date"], event["start"]) == ("2022-12-14T09:00:00+07:00", "09:00")


@pytest.mark.parametrize(
    ("zone", "names"), [("Asia/Phnom_Penh", True), ("America/Argentina/Buenos_Aires", True), ("UTC", True), ("Etc/GMT-7", False)]
)
def test_zone_is_named_where_the_schema_knows_such_names(zone, names):
    assert ("time_zone_name" in read(a_programme(time_zone=zone))["conference"]) is names


@pytest.mark.parametrize(("slug", "acronym"), [("2022", "2022"), ("DFS-2026", "dfs_2026"), ("x", "x___")])
def test_acronym_has_no_hyphen(slug, acronym):
    assert read(a_programme(slug=slug))["conference"]["acronym"] == acronym


def test_characters_that_xml_cannot_hold_are_gone():
    title = Text("A\x00B\x0bC\ufffe\r\nD\ud800 <&> 🚔")

    [event] = events(read(a_programme(a_session(title=title))))

    assert event["title"] == "ABC\nD <&> 🚔"


def test_programme_that_nobody_published_has_a_version_too():
    assert read(a_programme(number=None))["version"] == "draft"


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_is_the_same_bytes_each_time(symposium, language):
    SessionFactory(symposium=symposium)
    release.publish(symposium)
    first = schedule_json(release.current(symposium), language)

    release.forget_published_programmes()

    assert schedule_json(release.current(symposium), language) == first


@pytest.mark.parametrize("name", ["json", "xml"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_file_is_answered_from_memory_and_not_sent_twice(client, symposium, name, language, django_assert_num_queries):
    SessionFactory(symposium=symposium)
    release.publish(symposium)
    address = f"/{language}/dfs-2022/agenda.{name}"

    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    since = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (first.status_code, first.headers["Content-Type"]) == (200, EXPORTS[name].content_type)
    assert (again.status_code, again.content) == (304, b"")
    assert (since.status_code, since.content) == (304, b"")


def test_cost_grows_with_the_sessions_and_not_faster():
    def seconds(count: int) -> float:
        programme = a_programme(*map(a_session, range(count)))
        times = []
        for _round in range(3):
            began = perf_counter()
            schedule_json(programme, "en")
            times.append(perf_counter() - began)
        return min(times)

    assert seconds(2000) < 20 * seconds(250)
