"""Every address that the URLconf knows, its parameters filled in from a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

PARAMETER = re.compile(r"<(?:(?P<converter>[^:>]+):)?(?P<name>[^>]+)>")
OWN_CONVERTERS = {"numbered"}  # whose values the table gives under the converter's name
LANGUAGES = ("en", "km")
# Patterns that are no routes, each with addresses that match it.
EXPRESSIONS = {
    r"^(?P<app_label>auditlog|agenda|registrations|post_office|auth|mfa)/$": ["agenda/", "registrations/"],
    r"(?P<url>.*)$": ["nowhere/"],
    r"^(en|km)/.*/$": ["en/no/where/", "km/no/where/"],
    r"^media/(?P<path>.*)$": ["media/nothing.txt"],
}


@dataclass(frozen=True)
class Address:
    """An address and the name of its pattern with its namespaces."""

    path: str
    name: str

    @property
    def is_admin(self) -> bool:
        """Whether it is one of staff's."""
        return self.path.startswith("/admin/")


def patterns(resolver: URLResolver | None = None, before: tuple = (), names: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Yield each pattern of the URLconf as the parts of its route and its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        parts = (*before, entry.pattern)
        if isinstance(entry, URLPattern):
            yield parts, ":".join([*names, entry.name or ""])
        else:
            yield from patterns(entry, parts, (*names, entry.namespace) if entry.namespace else names)


def filled(part, table: Mapping[str, Sequence[object]]) -> list[str]:
    """Return a part of a route with each of the table's values; raise LookupError for what the table does not know."""
    if isinstance(part, LocalePrefixPattern):
        return [f"{language}/" for language in LANGUAGES]
    if isinstance(part, RegexPattern):
        if str(part) not in EXPRESSIONS:
            raise LookupError(f"Say in EXPRESSIONS which addresses match {part}.")
        return EXPRESSIONS[str(part)]
    if not isinstance(part, RoutePattern):
        raise LookupError(f"Nobody has said how a {type(part).__name__} is walked.")
    route = str(part)
    names = [converter if converter in OWN_CONVERTERS else name for converter, name in PARAMETER.findall(route)]
    unknown = [name for name in names if not table.get(name)]
    if unknown:
        raise LookupError(f"Say in the table what {', '.join(unknown)} of {route} may be.")
    return [PARAMETER.sub("{}", route).format(*values) for values in product(*(table[name] for name in names))]


def every_address(table: Mapping[str, Sequence[object]]) -> list[Address]:
    """Return all addresses of the site."""
    return [
        Address("/" + "".join(parts), name)
        for pattern, name in patterns()
        for parts in product(*(filled(part, table) for part in pattern if str(part) or isinstance(part, LocalePrefixPattern)))
    ]
