"""The printed programme."""

import pickle
import re
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest

from agenda.domain import release
from agenda.domain.programme import Programme
from agenda.exports.pdf import agenda_pdf, agenda_pdf_in_both
from agenda.exports.printed import LONGEST_WORD, printable, printed_programme
from agenda.exports.typesetting import TEMPLATES, TypesettingError, typeset_png
from agenda.models import OrganisationRole, Session
from tests.agenda.pdf_text import pdf_texts
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

SECRET = "Operation Nightfall"
MARKUP = r"""#import "x.typ" *bold* $x$ \ @ref "quoted" `raw` <label> // no comment /* nor [this] {here} _e_ = - + / #panic() ~ ---"""


@pytest.fixture
def symposium():
    symposium = SymposiumFactory(
        slug="2022", starts_on=date(2022, 12, 14), notice_en="Times are illustrative.", notice_km="", published=False
    )
    police = OrganisationFactory(slug="police", name_en="National Police", name_km="នគរបាលជាតិ")
    OrganisationRole.objects.create(symposium=symposium, organisation=police, role=OrganisationRole.Role.ORGANISER)
    return symposium


def published(symposium) -> Programme:
    release.publish(symposium, despite_errors=True)
    return release.current(symposium)


def pages_of(content: bytes) -> list[str]:
    """Return the texts of the sheets' sides."""
    return pdf_texts(content)[:-1]


def sessions_of(programme, language) -> list[dict]:
    days = printed_programme(programme, (language,))["in"][language]["days"]
    return [session for day in days for slot in day["slots"] for session in slot["sessions"]]


def many_sessions(symposium, number: int) -> None:
    for at in range(number):
        start = time(7 + at // 4, at % 4 * 15)
        SessionFactory(symposium=symposium, start=start, end=start.replace(minute=start.minute + 10), title_en=f"Talk {at}.")


def test_programme_is_one_sheet_with_the_days_inside(symposium):
    room = RoomFactory(symposium=symposium, name_en="Ballroom")
    police = OrganisationFactory(name_en="Forensic Department")
    session = SessionFactory(symposium=symposium, title_en="Digital literacy", room=room, kind=Session.Kind.CASE_STUDY)
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="Sok Dara", honorific="mr", organisation=police))
    SessionFactory(symposium=symposium, day=symposium.days.last(), title_en="Closing")

    content = agenda_pdf(published(symposium), "en")
    outside, inside = pages_of(content)

    assert content.startswith(b"%PDF-1.7")
    for text in ("Digital Forensics Symposium", "14–15 December 2022", "Cambodiana Hotel", "Organised byNational Police"):
        assert text in outside
    for text in ("Forensic Department", "Times are illustrative.", "release 1", "Doors open 08:30", "127.0.0.1:8000/en/2022/agenda/"):
        assert text in outside.replace("\u200b", "")
    for text in ("Wednesday 14 December", "09:0010:00Case study|BallroomDigital literacyForensic Department · Mr Sok Dara"):
        assert text in inside
    assert inside.index("Digital literacy") < inside.index("Thursday 15 December") < inside.index("Closing")


def test_programme_says_what_it_is_to_programs_that_read_aloud(symposium):
    in_english, in_khmer = (
        pdf_texts(agenda_pdf(published(symposium), "en"))[-1],
        pdf_texts(agenda_pdf(release.current(symposium), "km"))[-1],
    )

    assert "<pdfuaid:part>1</pdfuaid:part>" in in_english
    assert "pdfuaid" not in in_khmer
    for text in ("Digital Forensics Symposium", "National Police", "<rdf:li>en</rdf:li>", "QR code: the current programme"):
        assert text in in_english
    for text in ("សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល", "នគរបាលជាតិ", "<rdf:li>km</rdf:li>", "កូដ QR៖ កម្មវិធីបច្ចុប្បន្ន"):
        assert text in in_khmer


def test_programme_in_khmer_has_khmer_dates_and_what_there_is_of_other_texts(symposium, settings):
    SessionFactory(symposium=symposium, title_en="Digital literacy", title_km="អក្ខរកម្មឌីជីថល")
    SessionFactory(symposium=symposium, title_en="In English only", title_km="", start=time(11), end=time(12))
    programme = published(symposium)

    assert [session["title"] for session in sessions_of(programme, "km")] == [["អក្ខរកម្មឌីជីថល", "km"], ["In English only", "en"]]
    assert printed_programme(programme, ("km",))["in"]["km"]["dates"] == "ថ្ងៃទី១៤–១៥ ខែធ្នូ ឆ្នាំ២០២២"
    assert "០៩:០០" in pages_of(agenda_pdf(programme, "km"))[1]
    settings.KHMER_DIGITS = False
    assert "09:00" in pages_of(agenda_pdf(programme, "km"))[1]


def test_programme_in_both_languages_is_the_same_for_readers_of_each(symposium):
    SessionFactory(symposium=symposium, title_en="Digital literacy", title_km="ទិវា")
    programme = published(symposium)

    content = agenda_pdf_in_both(programme, "en")
    outside, inside = pages_of(content)

    assert agenda_pdf_in_both(programme, "km") == content
    assert "២០២២" in outside
    assert "14–15 December 2022" in outside
    assert "១០:០០" in inside
    assert "09:00–10:00" in inside
    assert "Digital literacy" in inside


