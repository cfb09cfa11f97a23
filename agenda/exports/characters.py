"""Which characters a text may hold in a file: pasted texts bring others along, which neither XML 1.0 nor iCalendar can carry."""

import re

# XML 1.0 §2.2 (Char) and RFC 5545 §3.1 (CONTROL) together.
NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def allowed(text: str) -> str:
    """Return the text without the control characters that no format allows; line breaks and tabs stay."""
    return NOT_ALLOWED.sub("", text)
