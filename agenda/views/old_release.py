"""Addresses under which staff look at any release as it was published: /<language>/release/<number>/<slug>/…, the same pages once more.

Templates name an edition by its slug alone. While such a page is made, its number is remembered here and put before the slug again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_number: ContextVar[int | None] = ContextVar("release_number", default=None)


class NumberedEdition:
    """The converter `numbered`: a release's number and a symposium's slug, "3/2022". To a slug alone it adds the number being looked at."""

    regex = r"[0-9]{1,9}/[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        """Return it as it stands; `taken_apart` makes two of it."""
        return value

    def to_url(self, value: str) -> str:
        """Return "3/2022" for itself, and for "2022" while release 3 is being looked at."""
        if "/" in value:
            return value
        if _number.get() is None:
            raise ValueError("No release is being looked at.")
        return f"{_number.get()}/{value}"


def taken_apart(edition: str) -> tuple[int, str]:
    """Return number and slug."""
    number, slug = edition.split("/")
    return int(number), slug


@contextmanager
def looking_at(number: int) -> Iterator[None]:
    """Let addresses of the namespace lead to this release."""
    token = _number.set(number)
    try:
        yield
    finally:
        _number.reset(token)
