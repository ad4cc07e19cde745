"""Extends the real settings by the app whose jobs are counted."""

from tracekit_site.settings import *  # noqa: F403
from tracekit_site.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.fleet"]
ROOT_URLCONF = "bench.fleet.urls"
