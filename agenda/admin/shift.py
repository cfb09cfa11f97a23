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
    is_asked = "session" in asked and "minutes" in asked
    initial = {"session": asked["session"]} if asked.get("session", "").isdigit() and not is_asked else {}
    form = ShiftForm(asked if is_asked else None, symposium=symposium, initial=initial)
    planned, changed = None, False
    if is_asked and form.is_valid():
        first, minutes = form.cleaned_data["session"], form.cleaned_data["minutes"]
        if request.method == "POST":
            try:
                undo = moves.shift(first, minutes, all_rooms=form.all_rooms, seen=request.POST.get("seen", ""))
            except moves.PlanChangedError:
                changed = True
            except moves.NotPossibleError as error:
                messages.error(request, str(error))
            else:
                carried_out(request, symposium, undo)
                return redirect("admin:agenda_symposium_board", symposium.pk)
        planned = moves.preview(first, minutes, all_rooms=form.all_rooms)
    context = {
        **symposium_admin.admin_site.each_context(request),
        "title": "Shift the rest of the day",
        "subtitle": str(symposium),
        "opts": symposium_admin.opts,
        "symposium": symposium,
        "form": form,
        "plan": planned,
        "first": form.cleaned_data["session"] if planned else None,
        "minutes": form.cleaned_data["minutes"] if planned else None,
        "changed": changed,
    }
    return TemplateResponse(request, "admin/agenda/shift.html", context)
