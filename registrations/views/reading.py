"""Closed sessions, for the confirmed participants who may read them (TLP 2.0)."""

from pathlib import PurePath

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from agenda.domain.programme import Programme
from registrations.domain.reading import readable_material, readable_sessions
from registrations.models import Registration
from registrations.views.own import opened_by_secret


@opened_by_secret
def sessions(request: HttpRequest, secret: str, registration: Registration, programme: Programme) -> HttpResponse:
    """Show what this participant may read beyond the public agenda."""
    context = {"programme": programme, "registration": registration, "secret": secret, "sessions": readable_sessions(registration)}
    return render(request, "registrations/sessions.html", context)


@opened_by_secret
def material(request: HttpRequest, secret: str, registration: Registration, programme: Programme, key: int) -> HttpResponse:
    """Hand out a file of a session that this participant may read."""
    found = readable_material(registration, key)
    if found is None or not storages["private"].exists(found.file):
        return render(request, "404.html", {"programme": programme}, status=404)
    name = f"{found.label.replace(':', '-').replace('+', '-')} {found.title.in_language(found.language)}{PurePath(found.file).suffix}"
    return FileResponse(storages["private"].open(found.file), as_attachment=True, filename=name)
