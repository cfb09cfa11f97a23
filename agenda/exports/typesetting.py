"""Setting type with typst: facts go in as data and never as markup; the same facts make the same bytes in every process.

typst keeps what it has laid out for the next time, about 30 MiB a file and more for long ones: it runs in a process of its own that ends
with the file.
"""

import json
import logging
import math
import subprocess
import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

TEMPLATES = settings.BASE_DIR / "templates"
PDF_UA = ["ua-1"]  # ISO 14289-1: tagged, with a title, languages, and text that can be read out
REMEMBERED = 16  # files that a process keeps; a symposium has five
LONGEST = 120  # seconds; two thousand sessions take less
TYPST_ONCE = [sys.executable, "-I", str(Path(__file__).with_name("typst_once.py"))]


class TypesettingError(Exception):
    """typst refuses a text or a template."""


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
    except TypesettingError as error:
        # The standard refuses signs that no font has, such as a name in Chinese; a programme with a gap is better than none.
        logger.warning("%s.typ is typeset without PDF/UA: %s", template, error)
        return _compiled(template, facts, **options)


def _compiled(template: str, facts: str, **options) -> bytes:
    """Return what typst makes; raise TypesettingError where it refuses, subprocess's errors where it dies or takes too long."""
    folder = TEMPLATES / "print"
    asked = {
        "template": str(folder / f"{template}.typ"),
        "root": str(TEMPLATES),
        "fonts": str(folder / "fonts"),
        "facts": facts,
        "options": options,
    }
    ran = subprocess.run(TYPST_ONCE, input=json.dumps(asked).encode(), capture_output=True, timeout=LONGEST)  # noqa: S603 - our own file
    if ran.returncode == 1:
        raise TypesettingError(ran.stderr.decode(errors="replace").strip())
    ran.check_returncode()
    return ran.stdout
