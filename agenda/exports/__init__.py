"""The formats in which the published programme can be had; each a pure function of a release and a language."""

from collections.abc import Callable
from dataclasses import dataclass

from agenda.domain.programme import Programme
from agenda.exports.frab_json import schedule_json
from agenda.exports.frab_xml import schedule_xml
from agenda.exports.ical import agenda_calendar
from agenda.exports.pdf import agenda_pdf, agenda_pdf_in_both
from agenda.exports.picture import programme_picture


@dataclass(frozen=True)
class Export:
    """A format: how it is announced, how its file is named (after the symposium's slug), and what makes it."""

    content_type: str
    extension: str
    function: Callable[[Programme, str], bytes]
    named: str = "agenda-{language}"


EXPORTS = {
    "ics": Export("text/calendar; charset=utf-8", "ics", agenda_calendar),
    "xml": Export("application/xml; charset=utf-8", "xml", schedule_xml),
    "json": Export("application/json", "json", schedule_json),
    "pdf": Export("application/pdf", "pdf", agenda_pdf),
    "pdf-both": Export("application/pdf", "pdf", agenda_pdf_in_both, named="agenda-km-en"),
    "png": Export("image/png", "png", programme_picture, named="programme-{language}"),
}