@pytest.mark.parametrize("label", ["green", "amber", "amber+strict", "red"])
def test_programme_shows_the_slot_only_of_a_closed_session(symposium, label):
    SessionFactory(symposium=symposium, title_en=SECRET, title_km=SECRET, abstract_en=SECRET, tlp=label)

    content = agenda_pdf_in_both(published(symposium), "en")

    assert f"TLP:{label.upper()}" in pages_of(content)[1]
    assert "Closed session" in pages_of(content)[1]
    assert SECRET not in "\n".join(pdf_texts(content))


def test_programme_says_that_a_session_is_cancelled_or_not_yet_confirmed(symposium):
    SessionFactory(symposium=symposium, title_en="Gone", state=Session.State.CANCELLED)
    SessionFactory(symposium=symposium, title_en="Perhaps", state=Session.State.TENTATIVE, start=time(11), end=time(12))

    inside = pages_of(agenda_pdf(published(symposium), "en"))[1]

    assert "This session is cancelled.Gone" in inside
    assert "To be confirmedPerhaps" in inside


def test_programme_knows_nothing_of_the_draft_and_the_draft_says_that_it_is_one(symposium):
    session = SessionFactory(symposium=symposium, title_en="Published")
    programme = published(symposium)
    session.title_en = SECRET
    session.save()

    assert SECRET not in "\n".join(pdf_texts(agenda_pdf(programme, "en")))
    draft = pages_of(agenda_pdf(release.draft(symposium), "en"))
    assert SECRET in draft[1]
    assert draft[0].count("not published") == 2


def test_texts_are_printed_as_they_are_typed(symposium):
    SessionFactory(symposium=symposium, title_en=MARKUP)

    inside = pages_of(agenda_pdf(published(symposium), "en"))[1]

    assert MARKUP in inside


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  two\nlines\t and \x00\x07 controls ", "two lines and controls"),
        ("x" * (LONGEST_WORD + 1), "x" * LONGEST_WORD + "\u200bx"),
        ("x" * LONGEST_WORD, "x" * LONGEST_WORD),
        ("កោសល្យវិច័យឌីជីថលកោសល្យវិច័យឌីជីថល", "កោសល្យវិច័យឌីជីថលកោសល្យវិច័យឌីជីថល"),
        ("", ""),
    ],
)
def test_printable_text_is_one_line_of_words_that_fit(typed, printed):
    assert printable(typed) == printed


def test_signs_that_no_font_has_leave_a_gap_and_no_error(symposium):
    SessionFactory(symposium=symposium, title_en="Forensics 漢字 today")

    content = agenda_pdf(published(symposium), "en")

    assert "today" in pages_of(content)[1]
    assert "pdfuaid" not in pdf_texts(content)[-1]


def test_typst_says_why_it_refuses():
    with pytest.raises(TypesettingError, match="language"):
        typeset_png("picture", {})


def test_long_programme_is_a_booklet_of_whole_sheets_in_the_order_of_folding(symposium):
    many_sessions(symposium, 40)

    pages = pages_of(agenda_pdf(published(symposium), "en"))

    assert len(pages) % 2 == 0
    assert len(pages) > 2
    assert [number for number in range(40) if not any(f"Talk {number}." in page for page in pages)] == []
    foot = r"Digital Forensics Symposium(\d+)(?!\d*–)"  # on the cover the name stands before the dates
    last = 2 * len(pages)
    assert [{int(number) for number in re.findall(foot, page)} for page in pages] == [
        {number, last + 1 - number} - {1} for number in range(1, len(pages) + 1)
    ]


def test_session_with_more_presenters_than_a_panel_holds_is_printed_smaller(symposium):
    session = SessionFactory(symposium=symposium, title_en="All together")
    for number in range(150):
        session.session_organisations.create(organisation=OrganisationFactory(name_en=f"Organisation with a rather long name {number}."))

    printed = "".join(pages_of(agenda_pdf(published(symposium), "en")))

    assert [number for number in range(150) if f"rather long name {number}." not in printed] == []


def test_programme_without_sessions_or_days_is_printed_too(symposium):
    assert "will stand here" in pages_of(agenda_pdf(published(symposium), "en"))[1]

    empty = SymposiumFactory(seats=0, published=False)
    empty.days.all().delete()

    assert "Notes" in pages_of(agenda_pdf(published(empty), "en"))[1]


def test_programme_is_the_same_bytes_in_every_process(symposium, tmp_path):
    SessionFactory(symposium=symposium, title_km="អក្ខរកម្មឌីជីថល")
    programme = published(symposium)
    facts = tmp_path / "facts.pickle"
    code = (
        "import django, pickle, sys; django.setup(); from agenda.exports.pdf import agenda_pdf;"
        f"sys.stdout.buffer.write(agenda_pdf(pickle.load(open({str(facts)!r}, 'rb')), 'km'))"
    )
    facts.write_bytes(pickle.dumps(programme))
    environment = {"DJANGO_SETTINGS_MODULE": "symposium.settings", "PYTHONPATH": ":".join(sys.path), "DATABASE_URL": "sqlite://:memory:"}
    elsewhere = subprocess.run([sys.executable, "-c", code], cwd=TEMPLATES.parent, env=environment, capture_output=True, check=True)

    assert elsewhere.stdout == agenda_pdf(programme, "km")


def test_fonts_are_few_bytes_and_stand_beside_their_licences():
    folder = Path(TEMPLATES / "print" / "fonts")
    fonts = list(folder.glob("*.ttf"))

    assert sum(font.stat().st_size for font in fonts) < 400_000
    assert {re.sub(r"(-\d+)?-[\d.]+\.ttf$", "", font.name) for font in fonts} == {
        licence.name.removesuffix("-OFL.txt") for licence in folder.glob("*-OFL.txt")
    }
