"""The picture of the programme that a link to the agenda brings along where it is shared (Open Graph): 1200 × 630 pixels."""

from functools import lru_cache
from io import BytesIO

from django.utils.translation import gettext, override
from PIL import Image, PngImagePlugin

from agenda import texts
from agenda.domain.programme import Programme
from agenda.domain.timetable import timetable
from agenda.exports.printed import printable, session_title, words
from agenda.exports.typesetting import typeset_png

COLOURS = 64
TITLES_A_DAY = 4


def programme_picture(programme: Programme, language: str) -> bytes:
    """Return the symposium's name, dates and venue, and how each day begins, as PNG with a description of what it shows."""
    facts = picture_facts(programme, language)
    return _packed(typeset_png("picture", facts), description_of(facts))


def picture_facts(programme: Programme, language: str) -> dict:
    """Return all that stands in the picture."""
    symposium = programme.symposium
    with override(language):
        return {
            "language": language,
            "name": words(symposium.name, language),
            "dates": texts.date_range(symposium.starts_on, symposium.ends_on, language),
            "venue": words(symposium.venue, language),
            "days": [
                {
                    "date": f"{texts.weekday(plan.day.date, language)} {texts.day_and_month(plan.day.date, language)}",
                    "titles": [
                        [texts.clock(session.start, language), session_title(session, language)]
                        for slot in plan.slots
                        for session in slot.sessions
                        if not session.is_break and not session.is_cancelled
                    ][:TITLES_A_DAY],
                }
                for plan in timetable(programme)[:2]
            ],
            "draft": gettext("Draft") if programme.number is None else "",
        }


def description_of(facts: dict) -> str:
    """Return what the picture shows as a text."""
    days = [f"{day['date']}: " + "; ".join(f"{at} {title[0]}" for at, title in day["titles"]) for day in facts["days"]]
    lines = [facts["draft"], facts["name"] and facts["name"][0], facts["dates"], facts["venue"] and facts["venue"][0], *days]
    return printable(". ".join(filter(None, lines)))


@lru_cache(maxsize=4)
def _packed(picture: bytes, description: str) -> bytes:
    """Return a picture in few colours, which is a third of its bytes, with a description (PNG §11.3.4.5, in UTF-8)."""
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Description", description)
    written = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True, pnginfo=about)
    return written.getvalue()
