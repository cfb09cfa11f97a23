"""The organisers' desk: the programme, the public pages and the releases in Django's admin."""

from agenda.admin import history, organisations, pages, release, session, start, symposium

__all__ = ["history", "organisations", "pages", "release", "session", "start", "symposium"]
