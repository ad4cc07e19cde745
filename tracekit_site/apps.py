from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The project itself: home, settings pages, the shell, the commands."""

    name = "tracekit_site"
