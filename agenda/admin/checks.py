"""The draft's problems at the desk, each with a link to its place: in the list of sessions, above a session's form, before publishing."""

from collections.abc import Iterable

from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils.html import format_html_join

from agenda.admin.filters import KnownChoices, listed_symposium
from agenda.domain.conflicts import Problem, by_session, problems
from agenda.models import Session, Symposium

SHORT = {
    "room-twice": "room used twice",
    "person-twice": "person in two places",
    "outside-its-day": "outside the symposium",
    "room-elsewhere": "room of another symposium",
    "before-doors": "before the doors open",
    "over-capacity": "more seats than the room",
    "no-presenter": "no presenter",
    "text-missing": "text in one language only",
    "organisation-without-role": "speaker’s organisation without role",
    "material-freer": "material labelled too freely",
    "cancelled-in-room": "cancelled, holds a room",
}
INLINES = ("session_organisations", "session_speakers", "materials", "days", "rooms")


def place_of(problem: Problem) -> str:
    """Return the part of an address that leads to the field or the inline where the problem is mended."""
    if not problem.field:
        return ""
    return f"#{problem.field}-group" if problem.field in INLINES else f"#id_{problem.field}"


def address_of(problem: Problem) -> str:
    """Return the address of the form where the problem is mended, with its place in it."""
    model, key = problem.row or ("session", problem.session_id)
    return reverse(f"admin:agenda_{model}_change", args=[key]) + place_of(problem)


def told(found: Iterable[Problem], at: Session | None = None) -> list[dict]:
    """Return problems for a page, each with a link to its place: on the page itself where it is the form of `at`. A clash has two."""
    rows = []
    for problem in found:
        keys = [key for key in (problem.session_id, problem.other_session_id) if key is not None]
        others = [key for key in keys if key != (at.pk if at else problem.session_id)]
        rows.append(
            {
                "is_error": problem.is_error,
                "text": problem.text,
                "address": place_of(problem) if at else address_of(problem),
                "other": reverse("admin:agenda_session_change", args=others) + place_of(problem) if others else "",
            }
        )
    return rows


def checks_of(symposium: Symposium) -> dict:
    """Return what templates/admin/agenda/_checks.html shows of a symposium's draft."""
    rows = told(problems(symposium))
    return {"errors": [row for row in rows if row["is_error"]], "warnings": [row for row in rows if not row["is_error"]]}


def problems_of(session: Session) -> list[dict]:
    """Return the problems of one session, for its form."""
    return told(by_session(problems(session.symposium)).get(session.pk, []), at=session)


def _problems_of_list(request) -> dict[int, list[Problem]]:
    """Return the problems of the one edition that a list shows, by session; found once a request."""
    if not hasattr(request, "problems_by_session"):
        symposium = listed_symposium(request)
        request.problems_by_session = by_session(problems(symposium)) if symposium else {}
    return request.problems_by_session


class CheckedList(ChangeList):
    """A list of sessions that know their problems."""

    def get_results(self, request):
        super().get_results(request)
        found = _problems_of_list(request)
        for session in self.result_list:
            session.problems = found.get(session.pk, [])


class ProblemFilter(KnownChoices):
    """Sessions with which something is wrong."""

    title = parameter_name = "problems"

    def lookups(self, request, model_admin):
        return [("errors", "With errors"), ("warnings", "With warnings")] if listed_symposium(request) else []

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        wanted = self.value() == "errors"
        return queryset.filter(
            pk__in=[key for key, found in _problems_of_list(request).items() if any(problem.is_error == wanted for problem in found)]
        )


def marks_of(session: Session) -> str:
    """Return a word for each kind of problem that a session of a CheckedList has, errors first, linked to its place in the form."""
    words = {}
    for problem in session.problems:
        words.setdefault((not problem.is_error, SHORT[problem.code]), place_of(problem))
    form = reverse("admin:agenda_session_change", args=[session.pk])
    marks = (
        ("warning" if is_warning else "error", form + place, "Warning" if is_warning else "Error", word)
        for (is_warning, word), place in sorted(words.items())
    )
    return format_html_join("", '<a class="desk-{}" href="{}"><span class="visually-hidden">{}: </span>{}</a>', marks) or "–"
