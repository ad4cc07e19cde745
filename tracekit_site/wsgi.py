"""Provides the application of the web process: `gunicorn tracekit_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracekit_site.settings")
application = get_wsgi_application()
