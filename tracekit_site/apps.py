import gc

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register
from django.db.models.signals import post_migrate

from tracekit_site.checks import check_sandbox_is_off


class SiteConfig(AppConfig):
    """Configures the project itself: home, demo, layout, operator's admin and commands."""

    name = "tracekit_site"

    def ready(self) -> None:
        """Registers a check, the counts of the navigation, jobs of demos and resets, and the steps of an erasure.

        With SENTRY_DSN starts error reports, and with Redis loads Celery. Last, switches on the garbage collector,
        which the settings have switched off.
        """
        register(check_sandbox_is_off, deploy=True)
        from matching.web import navigation  # noqa: F401
        from tracekit_site.account_export import expire_exports, make_export  # noqa: F401
        from tracekit_site.account_import import run_import  # noqa: F401
        from tracekit_site.demo import build, end, expire  # noqa: F401
        from tracekit_site.reset import run  # noqa: F401
        from tracekit_site.services import erase_cache, erase_residue, erasure_ledger  # noqa: F401
        from tracekit_site.services.planner_statistics import create_statistics_function

        post_migrate.connect(create_statistics_function, sender=self)

        if settings.SENTRY_DSN:
            from tracekit_site.telemetry.start import start_error_reports

            start_error_reports()
        if settings.REDIS_URL:
            from tracekit_site import celery  # noqa: F401
        gc.freeze()  # what has been loaded stays, so no collection has to look at it
        gc.enable()
