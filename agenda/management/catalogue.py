"""The Khmer catalogue: finding the texts in the code, merging them into django.po, and saying what is wrong with it.

All of it in Python, with Babel: no GNU gettext is needed on any machine.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

FOLDERS = ("agenda", "registrations", "symposium", "templates")
NOT_TRANSLATED = ("templates/admin", "templates/print")  # the admin is in English; what is printed gets its words from agenda/exports
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": DEFAULT_KEYWORDS["ngettext"],
    "pgettext_lazy": DEFAULT_KEYWORDS["pgettext"],
    "npgettext_lazy": DEFAULT_KEYWORDS["npgettext"],
}
# What Django's own forms say to participants, where its Khmer catalogue is silent or wrong.
DJANGO_MESSAGES = [
    "This field is required.",
    "Enter a valid value.",
    "Enter a valid email address.",
    "Enter a valid date.",
    "Enter a number.",
    "Enter a whole number.",
    "Enter a list of values.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "“%(pk)s” is not a valid value.",
    "Null characters are not allowed.",
    (
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
]
DJANGO = "django/forms"
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)  # in the header, so that the same texts make the same bytes

_string = r"""u?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
_template_call = re.compile(rf"\b(?:n?p?gettext|_)\({_string}(?:, *{_string})*(?:, *count)?\)")
_placeholder = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@dataclass
class Text:
    """A text to translate, and the files that use it."""

    id: str | tuple[str, str]
    context: str | None = None
    files: set[str] = field(default_factory=set)


def texts_in(base: Path) -> list[Text]:
    """Return the texts of the project in `base` and Django's that participants see, in the order of files and lines."""
    found: dict[tuple, Text] = {}
    places: dict[str, list[tuple]] = defaultdict(list)
    places[DJANGO] = [(message, None) for message in DJANGO_MESSAGES]
    for path in _files(base):
        places[path.relative_to(base).as_posix()] = list(_texts_in_file(path))
    for place, keys in places.items():
        for key in keys:
            found.setdefault(key, Text(*key)).files.add(place)
    return list(found.values())


def _files(base: Path) -> Iterator[Path]:
    """Yield the Python files and templates whose texts are translated."""
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            relative = path.relative_to(base).as_posix()
            is_code = path.suffix == ".py" and "migrations" not in path.parts
            if (is_code or relative.startswith("templates/")) and path.is_file() and not relative.startswith(NOT_TRANSLATED):
                yield path


def _texts_in_file(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield each text of a file with its context."""
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django writes the tags as calls between rubble that is no Python: keep the calls.
        code = "\n".join(_template_call.findall(templatize(code, origin=str(path))))
    for _line, message, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        if message:
            yield message, context


def read_catalogue(path: Path) -> Catalog:
    """Read a .po file; an empty catalogue when there is none yet."""
    if not path.exists():
        return _new_catalogue()
    with path.open("rb") as file:
        return read_po(file, locale="km")


def _new_catalogue() -> Catalog:
    return Catalog(
        locale="km",
        project="Symposium",
        version="1",
        header_comment="# Khmer texts of the site. Refreshed by `make messages`; the translations are kept.",
        creation_date=ALWAYS,
        revision_date=ALWAYS,
        fuzzy=False,
    )


def merged(old: Catalog, texts: list[Text]) -> Catalog:
    """Return a catalogue of these texts with the translations of `old`; those of texts no longer used stay below, as obsolete."""
    known = {(message.id, message.context): message for message in [*old.obsolete.values(), *old] if message.id and any(message.string)}
    catalogue = _new_catalogue()
    for text in texts:
        translated = known.pop((text.id, text.context), None)
        catalogue.add(
            text.id,
            translated.string if translated else "",
            [(file, None) for file in sorted(text.files)],
            {"fuzzy"} if translated and translated.fuzzy else (),
            user_comments=translated.user_comments if translated else (),
            context=text.context,
        )
    for key, message in known.items():
        message.locations = []
        catalogue.obsolete[key] = message
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the .po file, without line numbers, so that a change of code changes only what it must."""
    file = BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False)
    return file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the compiled .mo file that Django reads; fuzzy translations are left out."""
    catalogue.creation_date = catalogue.revision_date = ALWAYS
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def problems(catalogue: Catalog, texts: list[Text], compiled: bytes) -> list[str]:
    """Return what is wrong with a catalogue for these texts, one line each."""
    wanted = {(text.id, text.context) for text in texts}
    held = {(message.id, message.context) for message in catalogue if message.id}
    lines = [f"not in the catalogue: {_named(key)}" for key in sorted(wanted - held, key=repr)]
    lines += [f"no longer used: {_named(key)}" for key in sorted(held - wanted, key=repr)]
    for message in catalogue:
        if message.id and (message.id, message.context) in wanted:
            lines += [f"{problem}: {_named((message.id, message.context))}" for problem in _problems_of(message)]
    if compiled != mo_bytes(catalogue):
        lines.append("django.mo does not match django.po")
    return lines


def _problems_of(message: Message) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    strings = message.string if message.pluralizable else (message.string,)
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy"
    original = message.id[-1] if message.pluralizable else message.id  # Khmer has one form: that of the plural
    if any(sorted(_placeholder.findall(string)) != sorted(_placeholder.findall(original)) for string in strings):
        yield "placeholders differ"


def _named(key: tuple[str | tuple[str, str], str | None]) -> str:
    """Return how a text is named in a report."""
    message, context = key
    text = message if isinstance(message, str) else message[0]
    return repr(text) + (f" ({context})" if context else "")
