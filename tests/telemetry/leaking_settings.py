"""Adapts the settings to a process that fails in every view."""

from tracekit_site.settings import *  # noqa: F403
from tracekit_site.settings import MIDDLEWARE, STORAGES

MIDDLEWARE = [*MIDDLEWARE, "tests.telemetry.leaks.leak_in_view"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ALLOWED_HOSTS = ["testserver"]
