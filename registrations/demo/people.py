"""People who don't exist: names from syllables, addresses at example.org, telephone numbers reserved for fiction."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from agenda.models import Organisation
from registrations.models import Delegation

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict:
    """Return the content of one of this folder's .toml files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def made_up_person(rng: Random, delegation: Delegation | None, number: int) -> dict:
    """Return the fields of a person of that agency (None: one that is not listed); `number` sets the address apart from all others."""
    syllables = read("people")
    family, first, last = (rng.choice(syllables[part]) for part in ("family", "first", "last"))
    language = "km" if rng.random() < 0.75 else "en"
    in_police = delegation is not None and delegation.organisation.kind == Organisation.Kind.POLICE
    agency = delegation.organisation.slug if delegation else "unlisted"
    return {
        "honorific": rng.choice(syllables["honorifics"]),
        "rank": rng.choice(syllables["ranks"]) if in_police else "",
        "name_latin": f"{family[0]} {first[0]}{last[0]}",
        "name_khmer": f"{family[1]} {first[1]}{last[1]}" if language == "km" else "",
        "position": rng.choice(syllables["positions"]),
        "email": f"{first[0]}{last[0]}.{number}@{agency}.example.org".lower(),
        "phone": f"+447700900{rng.randrange(1000):03}" if rng.random() < 0.6 else "",
        "diet": rng.choice(syllables["diets"]),
        "access_needs": rng.choice(syllables["needs"]),
        "language": language,
        "other_agency": "" if delegation else rng.choice(syllables["unlisted"]),
    }
