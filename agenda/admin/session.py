"""Sessions at the desk, listed as the day runs."""

from django import forms
from django.contrib import admin
from django.db.models import F, Prefetch
from django.urls import path, reverse
from django.utils.html import format_html

from agenda.admin.checks import CheckedList, ProblemFilter, marks_of, problems_of
from agenda.admin.closing import close_page, link_to_close
from agenda.admin.desk import DeskAdmin, EditedFields
from agenda.admin.filters import DayFilter, PresentingFilter, RoomFilter, SymposiumFilter, chosen_symposium, listed_symposium
from agenda.admin.keeping import KeepsThePublished, first_release_numbers
from agenda.admin.meanwhile import differences, rows_as_typed, who_changed
from agenda.admin.once import NamedOnce
from agenda.admin.preview import preview_links
from agenda.admin.publishing import may_publish
from agenda.admin.sheets import SheetsAdmin
from agenda.domain.editing import ChangedMeanwhileError, locked
from agenda.models import Material, Session, SessionOrganisation, SessionSpeaker, Symposium
from agenda.models.programme import READ_RED
from agenda.sheets.sessions import SessionSheet


class SessionForm(forms.ModelForm):
    """A session, with the days and rooms of its own symposium to choose from. It carries the version that the editor saw."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    save_over = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that was compared with what was typed
    stands = None  # the session as it stands, when somebody else has changed it meanwhile

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        for name, noun in (("day", "day"), ("room", "room")):
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.filter(symposium=self._symposium_key())
                self.fields[name].error_messages["invalid_choice"] = f"This {noun} belongs to another symposium; choose one of these."

    def clean(self):
        values = super().clean()
        if self.instance.pk:  # under a lock that lasts until the admin's transaction ends
            seen = values.get("save_over") or values.get("seen_version") or 0
            try:
                locked({self.instance.pk: seen})
            except ChangedMeanwhileError as error:
                self.stands = error.sessions[0]
                raise forms.ValidationError(
                    "Somebody changed this session after you had opened it. Nothing was saved. What you typed is still in the form below."
                ) from error
            except Session.DoesNotExist as error:
                raise forms.ValidationError("Somebody has deleted this session meanwhile.") from error
        return values

    def _symposium_key(self) -> int | None:
        """Return the symposium that was chosen, is stored, or is proposed."""
        if self.instance.symposium_id:
            return self.instance.symposium_id
        chosen = self["symposium"].value()
        return int(chosen) if str(chosen).isascii() and str(chosen).isdigit() and len(str(chosen)) < 16 else None


class SpeakersOnce(NamedOnce):
    """Speakers of a session, nobody twice."""

    together = ("person",)
    message = "This person is named twice in the session."


class PresentersOnce(NamedOnce):
    """Presenting organisations of a session, none twice."""

    together = ("organisation",)
    message = "This organisation is named twice in the session."


class PresenterInline(EditedFields, admin.TabularInline):
    """Presenting organisations, in the order of protocol."""

    model = SessionOrganisation
    formset = PresentersOnce
    fields = ["organisation", "order"]
    autocomplete_fields = ["organisation"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")


class SpeakerInline(EditedFields, admin.TabularInline):
    """Speakers, moderators and panellists."""

    model = SessionSpeaker
    formset = SpeakersOnce
    fields = ["person", "part", "order"]
    autocomplete_fields = ["person"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class MaterialInline(EditedFields, admin.StackedInline):
    """Files of the session."""

    model = Material
    private_files = ("file",)
    fieldsets = [(None, {"fields": [("title_en", "title_km"), "file", ("language", "tlp")]})]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("session").readable_by(request.user)


@admin.register(Session)
class SessionAdmin(SheetsAdmin, KeepsThePublished, DeskAdmin):
    """The draft of the programme; readers see it once it is published."""

    sheet = SessionSheet
    change_list_template = "admin/agenda/session/change_list.html"
    form = SessionForm
    list_display = ["day_of", "time", "room", "title", "problems", "kind", "label", "state_of", "presenters"]
    list_display_links = ["title"]
    list_filter = [SymposiumFilter, DayFilter, RoomFilter, "kind", "tlp", "state", PresentingFilter, ProblemFilter]
    search_fields = ["search_key", "session_organisations__organisation__search_key", "session_speakers__person__search_key"]
    inlines = [PresenterInline, SpeakerInline, MaterialInline]
    sends_files_of = Material
    instead = "Set its state to “Cancelled” instead."
    fieldsets = [
        ("When and where", {"fields": ["symposium", "day", ("start", "end"), "room", "is_pinned"]}),
        ("What", {"fields": ["kind", ("title_en", "title_km"), ("abstract_en", "abstract_km")]}),
        ("Label and state", {"fields": ["tlp", "state"]}),
        ("Seats", {"fields": ["seats"]}),
        ("In addresses and releases", {"fields": ["code", "first_published"]}),
    ]

    def get_queryset(self, request):
        presenters = Prefetch("session_organisations", SessionOrganisation.objects.select_related("organisation"))
        readable = super().get_queryset(request).readable_by(request.user)
        return readable.select_related("symposium", "day", "room").prefetch_related(presenters)

    def sheet_for(self, request, symposium):
        sheet = super().sheet_for(request, symposium)
        if not request.user.has_perm(READ_RED):
            sheet.offer_no_red()
        return sheet

    def get_urls(self):
        page = path("<int:pk>/close-now/", self.admin_site.admin_view(self.close), name="agenda_session_close")
        return [page, *super().get_urls()]

    def close(self, request, pk):
        """Close a session at once, whatever else stands in the draft."""
        return close_page(request, self, pk)

    def get_changelist(self, request, **kwargs):
        return CheckedList

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        if not listed_symposium(request):
            columns = [name for name in columns if name != "problems"]
        return ["label_to_close" if name == "label" and may_publish(request.user) else name for name in columns]

    @admin.display(description="label", ordering="tlp")
    def label_to_close(self, session):
        """Print the label, and the link to the page that closes the session."""
        return format_html("{} {}", self.label(session), link_to_close(session))

    def get_ordering(self, request):
        return ["day__date", "start", "end", F("room__order").asc(nulls_first=True), "pk"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:-1]

    def get_readonly_fields(self, request, obj=None):
        readonly = [*super().get_readonly_fields(request, obj), "code", "first_published"]
        return [*readonly, "symposium"] if obj else readonly  # a session stays in its symposium: marks, stars and releases name it

    def get_changeform_initial_data(self, request):
        symposium = chosen_symposium(request)
        return {**({"symposium": symposium.pk} if symposium else {}), **super().get_changeform_initial_data(request)}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and obj.pk:
            standing = {str(key) for key in inline.model._default_manager.filter(session=obj).values_list("pk", flat=True)}
            take_out = "save_over" in request.POST and inline.model is not Material  # a file that somebody added is kept
            kwargs["data"] = rows_as_typed(kwargs["data"], prefix, standing, take_out_others=take_out)
        return kwargs

    @admin.display(description="day", ordering="day__date")
    def day_of(self, session):
        """Print the day, short."""
        return f"{session.day.date:%a %d %b}"

    @admin.display(description="time", ordering="start")
    def time(self, session):
        """Print start and end."""
        return f"{session.start:%H:%M}–{session.end:%H:%M}"

    @admin.display(description="title", ordering="title_en")
    def title(self, session):
        """Print the title, in English where there is one."""
        return session.title_en or session.title_km

    @admin.display(description="label", ordering="tlp")
    def label(self, session):
        """Print the label in the colours of the Traffic Light Protocol."""
        return format_html('<span class="desk-tlp desk-tlp-{}">{}</span>', session.tlp.partition("+")[0], session.get_tlp_display())

    @admin.display(description="state", ordering="state")
    def state_of(self, session):
        """Print the state."""
        return format_html('<span class="desk-state-{}">{}</span>', session.state, session.get_state_display())

    @admin.display(description="presented by")
    def presenters(self, session):
        """Print the presenting organisations, short."""
        names = [entry.organisation.acronym or str(entry.organisation) for entry in session.session_organisations.all()]
        return ", ".join(names) or "–"

    @admin.display(description="checks")
    def problems(self, session):
        """Print what is wrong with it, short, linked to its place in the form."""
        return marks_of(session)

    @admin.display(description="first published")
    def first_published(self, session):
        """Say in which release readers saw it first."""
        number = first_release_numbers("session", [session.pk]).get(session.pk)
        return f"Release {number}. From then on it can be cancelled, but not deleted." if number else "Not yet."

    def view_on_site(self, session):
        """Return the public page of the session while there is one."""
        is_visible = first_release_numbers("session", [session.pk]) and session.symposium.state != Symposium.State.DRAFT
        return reverse("agenda:session", args=[session.symposium.slug, session.code]) if is_visible else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            context["preview_links"] = preview_links(obj.symposium, request.user, "session", obj.code)
            context["close_link"] = link_to_close(obj) if may_publish(request.user) else ""
            context["problems"] = problems_of(obj)
            form = context["adminform"].form
            if stands := getattr(form, "stands", None):
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                context |= {"stands": stands, "differences": differences(form, stands, formsets), "changed_by": who_changed(stands)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        symposium = chosen_symposium(request)
        context = {"symposium": symposium, "may_publish": may_publish(request.user)}
        if symposium:
            context["preview_links"] = preview_links(symposium, request.user, "agenda")
        return super().changelist_view(request, {**context, **(extra_context or {})})
