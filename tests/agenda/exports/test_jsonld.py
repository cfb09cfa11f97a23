"""schema.org Events in JSON-LD."""

import json
from datetime import time

import pytest

from agenda.exports.jsonld import event_file, session_block, symposium_block
from agenda.models import OrganisationRole, Symposium
from tests.agenda.exports.calendars import SECRET, an_edition, published
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
DANGEROUS = "</script><!--<script>&amp;\u2028"


@pytest.fixture
def symposium():
    symposium = an_edition()
    Symposium.objects.filter(pk=symposium.pk).update(latitude="11.55780", longitude="104.93010")
    return symposium


def test_symposium_is_an_event_with_its_sessions(symposium):
    police = OrganisationFactory(slug="police", name_en="Police", website="https://police.example/")
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(slug="unit", name_en="Unit"), role="organiser")
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(name_en="Approver"), role="approved-by")
    hall = RoomFactory(symposium=symposium, name_en="Hall A")
    session = SessionFactory(symposium=symposium, title_en="Digital literacy", abstract_en="What *and* why.", room=hall)
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="SOK Dara", position_en="Officer", organisation=police))
    SessionFactory(symposium=symposium, kind="break", title_en="Coffee", start=time(10), end=time(11))

    event = json.loads(event_file(published(symposium), "en"))

    place = {
        "@type": "Place",
        "name": "Cambodiana Hotel, Phnom Penh",
        "address": "Cambodiana Hotel, Phnom Penh",
        "geo": {"@type": "GeoCoordinates", "latitude": 11.5578, "longitude": 104.9301},
    }
    presenting = {"@type": "Organization", "name": "Police", "url": "https://police.example/"}
    common = {
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": "en",
        "@type": "Event",
    }
    assert event == common | {
        "@context": "https://schema.org",
        "name": "Digital Forensics Symposium",
        "url": f"{SITE}/en/2022/",
        "startDate": "2022-12-14",
        "endDate": "2022-12-15",
        "location": place,
        "image": f"{SITE}/en/2022/programme.png",
        "organizer": [{"@type": "Organization", "name": "Unit", "url": f"{SITE}/en/2022/organisations/unit/"}],
        "subEvent": [
            common
            | {
                "name": "Digital literacy",
                "url": f"{SITE}/en/2022/agenda/{session.code}/",
                "identifier": f"urn:uuid:{session.uuid}",
                "startDate": "2022-12-14T09:00:00+07:00",
                "endDate": "2022-12-14T10:00:00+07:00",
                "location": place | {"name": "Hall A, Cambodiana Hotel, Phnom Penh"},
                "description": "What and why.",
                "performer": [
                    {
                        "@type": "Person",
                        "name": "SOK Dara",
                        "jobTitle": "Officer",
                        "affiliation": {"@type": "Organization", "name": "Police"},
                    }
                ],
                "organizer": [presenting],
            }
        ],
    }


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_closed_session_is_its_slot_only(symposium, label):
    session = SessionFactory(symposium=symposium, title_en=SECRET, abstract_en=SECRET, tlp=label)
    organisation = OrganisationFactory(name_en=SECRET)
    session.session_organisations.create(organisation=organisation)
    session.session_speakers.create(person=PersonFactory(name_latin=SECRET, organisation=organisation))
    programme = published(symposium)

    texts = [event_file(programme, "en").decode(), session_block(programme, programme.sessions[0], "en")]

    assert [SECRET in text for text in texts] == [False, False]
    assert json.loads(texts[0])["subEvent"][0].keys().isdisjoint({"description", "performer", "organizer"})
    assert json.loads(texts[1])["name"] == "Closed session"


@pytest.mark.parametrize(
    ("state", "status"), [("confirmed", "EventScheduled"), ("tentative", "EventScheduled"), ("cancelled", "EventCancelled")]
)
def test_session_tells_whether_it_takes_place(symposium, state, status):
    SessionFactory(symposium=symposium, state=state)

    [session] = json.loads(event_file(published(symposium), "en"))["subEvent"]

    assert session["eventStatus"] == f"https://schema.org/{status}"


def test_texts_are_in_the_language_asked_for_or_in_the_other(symposium):
    SessionFactory(symposium=symposium, title_km="អក្ខរកម្ម")
    SessionFactory(symposium=symposium, title_en="In English only", title_km="", start=time(11), end=time(12))

    event = json.loads(event_file(published(symposium), "km"))

    assert event["name"] == symposium.name_km
    assert event["url"] == f"{SITE}/km/2022/"
    assert [session["name"] for session in event["subEvent"]] == ["អក្ខរកម្ម", "In English only"]


def test_session_is_a_part_of_the_symposium(symposium):
    SessionFactory(symposium=symposium, title_en="Digital literacy")
    programme = published(symposium)

    event = json.loads(session_block(programme, programme.sessions[0], "en"))

    assert (event["name"], event["@type"]) == ("Digital literacy", "Event")
    assert event["superEvent"]["name"] == "Digital Forensics Symposium"
    assert event["superEvent"]["url"] == f"{SITE}/en/2022/"
    assert "subEvent" not in event["superEvent"]


def test_nothing_in_a_block_can_end_its_element_or_begin_a_comment(symposium):
    Symposium.objects.filter(pk=symposium.pk).update(name_en=DANGEROUS, venue_en=DANGEROUS)
    SessionFactory(symposium=symposium, title_en=DANGEROUS, abstract_en="a < b & c > d")
    programme = published(symposium)
    blocks = [symposium_block(programme, "en"), session_block(programme, programme.sessions[0], "en")]

    assert [sign for block in blocks for sign in "<>&" if sign in block] == []
    assert [json.loads(block)["name"] for block in blocks] == [DANGEROUS, DANGEROUS]
    assert json.loads(blocks[1])["description"] == "a < b & c > d"


def test_block_of_the_symposium_stays_small_whatever_the_programme(symposium):
    small = symposium_block(published(symposium), "km")
    for hour in range(8, 18):
        SessionFactory(symposium=symposium, start=time(hour), end=time(hour, 30), abstract_km="ការពារកុមារ" * 100)

    assert symposium_block(published(symposium), "km") == small
    assert len(small.encode()) < 1500
