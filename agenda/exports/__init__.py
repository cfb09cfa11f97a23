"""The formats in which the published programme can be had; each a pure function of a release and a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agenda.domain.programme import Programme
from agenda.exports.frab_json import schedule_json
from agenda.exports.frab_xml import schedule_xml
from agenda.exports.ical import agenda_calendar
from agenda.exports.jsonld import event_file
from agenda.exports.pdf import agenda_pdf, agenda_pdf_in_both
from agenda.exports.picture import programme_picture

FOR_OTHER_SITES = {"Access-Control-Allow-Origin": "*"}  # scripts on other sites may read what everybody may read (Fetch standard, CORS)


@dataclass(frozen=True)
class Export:
    """A format: how it is announced, how its file is named (after the symposium's slug), what makes it, and what other headers it has."""

    content_type: str
    extension: str
    function: Callable[[Programme, str], bytes]
    named: str = "agenda-{language}"
    headers: Mapping[str, str] = field(default_factory=dict)


EXPORTS = {
    "ics": Export("text/calendar; charset=utf-8", "ics", agenda_calendar, headers=FOR_OTHER_SITES),
    "xml": Export("application/xml; charset=utf-8", "xml", schedule_xml, headers=FOR_OTHER_SITES),
    "json": Export("application/json", "json", schedule_json, headers=FOR_OTHER_SITES),
    "jsonld": Export("application/ld+json", "jsonld", event_file, headers=FOR_OTHER_SITES),
    "pdf": Export("application/pdf", "pdf", agenda_pdf),
    "pdf-both": Export("application/pdf", "pdf", agenda_pdf_in_both, named="agenda-km-en"),
    "png": Export("image/png", "png", programme_picture, named="programme-{language}"),
}
