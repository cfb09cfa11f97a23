"""The programme on paper: A4 sheets, printed on both sides and folded once to A5 (docs/decisions/0016)."""

from agenda.domain.programme import Programme
from agenda.exports.printed import printed_programme
from agenda.exports.typesetting import typeset_pdf

BOTH = ("km", "en")  # the country's language stands first, as on its ministries' papers


def agenda_pdf(programme: Programme, language: str) -> bytes:
    """Return the programme in one language."""
    return typeset_pdf("programme", printed_programme(programme, (language,)), programme.published_at)


def agenda_pdf_in_both(programme: Programme, language: str) -> bytes:
    """Return the programme in Khmer and English side by side; it is the same in whichever language it is asked for."""
    return typeset_pdf("programme", printed_programme(programme, BOTH), programme.published_at)
