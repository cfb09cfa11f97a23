"""The programme board: the draft as a time grid on which sessions are moved, by mouse, keys or plain forms: one endpoint for all."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from agenda.admin.board_forms import MoveForm, UndoForm, signed
from agenda.admin.meanwhile import in_words, place_in_words, who_changed
from agenda.admin.preview import preview_links
from agenda.admin.publishing import may_publish
from agenda.domain import moves
from agenda.domain.board import board
from agenda.domain.editing import ChangedMeanwhileError
from agenda.models import Session, Symposium
from agenda.models.programme import READ_RED

MAY_MOVE = "agenda.change_session"
LAST_MOVE = "agenda.board.last_move"  # in the user's session: what can be undone, kept over the redirect after a move


@dataclass(frozen=True)
class BothVersions:
    """A session that was changed meanwhile: where the editor wanted it, where it stands. `anyway` are fields that move it all the same."""

    session: Session
    wanted: str
    stands: str
    changed_by: str
    anyway: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """What the board says of the last move. `undo` is what UndoForm takes."""

    said: str
    undo: str = ""
    refused: bool = False
    both: list[BothVersions] = field(default_factory=list)


def symposium_page(symposium_admin, route: str, view, *, name: str, permission: str) -> URLPattern:
    """Return the address of a page of a symposium, for those with that permission: view(request, symposium, symposium_admin)."""

    def guarded(request, pk: int):
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, get_object_or_404(Symposium, pk=pk), symposium_admin)

    return path(f"<int:pk>/{route}", symposium_admin.admin_site.admin_view(guarded), name=f"agenda_symposium_{name}")


def board_urls(symposium_admin) -> list[URLPattern]:
    """Return the addresses of the board, below that of its symposium."""
    return [
        symposium_page(symposium_admin, "board/", board_page, name="board", permission="agenda.view_session"),
        symposium_page(symposium_admin, "board/move/", move_session, name="board_move", permission=MAY_MOVE),
        symposium_page(symposium_admin, "board/undo/", undo_move, name="board_undo", permission=MAY_MOVE),
    ]


@require_safe
def board_page(request, symposium: Symposium, symposium_admin):
    """Show the board, and the last move while it can be undone."""
    return _page(request, symposium_admin, symposium, _last_move(request, symposium))


@require_POST
def move_session(request, symposium: Symposium, symposium_admin):
    """Move one session, or say why not."""
    form = MoveForm(request.POST, symposium=symposium, user=request.user)
    if not form.is_valid():
        notice = Notice(" ".join(["Nothing was moved.", *(message for said in form.errors.values() for message in said)]), refused=True)
        return _answer(request, symposium_admin, symposium, notice)
    values = form.cleaned_data
    try:
        undo = moves.move(symposium, [form.move()])
    except moves.NotPossibleError as error:
        notice = Notice(f"Nothing was moved. {error}", refused=True)
    except ChangedMeanwhileError as error:
        notice = _both(error.sessions, in_words(values["day"], values["start"], values["end"], values["room"]), values)
    else:
        notice = carried_out(request, symposium, undo)
    return _answer(request, symposium_admin, symposium, notice)


@require_POST
def undo_move(request, symposium: Symposium, symposium_admin):
    """Put back what the last move or shift has moved."""
    form = UndoForm(request.POST)
    try:
        if not form.is_valid():
            raise moves.NotPossibleError("This can't be undone from here.")
        put_back = moves.move(symposium, form.cleaned_data["moves"])
    except moves.NotPossibleError as error:
        notice = Notice(f"Nothing was put back. {error}", refused=True)
    except ChangedMeanwhileError as error:
        notice = _both(error.sessions, "where it stood before")
    else:
        request.session.pop(LAST_MOVE, None)
        notice = Notice(f"Undone. {_where(_recorded(request, put_back, 'Put back on the board'))}")
    return _answer(request, symposium_admin, symposium, notice)


def carried_out(request, symposium: Symposium, undo: list[moves.Move]) -> Notice:
    """Record that sessions were moved, keep how to undo it, and say it. `undo` are the moves that put them back."""
    sessions = _recorded(request, undo, "Moved on the board")
    if not sessions:
        return Notice("Nothing has changed: it stands there already.")
    notice = Notice(_where(sessions), signed(undo))
    request.session[LAST_MOVE] = {"symposium": symposium.pk, "said": notice.said, "moves": [entry.as_content() for entry in undo]}
    return notice


def _recorded(request, undo: Iterable[moves.Move], what: str) -> list[Session]:
    sessions = Session.objects.filter(pk__in=[entry.session_id for entry in undo]).select_related("day", "room").as_the_day_runs()
    for session in sessions:
        LogEntry.objects.log_actions(request.user.pk, [session], CHANGE, f"{what}: {place_in_words(session)}.")
    return list(sessions)


def _where(sessions: list[Session]) -> str:
    if len(sessions) == 1:
        return f"“{sessions[0]}” is now on {place_in_words(sessions[0])}."
    return f"{len(sessions)} sessions have been moved." if sessions else "Everything stands there already."


def _both(sessions: list[Session], wanted: str, values: dict | None = None) -> Notice:
    both = []
    for session in sessions:
        anyway = {}
        if values:
            room = values["room"]
            anyway = {
                "session": session.pk,
                "version": session.version,
                "day": values["day"].pk,
                "start": values["start"].isoformat(),
                "end": values["end"].isoformat(),
                "room": room.pk if room else "",
            }
        both.append(BothVersions(session, wanted, place_in_words(session), who_changed(session), anyway))
    return Notice("Nothing was moved: somebody changed this meanwhile. Compare both below.", refused=True, both=both)


def _last_move(request, symposium: Symposium) -> Notice | None:
    kept = request.session.get(LAST_MOVE)
    if not kept or kept["symposium"] != symposium.pk or not request.user.has_perm(MAY_MOVE):
        return None
    undo = [moves.Move.from_content(entry) for entry in kept["moves"]]
    return Notice(kept["said"], signed(undo)) if moves.still_stand(undo) else None


def _context(request, symposium: Symposium, notice: Notice | None) -> dict:
    return {
        "symposium": symposium,
        "board": board(symposium, reads_red=request.user.has_perm(READ_RED)),
        "notice": notice,
        "may_move": request.user.has_perm(MAY_MOVE),
        "may_add": request.user.has_perm("agenda.add_session"),
    }


def _page(request, symposium_admin, symposium: Symposium, notice: Notice | None):
    context = {
        **symposium_admin.admin_site.each_context(request),
        **_context(request, symposium, notice),
        "title": "Programme board",
        "subtitle": str(symposium),
        "opts": symposium_admin.opts,
        "may_publish": may_publish(request.user),
        "preview_links": preview_links(symposium, request.user, "agenda"),
    }
    return TemplateResponse(request, "admin/agenda/board.html", context)


def _answer(request, symposium_admin, symposium: Symposium, notice: Notice):
    """Answer a move: a script gets the new state and its problems, a plain form the board (by a redirect when something was moved)."""
    if request.headers.get("Accept") != "application/json":
        if notice.refused:
            return _page(request, symposium_admin, symposium, notice)
        if not notice.undo:
            messages.success(request, notice.said)  # what can be undone says so itself
        return redirect("admin:agenda_symposium_board", symposium.pk)
    context = _context(request, symposium, notice)
    return JsonResponse(
        {
            "refused": notice.refused,
            "said": notice.said,
            "problems": [
                {"severity": problem.severity, "code": problem.code, "text": problem.text, "session": problem.session_id}
                for problem in context["board"].problems
            ],
            "grid": render_to_string("admin/agenda/_board_grid.html", context, request),
            "notice": render_to_string("admin/agenda/_board_notice.html", context, request),
        }
    )
