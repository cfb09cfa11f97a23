"""Setting type with typst: facts go in as data and never as markup; the same facts make the same bytes in every process."""

import json
import logging
import math
from datetime import datetime
from functools import lru_cache

import typst
from django.conf import settings

logger = logging.getLogger(__name__)

TEMPLATES = settings.BASE_DIR / "templates"
PDF_UA = ["ua-1"]  # ISO 14289-1: tagged, with a title, languages, and text that can be read out
REMEMBERED = 16  # files that a process keeps; a symposium has five


def typeset_pdf(template: str, facts: dict, made_at: datetime, *, accessible: bool) -> bytes:
    """Return a tagged PDF made at this moment from `templates/print/<template>.typ`, which reads the facts; by PDF/UA if `accessible`."""
    return _pdf(template, json.dumps(facts, ensure_ascii=False), math.floor(made_at.timestamp()), accessible)


def typeset_png(template: str, facts: dict) -> bytes:
    """Return the one page of `templates/print/<template>.typ` as a picture, a pixel for each of its points."""
    return _compiled(template, json.dumps(facts, ensure_ascii=False), format="png", ppi=72)


@lru_cache(maxsize=REMEMBERED)
def _pdf(template: str, facts: str, made_at: int, accessible: bool) -> bytes:
    """Typeset once for the same facts, however often public content that is not printed changes."""
    options = {"format": "pdf", "timestamp": made_at}
    if not accessible:
        return _compiled(template, facts, **options)
    try:
        return _compiled(template, facts, pdf_standards=PDF_UA, **options)
    except typst.TypstError as error:
        # The standard refuses signs that no font has, such as a name in Chinese; a programme with a gap is better than none.
        logger.warning("%s.typ is typeset without PDF/UA: %s", template, error.message)
        return _compiled(template, facts, **options)


def _compiled(template: str, facts: str, **options) -> bytes:
    return typst.compile(
        TEMPLATES / "print" / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"facts": facts},
        **options,
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Load the fonts once; those of the system are left out, so that every machine makes the same file."""
    return typst.Fonts(include_system_fonts=False, font_paths=[TEMPLATES / "print" / "fonts"])
