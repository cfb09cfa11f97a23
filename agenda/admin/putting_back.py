"""The page that shows what putting back a release, or one session of it, discards of the draft, and puts it back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.publishing import described, may_publish
from agenda.domain.release import DraftChangedMeanwhileError
from agenda.domain.restoring import CannotPutBackError, discards, put_back
from agenda.models import ProgrammeRelease


class PutBackForm(forms.Form):
    """Which draft the organiser was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)


def may_put_back(user) -> bool:
    """Whether this user may put a release back: who may publish and edit the programme."""
    return may_publish(user) and user.has_perms(["agenda.change_session", "agenda.change_symposium"])


def put_back_address(release: ProgrammeRelease) -> str:
    """Return the address of the page for a whole release."""
    return reverse("admin:agenda_programmerelease_put_back", args=[release.pk])


def put_back_page(request, release_admin, pk: int):
    """Show what would be discarded; put back when posted. `?session=<uuid>` is about that session alone."""
    if not may_put_back(request.user):
        raise PermissionDenied
    release = get_object_or_404(ProgrammeRelease.objects.select_related("symposium"), pk=pk)
    uuid = request.GET.get("session")
    form = PutBackForm(request.POST or None)
    meanwhile = False
    try:
        if request.method == "POST" and form.is_valid():
            put_back(release, uuid, seen=form.cleaned_data["seen"])
            return _said(request, release_admin, release, uuid)
    except DraftChangedMeanwhileError:
        meanwhile = True
    except CannotPutBackError as reason:
        messages.error(request, f"Nothing was put back. {reason}")
        return redirect("admin:agenda_programmerelease_change", release.pk)
    return _discards_page(request, release_admin, release, uuid, meanwhile=meanwhile)


def _said(request, release_admin, release: ProgrammeRelease, uuid: str | None):
    what = "One session" if uuid else "The whole programme"
    release_admin.log_change(request, release, f"Put back into the draft: {what.lower()}.")
    publish_address = reverse("admin:agenda_symposium_publish", args=[release.symposium_id])
    said = f"{what} of release {release.number} is put back into the draft. Readers see it once you publish."
    messages.success(request, format_html('{} <a href="{}">Publish…</a>', said, publish_address))
    return redirect(f"{reverse('admin:agenda_session_changelist')}?symposium={release.symposium_id}")


def _discards_page(request, release_admin, release: ProgrammeRelease, uuid: str | None, *, meanwhile: bool):
    try:
        found = discards(release, uuid)
    except CannotPutBackError as reason:
        messages.error(request, str(reason))
        return redirect("admin:agenda_programmerelease_change", release.pk)
    context = {
        **release_admin.admin_site.each_context(request),
        "title": "Put back one session" if uuid else "Put back a release",
        "subtitle": f"{release} of {release.symposium}",
        "opts": release_admin.opts,
        "release": release,
        "of_one_session": bool(uuid),
        "changes": described(found.changes, request.user),
        "cancelled": found.cancelled,
        "stay_closed": found.stay_closed,
        "meanwhile": meanwhile,
        "form": PutBackForm(initial={"seen": found.digest}),
        "whole_address": put_back_address(release),
    }
    return TemplateResponse(request, "admin/agenda/put_back.html", context)
