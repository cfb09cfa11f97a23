"""Addresses of the preview: the draft as readers would see it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from agenda.models import Symposium


def preview_links(symposium: Symposium, user, page: str, *args: str) -> list[tuple[str, str]]:
    """Return (language, address) of a page of the preview in each language; nothing for those who may not see the draft."""
    if not user.has_perm("agenda.view_session"):
        return []
    links = []
    for code, language in settings.LANGUAGES:
        with override(code):
            links.append((language, reverse(f"preview:{page}", args=[symposium.slug, *args])))
    return links
