"""Pages and files of one symposium, under its slug."""

from django.urls import path

from agenda.views import changes, directory, exports, feeds, mine, offline, pages, schedule, wall

app_name = "agenda"
urlpatterns = [
    path("", pages.home, name="home"),
    path("agenda/", schedule.agenda, name="agenda"),
    path("agenda/<str:code>/", schedule.session, name="session"),
    path("my-agenda/", mine.my_agenda, name="my_agenda"),
    path("now/", wall.now, name="now"),
    path("changes/", changes.changes, name="changes"),
    path("organisations/", directory.organisations, name="organisations"),
    path("organisations/<slug:slug>/", directory.organisation, name="organisation"),
    path("speakers/", directory.speakers, name="speakers"),
    path("news/", pages.news, name="news"),
    path("faq/", pages.faq, name="faq"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("agenda.ics", exports.agenda_calendar, name="calendar"),
    path("agenda/<str:code>.ics", exports.session_calendar, name="session_calendar"),
    path("organisations/<slug:slug>.ics", exports.organisation_calendar, name="organisation_calendar"),
    path("agenda.xml", exports.programme_file, {"name": "xml"}, name="xml"),
    path("agenda.json", exports.programme_file, {"name": "json"}, name="json"),
    path("agenda.pdf", exports.programme_file, {"name": "pdf"}, name="pdf"),
    path("agenda-both.pdf", exports.programme_file, {"name": "pdf-both"}, name="pdf_both"),
    path("programme.png", exports.programme_file, {"name": "png"}, name="picture"),
    path("event.jsonld", exports.programme_file, {"name": "jsonld"}, name="jsonld"),
    path("changes.atom", feeds.changes_feed, name="changes_feed"),
    path("news.atom", feeds.news_feed, name="news_feed"),
    path("search.json", mine.search_index, name="search_index"),
    path("changes.json", mine.recent_changes, name="recent_changes"),
    path("offline.json", offline.bundle, name="bundle"),
    path("offline/", offline.not_kept, name="not_kept"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
]
