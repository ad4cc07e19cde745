"""Extends the real settings by the app whose jobs are counted, and by django-tasks where it is installed."""

import os
from importlib.util import find_spec

from tracekit_site.settings import *  # noqa: F403
from tracekit_site.settings import INSTALLED_APPS

OTHER_QUEUES = [name for name in ("django_tasks", "django_tasks_db") if find_spec(name)]
INSTALLED_APPS = [*INSTALLED_APPS, "bench.fleet", *OTHER_QUEUES]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
ROOT_URLCONF = "bench.fleet.urls"
HOSTED = os.environ.get("QUOTAS_OF_BENCH") == "true"  # after all checks, so that quotas hold without HTTPS
