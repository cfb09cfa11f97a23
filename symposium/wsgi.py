"""The entry point of a WSGI server (granian --interface wsgi symposium.wsgi:application)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "symposium.settings")
application = get_wsgi_application()
