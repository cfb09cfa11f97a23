"""What the printed programme says: a release's public part as plain words, in the languages in which it is printed."""

import re
import unicodedata
from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override, pgettext

from agenda import texts
from agenda.domain.programme import DayFacts, Programme, RoleFacts, SessionFacts
from agenda.domain.timetable import DayPlan, timetable
from agenda.texts import Text

LONGEST_WORD = 24  # letters that fit into the narrowest column; longer words, such as addresses, may break anywhere
KHMER = "\u1780-\u17ff\u19e0-\u19ff\u200b-\u200d"
TOO_LONG = re.compile(rf"[^\s{KHMER}]{{{LONGEST_WORD}}}(?=[^\s{KHMER}])")

Words = list[str]  # what is said, and the language in which it is said


def printed_programme(programme: Programme, languages: tuple[str, ...]) -> dict:
    """Return all that is printed, once for each language; a text that is missing in one stands there in the other, marked as such."""
    return {
        "languages": list(languages),
        "title": " · ".join(dict.fromkeys(printable(programme.symposium.name.in_language(language)) for language in languages)),
        "author": ", ".join(_organisers(programme, languages[0])),
        "in": {language: _in_language(programme, language) for language in languages},
    }


def printable(text: str) -> str:
    """Return a text in one line, without control characters, in which words that no column holds may be broken."""
    line = " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())
    return TOO_LONG.sub("\\g<0>\u200b", line)


def words(text: Text, language: str) -> Words | None:
    """Return a bilingual text as it is printed in this language, and the language it is in; None where there is none."""
    found, written_in = text.best(language)
    return [printable(found), written_in] if found.strip() else None


def session_title(session: SessionFacts, language: str) -> Words:
    """Return a session's title; of a closed one, that it is closed."""
    title = None if session.is_closed else words(session.title, language)
    return title or [gettext("Closed session") if session.is_closed else str(session.kind_label), language]


def which_release(programme: Programme, language: str) -> str:
    """Return which programme this is: a printed one can't be told from an older one by anything else. The draft says that it is one."""
    moment = texts.moment_in_words(programme.published_at, language)
    if programme.number is None:
        return gettext("Draft of %(moment)s: not published.") % {"moment": moment}
    number = texts.digits(programme.number, language)
    return gettext("Programme, release %(number)s, %(moment)s.") % {"number": number, "moment": moment}


def _organisers(programme: Programme, language: str) -> list[str]:
    organisers = [role.organisation.name for role in programme.roles if role.role == "organiser"]
    return [printable(name.in_language(language)) for name in organisers]


def _in_language(programme: Programme, language: str) -> dict:
    symposium = programme.symposium
    with override(language):
        address = settings.BASE_URL + reverse("agenda:agenda", args=[symposium.slug])
        return {
            "name": words(symposium.name, language),
            "dates": texts.date_range(symposium.starts_on, symposium.ends_on, language),
            "venue": words(symposium.venue, language),
            "notice": words(symposium.notice, language),
            "release": which_release(programme, language),
            "draft": programme.number is None,
            "address": address,
            "address-shown": address.partition("://")[2].replace("/", "/\u200b"),
            "code": qr_code(address),
            "roles": [
                {"label": str(label), "holders": [_holder(holder, language) for holder in holders]}
                for _role, label, holders in programme.roles_by_protocol
            ],
            "presenters": _presenters(programme, language),
            "days": [_day(plan, language) for plan in timetable(programme)],
            "words": _fixed_words(),
        }


def _fixed_words() -> dict[str, str]:
    return {
        "programme": gettext("Programme"),
        "venue": gettext("Venue"),
        "presenters": gettext("Presenting organisations"),
        "notes": gettext("Notes"),
        "current": gettext("Changes may follow. The current programme:"),
        "code": gettext("QR code: the current programme"),
        "cancelled": gettext("This session is cancelled."),
        "tentative": gettext("To be confirmed"),
        "no-sessions": gettext("The sessions of this day will stand here once they are fixed."),
    }


def _holder(role: RoleFacts, language: str) -> dict:
    """Return who holds a role; where it is a person, the position and organisation are said after the name."""
    organisation = words(role.organisation.name, language)
    if role.person is None:
        return {"name": organisation, "more": []}
    more = [words(role.person.position, language), organisation]
    return {"name": [printable(role.person.full_name(language)), language], "more": [entry for entry in more if entry]}


def _presenters(programme: Programme, language: str) -> list[Words]:
    presenting = [programme.organisations[slug] for slug in programme.sessions_by_organisation]
    return [entry for organisation in presenting if (entry := words(organisation.name, language))]


def _day(plan: DayPlan, language: str) -> dict:
    day = plan.day
    return {
        "weekday": texts.weekday(day.date, language),
        "date": texts.day_and_month(day.date, language),
        "label": words(day.label, language),
        "doors": _doors(day, language),
        "slots": [
            {
                "start": texts.clock(slot.start, language),
                "end": texts.clock(slot.end, language),
                "sessions": [_session(session, language, is_shorter=session.end != slot.end) for session in slot.sessions],
            }
            for slot in plan.slots
        ],
    }


def _doors(day: DayFacts, language: str) -> str:
    return f"{gettext('Doors open')} {texts.clock(day.doors_open, language)}" if day.doors_open else ""


def _session(session: SessionFacts, language: str, *, is_shorter: bool) -> dict:
    return {
        "kind": session.kind,
        "kind-label": str(session.kind_label),
        "room": words(session.room.name, language) if session.room else None,
        "title": session_title(session, language),
        "closed-for": _closed_for(session) if session.is_closed else "",
        "label": session.label if session.is_closed else "",
        "organisations": [words(organisation.name, language) for organisation in session.organisations],
        "speakers": [[printable(speaker.person.full_name(language)), language] for speaker in session.speakers],
        "until": f"{pgettext('time', 'until')} {texts.clock(session.end, language)}" if is_shorter else "",
        "is-break": session.is_break,
        "is-cancelled": session.is_cancelled,
        "is-tentative": session.is_tentative,
    }


def _closed_for(session: SessionFacts) -> str:
    return {
        "green": gettext("For confirmed participants."),
        "amber": gettext("For participants of the agencies concerned."),
        "amber+strict": gettext("For participants of the presenting agencies."),
    }.get(session.tlp) or gettext("For those who are invited.")


def qr_code(address: str) -> str:
    """Return an address as a QR code (ISO/IEC 18004) in SVG, with as much redundancy as fits into the same size."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return written.getvalue().decode()
