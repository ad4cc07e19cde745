"""Finds the static files that are served."""

from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import AppDirectoriesFinder


class AppStaticFilesFinder(AppDirectoriesFinder):
    """Finds the files of every app but Django's admin, whose pages use ours: each start collects 160 files less."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__([app.name for app in apps.get_app_configs() if app.label != "admin"], *args, **options)
