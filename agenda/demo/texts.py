"""Reading the demo's texts, which stand in the .toml files of this folder."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> dict:
    """Return the content of one of the .toml files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def columns(entry: Mapping, *, without: tuple[str, ...] = ()) -> dict:
    """Return the columns of an entry: `title.en` and `title.km` become `title_en` and `title_km`, all else stays."""
    found = {}
    for name, value in entry.items():
        if name in without:
            continue
        if isinstance(value, Mapping):
            found |= {f"{name}_{language}": text.strip() for language, text in value.items()}
        else:
            found[name] = value
    return found
