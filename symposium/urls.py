"""All addresses: the two apps under the language, the same programme pages for staff's preview and old releases, health, admin."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from agenda.views.crawlers import robots, site_map
from agenda.views.entry import current_edition, front
from agenda.views.offline import service_worker
from agenda.views.old_release import NumberedEdition
from registrations.views.demo_mail import demo_mail
from symposium.errors import not_found
from symposium.health import healthz, readyz

register_converter(NumberedEdition, "numbered")

urlpatterns = [
    path("", front, name="front"),
    path("healthz", healthz),
    path("readyz", readyz),
    path("sw.js", service_worker, name="service_worker"),
    path("sitemap.xml", site_map, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("admin/", admin.site.urls),
    path("staff/", include("symposium.staff_urls")),
    *i18n_patterns(
        path("", current_edition, name="current"),
        path("", include("registrations.urls")),
        path("preview/<slug:symposium>/", include("agenda.urls", namespace="preview")),
        path("release/<numbered:symposium>/", include("agenda.urls", namespace="release")),
        path("<slug:symposium>/", include("agenda.urls")),
    ),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),  # in DEBUG only; deploy/nginx.conf does it otherwise
]
if settings.DEBUG:  # an address that no pattern knows gets our own 404 in the demo too; in real use handler404 does it
    urlpatterns.append(re_path(r"^(en|km)/.*/$", not_found))
if settings.MAIL_IS_SHOWN:
    urlpatterns.append(path("demo/mail/", demo_mail, name="demo_mail"))

handler400 = "symposium.errors.bad_request"
handler403 = "symposium.errors.forbidden"
handler404 = "symposium.errors.not_found"
handler500 = "symposium.errors.server_error"
