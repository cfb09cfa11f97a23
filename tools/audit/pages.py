"""Print, as JSON, every address of the public site and of participants that answers with a page; runs in the audited site's environment.

From the URLconf itself, so that a page that is added is audited, too. Left out are the desk, the preview and old releases: staff's alone.
"""

import json
import logging
import os
from itertools import product

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "symposium.settings")

import django

django.setup()

from django.test import Client
from django.urls.resolvers import LocalePrefixPattern

from agenda.models import Organisation, Session, Symposium
from registrations.domain import tokens
from registrations.models import Registration
from tests.agenda.walking import filled, patterns

FOR_STAFF = ("admin:", "preview:", "release:")
# What the walk does not reach: a search, one that finds nothing, and what is said where nothing is.
MORE = ("agenda/?q=evidence&kind=presentation", "agenda/?q=nothing+of+the+sort", "agenda/ZZZZZZ/", "nowhere/")


def parameters() -> dict[str, list]:
    """Return values for the addresses' parameters: one session and one participant of each sort, each with a real link."""
    sessions = Session.objects.with_presenters().order_by("-symposium__is_current", "pk")
    sorts = {
        (session.kind, session.tlp, session.state, bool(session.session_speakers.all()), bool(session.materials.all())): session.code
        for session in reversed(sessions)
    }
    participants = {registration.state: registration for registration in Registration.objects.select_related("symposium").order_by("-pk")}
    return {
        "symposium": [symposium.slug for symposium in Symposium.objects.order_by("-is_current", "pk")],
        "code": list(sorts.values()),
        "slug": list(Organisation.objects.values_list("slug", flat=True)),
        "secret": [tokens.mint(participant) for participant in participants.values()],
        "key": [1],
        "pk": [1],
    }


def addresses() -> list[str]:
    """Return all of them, whatever they answer."""
    table = parameters()
    return [
        "/" + "".join(parts)
        for pattern, name in patterns()
        if not name.startswith(FOR_STAFF) and not str(pattern[0]).startswith("^")
        for parts in product(*(filled(part, table) for part in pattern if str(part) or isinstance(part, LocalePrefixPattern)))
    ]


def main() -> None:
    """Ask for each address once and print those that answer with HTML."""
    logging.disable(logging.WARNING)
    answers = {address: Client(headers={"host": "127.0.0.1"}).get(address) for address in addresses()}
    pages = [address for address, answer in answers.items() if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")]
    current = Symposium.objects.get(is_current=True)
    session = current.sessions.filter(tlp="clear", session_speakers__isnull=False).first()
    main_pages = {}
    for language, word in (("en", "English"), ("km", "Khmer")):
        home = f"/{language}/{current.slug}/"
        pages += [home + path for path in MORE]
        main_pages |= {f"home, {word}": home, f"agenda, {word}": f"{home}agenda/", f"session, {word}": f"{home}agenda/{session.code}/"}
    print(json.dumps({"pages": pages, "main_pages": main_pages}))


if __name__ == "__main__":
    main()
