from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register

from tracekit_site.checks import sandbox_is_off


class SiteConfig(AppConfig):
    """The project itself: home, settings pages, the shell, the commands."""

    name = "tracekit_site"

    def ready(self) -> None:
        """Registers a check and the demo's work; where there is a fleet, whatever rings must know its Redis."""
        register(sandbox_is_off, deploy=True)
        from tracekit_site.demo import build, end  # noqa: F401

        if settings.REDIS_URL:
            from tracekit_site import celery  # noqa: F401
