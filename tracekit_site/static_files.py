"""Which files of the apps are served."""

from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import AppDirectoriesFinder


class AppFiles(AppDirectoriesFinder):
    """Those of every app but Django's admin: the desk is drawn with ours, and each start collects 160 files less."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__([app.name for app in apps.get_app_configs() if app.label != "admin"], *args, **options)
