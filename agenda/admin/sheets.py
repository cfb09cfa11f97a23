"""Lists go out to spreadsheets and come back: export, template, and an import that shows each change before it writes any."""

from functools import partial
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from agenda.admin.filters import chosen_symposium
from agenda.domain import importing, uploads
from agenda.models import Symposium
from agenda.sheets.files import FILE_BYTES, Sheet, UnreadableError, read_sheet
from agenda.sheets.resource import SheetResource
from agenda.sheets.workbook import TooLongError, as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 500  # rows of a preview, troubles of a file
LONGEST_NAME = 100


class UploadForm(forms.Form):
    """A file to import; the symposium it belongs to, where its rows belong to one."""

    symposium = forms.ModelChoiceField(Symposium.objects.all(), empty_label=None, label="Import into")
    file = forms.FileField(
        label="File",
        help_text="XLSX, or CSV in UTF-8; up to 5 MB and 5,000 rows.",
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
    )

    def __init__(self, *args, of_symposium: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not of_symposium:
            del self.fields["symposium"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB.")
        return file


class SheetsAdmin:
    """An admin whose list can be exported and imported as a sheet. Exporting needs the right to view, importing those to add and change."""

    sheet: type[SheetResource]
    change_list_template = "admin/sheets/change_list.html"

    def has_export_permission(self, request) -> bool:
        """Whether this user may take the rows out."""
        return self.has_view_permission(request)

    def has_import_permission(self, request) -> bool:
        """Whether this user may import."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self):
        views = {
            "export.xlsx": ("export_xlsx", partial(self.export, kind="xlsx")),
            "export.csv": ("export_csv", partial(self.export, kind="csv")),
            "template.xlsx": ("template", self.template_file),
            "import/": ("import", self.import_page),
        }
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [path(route, self.admin_site.admin_view(view), name=f"{name}_{end}") for route, (end, view) in views.items()]
        return [*pages, *super().get_urls()]

    def sheet_address(self, page: str, symposium: Symposium | None = None) -> str:
        """Return the address of one of the sheet's pages."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")
        return f"{address}?symposium={symposium.pk}" if symposium and self.sheet.of_symposium else address

    def sheet_for(self, request, symposium: Symposium | None) -> SheetResource:
        """Return the sheet with the rows that this user may see."""
        rows = self.get_queryset(request)
        if self.sheet.of_symposium and symposium:
            rows = rows.filter(symposium=symposium)
        return self.sheet(rows=rows, symposium=symposium)

    def changelist_view(self, request, extra_context=None):
        query = request.GET.copy()
        for name in ("p", "o", "e", "all"):
            query.pop(name, None)
        context = {
            "sheet_query": query.urlencode(),
            "may_import": self.has_import_permission(request),
            "may_export": self.has_export_permission(request),
        }
        context |= {f"{page}_address": self.sheet_address(page) for page in ("export_xlsx", "export_csv")}
        asked = urlencode({"symposium": request.GET["symposium"]}) if "symposium" in request.GET and self.sheet.of_symposium else ""
        context["import_address"] = self.sheet_address("import") + (f"?{asked}" if asked else "")
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # Out

    def export(self, request, kind: str):
        """Send what the list shows, with the same filters, as a file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(self.sheet_address("changelist"))
        sheet = self.sheet_for(request, chosen_symposium(request) if self.sheet.of_symposium else None)
        try:
            content = (as_xlsx if kind == "xlsx" else as_csv)(sheet, sheet.exported(rows))
        except TooLongError as error:
            messages.error(request, str(error))
            return redirect(self.sheet_address("changelist"))
        return self._download(content, kind, f"{timezone.localdate()}")

    def template_file(self, request):
        """Send an empty workbook with headings, explanation and drop-downs."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        sheet = self.sheet_for(request, chosen_symposium(request) if self.sheet.of_symposium else None)
        return self._download(as_xlsx(sheet), "xlsx", "template")

    def _download(self, content: bytes, kind: str, what: str) -> HttpResponse:
        response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.sheet.title.lower()}-{what}.{kind}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    # In

    def import_page(self, request):
        """Take a file and show what it would change; write it once the organiser says yes to that."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "token" in request.POST:
            return self._confirmed(request)
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            of_symposium=self.sheet.of_symposium,
            initial={"symposium": chosen_symposium(request)},
        )
        if request.method == "POST" and form.is_valid():
            return self._uploaded(request, form)
        return self._page(request, form)

    def _page(self, request, form, **context):
        symposium = context.get("symposium") or (chosen_symposium(request) if self.sheet.of_symposium else None)
        return TemplateResponse(
            request,
            "admin/sheets/import.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Import {self.sheet.title.lower()}",
                "opts": self.opts,
                "form": form,
                "explanation": self.sheet.explanation,
                "template_address": self.sheet_address("template", symposium),
                "export_address": self.sheet_address("export_xlsx", symposium),
                "list_address": self.sheet_address("changelist", symposium),
                "headings": list(self.sheet_for(request, symposium).headings.values()),
                **context,
            },
        )

    def _uploaded(self, request, form):
        file, symposium = form.cleaned_data["file"], form.cleaned_data.get("symposium")
        content, name = file.read(), file.name[-LONGEST_NAME:]
        try:
            read = read_sheet(content, file_name=name, title=self.sheet.title)
        except UnreadableError as error:
            form.add_error("file", str(error))
            return self._page(request, form, symposium=symposium)
        if not read.rows:
            form.add_error("file", "The sheet holds no row beside its headings.")
            return self._page(request, form, symposium=symposium)
        return self._preview(request, form, read, symposium, (content, name))

    def _purpose(self, symposium: Symposium | None) -> str:
        return f"{self.opts.label}:{symposium.pk if symposium else ''}"

    def _preview(self, request, form, read: Sheet, symposium: Symposium | None, file: tuple[bytes, str], *, meanwhile: bool = False):
        outcome = importing.preview(lambda: self.sheet_for(request, symposium).import_sheet(read))
        content, name = file
        token = ""
        if outcome.changes and not outcome.troubles:
            token = uploads.keep(content, name=name, user=request.user, purpose=self._purpose(symposium))
        return self._page(
            request,
            form,
            symposium=symposium,
            outcome=outcome,
            changes=outcome.changes[:SHOWN],
            more_changes=max(len(outcome.changes) - SHOWN, 0),
            troubles=outcome.troubles[:SHOWN],
            more_troubles=max(len(outcome.troubles) - SHOWN, 0),
            token=token,
            meanwhile=meanwhile,
            file_name=name,
        )

    def _confirmed(self, request):
        form = UploadForm(of_symposium=self.sheet.of_symposium, initial={"symposium": chosen_symposium(request)})
        symposium = self._symposium_of(request)
        purpose = self._purpose(symposium)
        try:
            content, name = uploads.fetch(request.POST["token"], user=request.user, purpose=purpose)
            read = read_sheet(content, file_name=name, title=self.sheet.title)
        except (uploads.UploadGoneError, UnreadableError):
            messages.error(request, "The uploaded file is no longer kept: nothing was imported. Upload it again.")
            return redirect(self.sheet_address("import", symposium))
        outcome, stays = importing.write(
            lambda: self.sheet_for(request, symposium).import_sheet(read),
            as_previewed=request.POST.get("fingerprint", ""),
            sheet=read.name,
        )
        uploads.forget(request.POST["token"], user=request.user, purpose=purpose)
        if not stays:
            return self._preview(request, form, read, symposium, (content, name), meanwhile=True)
        self.after_import(request, outcome, symposium)
        self._log(request, outcome, name)
        messages.success(request, f"Imported {name}: {outcome.added} new, {outcome.changed} changed, {outcome.unchanged} as they were.")
        return redirect(self.sheet_address("changelist", symposium))

    def _symposium_of(self, request) -> Symposium | None:
        key = request.POST.get("symposium", "")
        if not self.sheet.of_symposium or not (key.isascii() and key.isdigit() and len(key) < 16):
            return None
        return Symposium.objects.filter(pk=key).first()

    def after_import(self, request, outcome: importing.Outcome, symposium: Symposium | None) -> None:
        """Do what follows from an import that stays."""

    def _log(self, request, outcome: importing.Outcome, name: str) -> None:
        for change in outcome.changes:
            what = f"Imported from {name}, row {change.row}"
            if change.is_new:
                self.log_addition(request, change.instance, f"{what}.")
            else:
                columns = ", ".join(difference.column for difference in change.differences)
                self.log_change(request, change.instance, f"{what}: {columns}.")
