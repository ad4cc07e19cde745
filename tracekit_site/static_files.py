"""Finds the static files that are served."""

from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import AppDirectoriesFinder


class AppStaticFilesFinder(AppDirectoriesFinder):
    """Finds the static files of every app but Django's admin, whose pages use ours; that saves 160 files per start."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__([app.name for app in apps.get_app_configs() if app.label != "admin"], *args, **options)
