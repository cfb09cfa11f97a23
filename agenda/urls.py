"""Pages and files of one symposium, under its slug."""

from django.urls import path

from agenda.views import changes, directory, exports, pages, schedule

app_name = "agenda"
urlpatterns = [
    path("", pages.home, name="home"),
    path("agenda/", schedule.agenda, name="agenda"),
    path("agenda/<str:code>/", schedule.session, name="session"),
    path("agenda.ics", exports.programme_file, {"name": "ics"}, name="calendar"),
    path("changes/", changes.changes, name="changes"),
    path("organisations/", directory.organisations, name="organisations"),
    path("organisations/<slug:slug>/", directory.organisation, name="organisation"),
    path("speakers/", directory.speakers, name="speakers"),
    path("news/", pages.news, name="news"),
    path("faq/", pages.faq, name="faq"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
]
