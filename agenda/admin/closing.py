"""The page on which an organiser closes a published session at once, whatever else stands in the draft."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.publishing import may_publish
from agenda.domain.closing import NotPublishedError, NotStricterError, close_now, published_label, stricter_labels
from agenda.models import Session, Tlp

READERS = {
    Tlp.GREEN: "all confirmed participants",
    Tlp.AMBER: "confirmed participants of the agencies named on it (none named: of all with a delegation)",
    Tlp.AMBER_STRICT: "confirmed participants of the presenting agencies",
    Tlp.RED: "nobody online, organisers here only",
}


class CloseForm(forms.Form):
    """The label under which to close."""

    tlp = forms.ChoiceField(label="Who may still read it", widget=forms.RadioSelect)

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tlp"].choices = [(value, f"{name}: {READERS[value]}") for value, name in stricter_labels(label)]


def link_to_close(session: Session) -> str:
    """Return the link to the page that closes a session. The draft's label doesn't tell what is published, so it is always there."""
    return format_html('<a href="{}" class="desk-close-now">Close now…</a>', reverse("admin:agenda_session_close", args=[session.pk]))


def close_page(request, session_admin, pk: int):
    """Ask for the label and say what follows; close when posted."""
    if not may_publish(request.user):
        raise PermissionDenied
    session = get_object_or_404(Session.objects.select_related("symposium"), pk=pk)
    label = published_label(session)
    wanted = Tlp.AMBER if session.tlp == label == Tlp.CLEAR else session.tlp  # often the draft's label was changed a moment ago
    form = CloseForm(request.POST or None, label=label or Tlp.RED, initial={"tlp": wanted})
    if request.method == "POST" and label and form.fields["tlp"].choices and form.is_valid():
        return _closed(request, session_admin, session, form.cleaned_data["tlp"])
    context = {
        **session_admin.admin_site.each_context(request),
        "title": "Close this session now",
        "subtitle": str(session),
        "opts": session_admin.opts,
        "session": session,
        "published_label": label and Tlp(label).label,
        "may_be_closed": bool(label) and label != Tlp.RED,
        "was_refused": request.method == "POST",
        "form": form,
    }
    return TemplateResponse(request, "admin/agenda/close_session.html", context)


def _closed(request, session_admin, session: Session, tlp: str):
    try:
        release = close_now(session, tlp, by=request.user)
    except (NotPublishedError, NotStricterError):
        messages.info(request, "Meanwhile a stricter label was published for this session, so nothing was changed.")
    else:
        label = Tlp(tlp).label
        session_admin.log_change(request, session, f"Closed at once as {label} in release {release.number}.")
        messages.success(
            request,
            f"“{session}” is closed as {label}: release {release.number} shows its time, room and kind only. "
            "Nothing else of the draft was published.",
        )
    return redirect("admin:agenda_session_change", session.pk)
