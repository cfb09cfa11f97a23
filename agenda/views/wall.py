"""The screen in the hall: what is on now, what is next."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import get_language

from agenda.domain.programme import Programme, RoomFacts
from agenda.domain.wall import MINUTE, WEEK, changed_lately, doors_of, may_be_rehearsed, wall, whole_minute
from agenda.views.reading import Edition, public_page

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
THEMES = ("light", "dark")
SHOWN = 6  # sessions at once; of more, their number is said
SHOWN_CHANGES = 3


@dataclass(frozen=True)
class Asked:
    """What the address asks of the screen: one room or all, a moment to rehearse, and colours."""

    room: RoomFacts | None
    is_room_unknown: bool
    rehearsal: datetime | None
    is_moment_wrong: bool
    theme: str

    @property
    def at(self) -> str:
        """The moment to rehearse as it is written in an address."""
        return f"{self.rehearsal:%Y-%m-%dT%H:%M}" if self.rehearsal else ""

    @classmethod
    def of(cls, query: QueryDict, programme: Programme) -> "Asked":
        """Read the query; what it can't mean is marked, and an unknown theme is the device's own."""
        key, written, theme = (query.get(name, "") for name in ("room", "at", "theme"))
        room = next((room for room in programme.rooms if str(room.key) == key), None)
        rehearsal = _moment(written, programme)
        return cls(room, bool(key) and room is None, rehearsal, bool(written) and rehearsal is None, theme if theme in THEMES else "")


def _moment(written: str, programme: Programme) -> datetime | None:
    """Return a moment of the venue's clock written as 2022-12-14T09:40, or None for what is no such moment."""
    if not MOMENT.fullmatch(written):
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at.replace(tzinfo=programme.symposium.zone) if may_be_rehearsed(programme, at) else None


class SessionsForScript:
    """All sessions of a programme as the page's data, made once for each of the last few programmes, not each minute."""

    KEPT = 8

    def __init__(self):
        self._made: dict[tuple[int, str], tuple[Programme, str]] = {}

    def of(self, programme: Programme) -> str:
        """Return their HTML in the language of the page."""
        key = id(programme), get_language()
        made = self._made.get(key)
        if made is None or made[0] is not programme:
            made = programme, render_to_string("agenda/_now_sessions.html", {"programme": programme})
            self._made = {**dict(list(self._made.items())[-self.KEPT + 1 :]), key: made}
        return made[1]


sessions_for_script = SessionsForScript()


@public_page
def now(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show now and next, by the venue's clock or at the moment of a rehearsal. The answer holds until the next full minute."""
    programme = edition.programme
    asked = Asked.of(request.GET, programme)
    if asked.is_moment_wrong:
        return render(request, "agenda/now_refused.html", edition.context("now", **_example(programme)), status=400)
    live = timezone.now().astimezone(programme.symposium.zone)
    at = asked.rehearsal or whole_minute(live)
    is_staffs = edition.is_preview or edition.looked_at is not None
    context = edition.context(
        "now",
        asked=asked,
        wall=wall(programme, at, asked.room),
        days=_days(programme, at.date()),
        changes=[] if is_staffs else changed_lately(edition.symposium, programme, at),
        sessions_for_script="" if is_staffs else sessions_for_script.of(programme),
        shown=SHOWN,
        shown_changes=SHOWN_CHANGES,
    )
    response = render(request, "agenda/now.html", context, status=404 if asked.is_room_unknown else 200)
    response.headers["Last-Modified"] = http_date(live.timestamp())
    response.keep_until = at + MINUTE if asked.rehearsal is None else live
    return response


def _days(programme: Programme, today: date) -> list[tuple[date, datetime | None]]:
    """Return the days that the screen may have to name, each with when the doors open: this week's, the symposium's, and those after."""
    doors = {day.date: doors_of(day, programme) for day in programme.days}
    named = {today + timedelta(days=number) for number in range(WEEK + 1)}
    named |= {day + timedelta(days=number) for day in doors for number in (0, 1)}
    return [(day, doors.get(day)) for day in sorted(named)]


def _example(programme: Programme) -> dict:
    """Return a moment that can be rehearsed."""
    first = programme.sessions[0].start if programme.sessions else datetime.combine(programme.symposium.starts_on, datetime.min.time())
    return {"example": f"{first:%Y-%m-%dT%H:%M}"}
