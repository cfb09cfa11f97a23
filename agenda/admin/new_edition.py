"""The page on which an organiser makes a new edition from an old one."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from agenda.domain.editions import Edition, new_edition
from agenda.models import Symposium

COPIED = (
    "venue, notice, privacy contact",
    "days with their labels, doors and seats, on the new dates",
    "rooms",
    "organisations with their roles",
    "your words on the pages Home, About and Privacy",
    "sessions that were not cancelled: times, rooms, titles, abstracts, labels and presenting organisations, marked “To be confirmed”",
)
LEFT_BEHIND = (
    "people: speakers, those named in roles, focal points, registrations",
    "materials, releases, news, questions, figures and statements",
    "when registration opens and closes, and whether it is public: the new edition is a draft",
)


class EditionForm(forms.ModelForm):
    """What is new about a new edition."""

    class Meta:
        model = Symposium
        fields = ["slug", "name_en", "name_km", "starts_on"]
        widgets = {
            "slug": AdminTextInputWidget(),
            "name_en": AdminTextInputWidget(),
            "name_km": AdminTextInputWidget({"lang": "km"}),
            "starts_on": AdminDateWidget(),
        }
        labels = {"name_en": "Name in English", "name_km": "Name in Khmer"}
        help_texts = {"starts_on": "All other days follow at the same distance as before."}

    def _post_clean(self):
        """Leave it to the domain, which knows the rest of the edition, to say what is wrong with it."""

    def add_errors(self, error: ValidationError) -> None:
        """Say each thing that is wrong beside its field, or above all where it has none here."""
        for name, reasons in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, ValidationError(reasons))


def may_make_edition(user) -> bool:
    """Whether this user may make a new edition: it holds a whole programme."""
    return user.has_perms(["agenda.add_symposium", "agenda.add_session", "agenda.view_session"])


def new_edition_page(request, symposium_admin, pk: int, form_class: type[EditionForm] = EditionForm, make: Callable = new_edition):
    """Ask what is new, and make the edition when posted. `make` takes the old edition and an Edition."""
    if not may_make_edition(request.user):
        raise PermissionDenied
    source = get_object_or_404(symposium_admin.get_queryset(request), pk=pk)
    form = form_class(request.POST or None, initial={"name_en": source.name_en, "name_km": source.name_km})
    if request.method == "POST" and form.is_valid():
        try:
            made = make(source, Edition(**{name: form.cleaned_data[name] for name in EditionForm.Meta.fields}))
        except ValidationError as error:
            form.add_errors(error)
        else:
            symposium_admin.log_addition(request, made, f"Made from {source}.")
            text = "{} is made, as a draft. Sessions: {}. Look through it, then add speakers and confirm the sessions."
            messages.success(request, format_html(text, made, made.sessions.count()))
            return redirect("admin:agenda_symposium_change", made.pk)
    context = {
        **symposium_admin.admin_site.each_context(request),
        "title": "New edition",
        "subtitle": f"from {source}",
        "opts": symposium_admin.opts,
        "symposium": source,
        "form": form,
        "media": symposium_admin.media + form.media,
        "copied": COPIED,
        "left_behind": LEFT_BEHIND,
    }
    return TemplateResponse(request, "admin/agenda/new_edition.html", context)
