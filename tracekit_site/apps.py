from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    """The project itself: home, settings pages, the shell, the commands."""

    name = "tracekit_site"

    def ready(self) -> None:
        """Registers the demo's background work; where there is a fleet, whatever rings must know its Redis."""
        from tracekit_site.demo import build, end  # noqa: F401

        if settings.REDIS_URL:
            from tracekit_site import celery  # noqa: F401
