"""The admin's site, always in English."""

from collections.abc import Callable
from functools import update_wrapper

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils import translation

LANGUAGE = "en"
# What organisers and registrars open most comes first.
APPS_FIRST = ("agenda", "registrations")
MODELS_FIRST = (
    "Symposium", "Session", "Organisation", "Person", "ProgrammeRelease", "NewsItem", "FaqEntry", "Page", "KeyFigure", "Statement",
    "Registration", "Delegation", "DoorListEntry", "Question",
)  # fmt: skip

NAMES = {"LogEntry": "History", "Authenticator": "Second steps"}  # in place of what their packages call them


def _rank(name: str, first: tuple[str, ...]) -> int:
    return first.index(name) if name in first else len(first)


def speak_english(request) -> None:
    """Answer this request in English; LocaleMiddleware chooses anew for the next."""
    translation.activate(LANGUAGE)
    request.LANGUAGE_CODE = LANGUAGE


class Desk(AdminSite):
    """The admin, in English whatever the browser asks for."""

    site_header = site_title = "Symposium desk"
    index_title = "Programme, registrations and staff"
    enable_nav_sidebar = False  # lists of the programme need the width; templates/admin/base_site.html has a bar instead

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._start_page: list[Callable] = []

    def add_to_start_page(self, cards: Callable) -> None:
        """Put an app's cards on the start page, in the order of the apps.

        `cards` takes the request and returns, for what its user may see, a list of dictionaries: `title`, `template`, whether it
        `needs_you`, and what the template shows as `card`.
        """
        self._start_page.append(cards)

    def index(self, request, extra_context=None):
        cards = [card for make in self._start_page for card in make(request)]
        return super().index(request, {"cards": cards, **(extra_context or {})})

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def in_english(request, *args, **kwargs):
            speak_english(request)
            return inner(request, *args, **kwargs)

        return update_wrapper(in_english, inner)

    def get_app_list(self, request, app_label=None):
        apps = sorted(super().get_app_list(request, app_label), key=lambda app: _rank(app["app_label"], APPS_FIRST))
        for app in apps:
            for model in app["models"]:
                model["name"] = NAMES.get(model["object_name"], model["name"])
            app["models"].sort(key=lambda model: _rank(model["object_name"], MODELS_FIRST))
        return apps

    def login(self, request, extra_context=None):
        """Send those who are not signed in to the page that also asks for the second step (symposium/staff_urls.py)."""
        speak_english(request)
        return secure_admin_login(super().login)(request, extra_context)
