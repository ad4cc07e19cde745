import gc

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register

from tracekit_site.checks import check_sandbox_is_off


class SiteConfig(AppConfig):
    """Configures the project itself: home, demo, layout, operator's admin and commands."""

    name = "tracekit_site"

    def ready(self) -> None:
        """Registers a check and the demo's jobs; with Redis, also loads Celery, so that jobs can be announced.

        Last, switches on the garbage collector, which the settings have switched off.
        """
        register(check_sandbox_is_off, deploy=True)
        from tracekit_site.demo import build, expire  # noqa: F401

        if settings.REDIS_URL:
            from tracekit_site import celery  # noqa: F401
        gc.freeze()  # what has been loaded stays, so no collection has to look at it
        gc.enable()
