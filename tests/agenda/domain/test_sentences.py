"""Changes in words, one sentence a session, in both languages."""

import pytest
from django.utils.translation import get_language

from agenda.domain.changes import WORDS, Change, compare
from agenda.domain.comparing import changes_for_organisers
from agenda.domain.sentences import told
from tests.agenda.domain.test_changes import a_programme, a_session

NOTHING_RESTRICTED = {"sessions": {}, "organisations": [], "people": []}
THURSDAY = {"start": "2022-12-15T10:30:00+07:00", "end": "2022-12-15T11:30:00+07:00"}


def sentences(before, after, language="en"):
    return [entry.sentence(language) for entry in told(compare(before, after))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({**THURSDAY, "room": 2}, "moved from Wednesday 14 December 09:00, Hall A, to Thursday 15 December 10:30, Hall B"),
        (THURSDAY, "moved from Wednesday 14 December 09:00 to Thursday 15 December 10:30"),
        (
            {**THURSDAY, "end": "2022-12-15T11:00:00+07:00", "room": 2},
            "moved from Wednesday 14 December 09:00–10:00, Hall A, to Thursday 15 December 10:30–11:00, Hall B",
        ),
        ({"room": 2}, "moved from Hall A to Hall B"),
        ({"room": None}, "moved from Hall A to the whole house"),
        ({"end": "2022-12-14T09:45:00+07:00"}, "09:00–09:45 instead of 09:00–10:00"),
        ({"end": "2022-12-14T09:45:00+07:00", "room": 2}, "moved from Hall A to Hall B; 09:00–09:45 instead of 09:00–10:00"),
        ({"state": "cancelled"}, "cancelled"),
        (
            {"state": "cancelled", "room": 2, "kind": "break"},
            "cancelled; moved from Hall A to Hall B; kind changed from Presentation to Break",
        ),
        ({"state": "tentative"}, "confirmation changed from Confirmed to To be confirmed"),
        ({"title": {"en": "New", "km": "ថ្មី"}}, "title changed from “Title 1” to “New”"),
        ({"abstract": {"en": "New", "km": ""}}, "description changed"),
        ({"speakers": [{"person": 7, "part": "speaker"}]}, "speakers changed: SOK Dara"),
        ({"organisations": ["mptc"]}, "presenting organisations changed: Ministry"),
        ({"tlp": "amber"}, "label changed from TLP:CLEAR to TLP:AMBER"),
    ],
)
def test_change_of_a_session_is_one_sentence(changed, expected):
    assert sentences(a_programme(a_session()), a_programme(a_session(**changed))) == [expected]


def test_change_of_a_break_is_told_too():
    pause = a_session(kind="break")

    assert sentences(a_programme(pause), a_programme({**pause, "room": 2})) == ["moved from Hall A to Hall B"]


def test_new_and_removed_sessions_are_told_with_their_time():
    one, two = a_session(1), a_session(2)

    assert sentences(a_programme(one), a_programme(two)) == ["added: Wednesday 14 December 09:00", "removed: Wednesday 14 December 09:00"]


def test_who_speaks_no_longer_is_told():
    before = a_session(speakers=[{"person": 7, "part": "speaker"}])

    assert sentences(a_programme(before), a_programme(a_session())) == ["speakers changed, no longer SOK Dara"]


def test_each_session_and_each_fact_of_the_symposium_has_one_sentence():
    before = a_programme(a_session(1), a_session(2))
    after = a_programme(a_session(1, room=2, kind="case-study"), a_session(2, **THURSDAY), days=[], roles=[1])

    assert [(entry.title.en, len(entry.changes)) for entry in told(compare(before, after))] == [
        ("Title 1", 2),
        ("Title 2", 1),
        ("", 1),
        ("", 1),
    ]


def test_sentence_is_in_khmer_whatever_language_is_active():
    before, after = a_programme(a_session()), a_programme(a_session(**THURSDAY, room=2))

    sentence = sentences(before, after, "km")[0]

    assert get_language() == "en"
    assert "ថ្ងៃព្រហស្បតិ៍ ទី១៥ ខែធ្នូ ១០:៣០" in sentence
    assert "សាល ក" in sentence
    assert "moved" not in sentence


def test_every_kind_of_change_can_be_told():
    assert all(entry.sentence(language) for what in WORDS for entry in told([Change(what)]) for language in ("en", "km"))


def test_what_changed_in_a_closed_session_is_told_to_organisers():
    slot = a_session(tlp="amber")
    texts = {"abstract": {"en": "", "km": ""}, "organisations": [], "speakers": [], "materials": [], "seats": None}

    def restricted(title):
        return {**NOTHING_RESTRICTED, "sessions": {slot["uuid"]: {"title": {"en": title, "km": ""}, **texts}}}

    changes = changes_for_organisers((a_programme(slot), restricted("Raid")), (a_programme(slot), restricted("Great raid")))

    assert [entry.sentence("en") for entry in told(changes)] == ["title changed from “Raid” to “Great raid”"]


def test_session_that_is_closed_has_only_its_label_changed_for_organisers():
    material = {"title": {"en": "Slides", "km": ""}, "file": "materials/x.pdf", "language": "en"}
    opened = a_session(materials=[material])
    texts = {name: opened[name] for name in ("title", "abstract", "organisations", "speakers", "seats")}
    more = {**texts, "materials": [{**material, "key": 1, "file": "material/y.pdf", "tlp": "amber"}]}
    restricted = {**NOTHING_RESTRICTED, "sessions": {opened["uuid"]: more}}

    changes = changes_for_organisers((a_programme(opened), NOTHING_RESTRICTED), (a_programme(a_session(tlp="amber")), restricted))

    assert [change.what for change in changes] == ["label"]
