"""The page on which an organiser sees what publishing would change, writes a note, and publishes."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.checks import checks_of
from agenda.admin.preview import preview_links
from agenda.domain.changes import Change
from agenda.domain.release import (
    DraftChangedMeanwhileError,
    HasErrorsError,
    NothingToPublishError,
    PublishedMeanwhileError,
    latest_release,
    pending_changes,
    publish,
)
from agenda.domain.sentences import Told, told
from agenda.models import ProgrammeRelease, Session, Symposium


def may_publish(user) -> bool:
    """Whether this user may publish the programme."""
    return user.has_perm("agenda.add_programmerelease")


class PublishForm(forms.Form):
    """A note for readers, whom to tell, and what the organiser saw: compared with which release, and which draft."""

    since = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, empty_value=None)
    note_en = forms.CharField(label="Note in English", required=False, widget=AdminTextareaWidget({"rows": 3}))
    note_km = forms.CharField(label="Note in Khmer", required=False, widget=AdminTextareaWidget({"rows": 3, "lang": "km"}))
    announce = forms.BooleanField(
        label="Tell confirmed participants by mail",
        required=False,
        help_text="Only those whom a change concerns: something public changed on a day on which they come. Each gets one mail in their "
        "language, within a minute. A closed session is not named in it.",
    )


def described(changes: Iterable[Change], reader) -> list[dict]:
    """Return changes for staff, who may know the title of a closed session: one sentence a session, with a link to its form.

    Of what is TLP:RED today those who may not read it see that something changed, not what: it may have been open once.
    """
    entries = told(changes)
    rows = {str(row.uuid): row for row in Session.objects.filter(uuid__in={entry.uuid for entry in entries if entry.uuid})}
    return [_described(entry, rows.get(entry.uuid), reader) for entry in entries]


def _described(entry: Told, session: Session | None, reader) -> dict:
    if session and not session.is_readable_by(reader):
        return {"uuid": entry.uuid, "title": str(session), "address": "", "sentence": "changed"}
    return {
        "uuid": entry.uuid,
        "title": (session.title_en or session.title_km) if session else entry.title,
        "address": reverse("admin:agenda_session_change", args=[session.pk]) if session else "",
        "sentence": entry.sentence("en"),
    }


def publish_page(request, symposium_admin, pk: int):
    """Show the comparison with the current release; publish when posted."""
    if not may_publish(request.user):
        raise PermissionDenied
    symposium = get_object_or_404(Symposium, pk=pk)
    form = PublishForm(request.POST or None)
    meanwhile = ""
    if request.method == "POST":
        try:
            if form.is_valid():
                return _published(request, symposium_admin, symposium, form)
            meanwhile = "published"
        except NothingToPublishError:
            messages.info(request, "Nothing has changed since the current release, so nothing was published.")
            return redirect("admin:agenda_symposium_publish", symposium.pk)
        except PublishedMeanwhileError:
            meanwhile = "published"
        except DraftChangedMeanwhileError:
            meanwhile = "edited"
        except HasErrorsError:
            messages.error(request, "The programme has errors, so nothing was published. Your note is kept.")
    return _comparison_page(request, symposium_admin, symposium, form, meanwhile=meanwhile)


def _published(request, symposium_admin, symposium: Symposium, form: PublishForm):
    release = publish(symposium, by=request.user, **form.cleaned_data)
    symposium_admin.log_change(request, symposium, f"Published release {release.number}.")
    said = f"Release {release.number} is published."
    if symposium.state == Symposium.State.DRAFT:
        messages.warning(request, f"{said} The public does not see it yet: the symposium's state is “Draft”.")
    else:
        address = reverse("agenda:agenda", args=[symposium.slug])
        messages.success(request, format_html('{} <a href="{}">See the public agenda</a>', said, address))
    return redirect("admin:agenda_symposium_change", symposium.pk)


def _comparison_page(request, symposium_admin, symposium: Symposium, form: PublishForm, *, meanwhile: str):
    comparison = pending_changes(symposium)
    current = latest_release(symposium)
    kept = {name: form.data.get(name, "") for name in ("note_en", "note_km", "announce")}
    context = {
        **symposium_admin.admin_site.each_context(request),
        "title": "Publish the programme",
        "subtitle": str(symposium),
        "opts": symposium_admin.opts,
        "symposium": symposium,
        "comparison": comparison,
        "changes": described(comparison.changes, request.user) if current else [],
        "current": current,
        "meanwhile": meanwhile,
        "form": PublishForm(initial={"since": comparison.since, "seen": comparison.digest, **kept}),
        "may_announce": current is not None and symposium.state == Symposium.State.PUBLIC,
        "session_count": symposium.sessions.count(),
        "day_count": symposium.days.count(),
        "preview_links": preview_links(symposium, request.user, "agenda"),
        "checks": checks_of(symposium),
    }
    return TemplateResponse(request, "admin/agenda/publish.html", context)


def published_changes(release: ProgrammeRelease, reader) -> list[dict]:
    """Return what a release changed, as far as this member of staff may read it."""
    return described((Change(**stored) for stored in release.changes), reader)
