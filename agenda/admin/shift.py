"""Shift the rest of a day: a page that shows what would move, what runs late and into what, before it is done."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern

from agenda.admin.board import MAY_MOVE, carried_out, symposium_page
from agenda.admin.board_forms import ShiftForm
from agenda.domain import moves
from agenda.models import Symposium


def shift_urls(symposium_admin) -> list[URLPattern]:
    """Return the address of the page, below that of its symposium."""
    return [symposium_page(symposium_admin, "board/shift/", shift_page, name="shift", permission=MAY_MOVE)]


def shift_page(request, symposium: Symposium, symposium_admin):
    """Ask from where and by how much; show what that would do; do it when posted."""
    asked = request.POST if request.method == "POST" else request.GET
    if "minutes" not in asked:
        return _page(request, symposium, symposium_admin, ShiftForm(symposium=symposium, initial={"session": asked.get("session")}))
    form = ShiftForm(asked, symposium=symposium)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            undo = moves.shift(**form.wanted(), seen=request.POST.get("seen", ""))
        except moves.PlanChangedError:
            changed = True
        except moves.NotPossibleError as error:
            messages.error(request, str(error))
        else:
            carried_out(request, symposium, undo)
            return redirect("admin:agenda_symposium_board", symposium.pk)
    return _page(request, symposium, symposium_admin, form, changed=changed)


def _page(request, symposium: Symposium, symposium_admin, form: ShiftForm, *, changed: bool = False):
    wanted = form.wanted() if form.is_valid() else {}
    context = {
        **symposium_admin.admin_site.each_context(request),
        "title": "Shift the rest of the day",
        "subtitle": str(symposium),
        "opts": symposium_admin.opts,
        "symposium": symposium,
        "form": form,
        "plan": moves.preview(**wanted) if wanted else None,
        **wanted,
        "changed": changed,
    }
    return TemplateResponse(request, "admin/agenda/shift.html", context)
