"""Calendars in tests: a programme to publish, and calendar files read line by line and as events."""

from datetime import date, datetime

from icalendar import Calendar

from agenda.domain import release
from agenda.domain.programme import Programme
from agenda.models import Symposium
from tests.factories import SymposiumFactory

SECRET = "Operation Nightfall"


def an_edition(**more) -> Symposium:
    """Return an edition in Phnom Penh on 14 and 15 December 2022, not yet published."""
    facts = {
        "slug": "2022",
        "starts_on": date(2022, 12, 14),
        "notice_en": "Times, rooms; and most speakers are illustrative.",
        "notice_km": "ម៉ោង និងបន្ទប់ គ្រាន់តែជាឧទាហរណ៍។",
    }
    return SymposiumFactory(published=False, **{**facts, **more})


def published(symposium: Symposium, at: datetime | None = None) -> Programme:
    """Publish the draft and return what the public reads."""
    release.publish(symposium, at=at)
    return release.current(symposium)


def events(content: bytes) -> list:
    """Return the events of a calendar file."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def check_lines(content: bytes) -> None:
    """Check what RFC 5545 §3.1 asks of each line: its end, its 75 octets, and that no line begins or ends within a character."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not {*line} & {*range(9), *range(10, 32), 127}
        line.decode()  # fails within a character
    assert (lines[0], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR")
