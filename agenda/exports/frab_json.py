"""The programme as schedule JSON, valid against c3voc's schema (https://c3voc.de/schedule/schema.json)."""

import json

from agenda.domain.programme import Programme
from agenda.exports.frab_schedule import schedule

SCHEMA = "https://c3voc.de/schedule/schema.json"


def schedule_json(programme: Programme, language: str) -> bytes:
    """Return the published programme in one language as schedule JSON."""
    content = {"$schema": SCHEMA, **schedule(programme, language, "json")}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
