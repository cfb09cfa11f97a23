"""The formats in which the published programme can be had; each a pure function of a release and a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agenda.domain.programme import Programme
from agenda.exports.ical import agenda_calendar
from agenda.exports.jsonld import event_file

FOR_OTHER_SITES = {"Access-Control-Allow-Origin": "*"}  # scripts on other sites may read what everybody may read (Fetch standard, CORS)


@dataclass(frozen=True)
class Export:
    """A format: how it is announced, how its file is named, what makes it, and the headers that it has beside the usual ones."""

    content_type: str
    extension: str
    function: Callable[[Programme, str], bytes]
    headers: Mapping[str, str] = field(default_factory=dict)


EXPORTS = {
    "ics": Export("text/calendar; charset=utf-8", "ics", agenda_calendar, FOR_OTHER_SITES),
    "jsonld": Export("application/ld+json", "jsonld", event_file, FOR_OTHER_SITES),
}
