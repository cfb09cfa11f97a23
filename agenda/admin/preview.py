"""Addresses at which staff see the draft as readers would, and a release as readers did."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from agenda.models import ProgrammeRelease, Symposium
from agenda.models.programme import READ_RED


def may_look(user) -> bool:
    """Whether this user may see the draft."""
    return user.has_perm("agenda.view_session")


def may_look_back(user) -> bool:
    """Whether this user may look at old releases, where may stand what is TLP:RED today."""
    return may_look(user) and user.has_perm(READ_RED)


def preview_links(symposium: Symposium, user, page: str, *args: str) -> list[tuple[str, str]]:
    """Return (language, address) of a page of the preview in each language; nothing for those who may not see the draft."""
    return _in_each_language(f"preview:{page}", symposium.slug, *args) if may_look(user) else []


def release_links(release: ProgrammeRelease) -> list[tuple[str, str]]:
    """Return (language, address) of the agenda of a release, as it was published; for those who may look."""
    return _in_each_language("release:agenda", f"{release.number}/{release.symposium.slug}")


def _in_each_language(name: str, *args: str) -> list[tuple[str, str]]:
    links = []
    for code, language in settings.LANGUAGES:
        with override(code):
            links.append((language, reverse(name, args=args)))
    return links
