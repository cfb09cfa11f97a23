"""The programme on paper: A4 sheets, printed on both sides and folded once to A5 (docs/decisions/0016)."""

from agenda.domain.programme import Programme
from agenda.exports.printed import printed_programme
from agenda.exports.typesetting import typeset_pdf

BOTH = ("km", "en")  # the country's language stands first, as on its ministries' papers


def agenda_pdf(programme: Programme, language: str) -> bytes:
    """Return the programme in one language."""
    return _printed(programme, (language,))


def agenda_pdf_in_both(programme: Programme, language: str) -> bytes:
    """Return the programme in Khmer and English side by side; it is the same in whichever language it is asked for."""
    return _printed(programme, BOTH)


def _printed(programme: Programme, languages: tuple[str, ...]) -> bytes:
    # typst maps some Khmer syllables to Unicode twice (its issue 4225): such a file may not say that it follows PDF/UA.
    facts = printed_programme(programme, languages)
    return typeset_pdf("programme", facts, programme.published_at, accessible="km" not in languages)
