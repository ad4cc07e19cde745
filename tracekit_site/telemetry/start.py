"""Starts error reports, which need a package that installs on one machine do not have."""

from tracekit_site.wrong_settings import WrongSettings


def start_error_reports() -> None:
    """Starts Sentry. Raises WrongSettings when its package is missing, or SENTRY_DSN is no address of a project."""
    try:
        from tracekit_site.telemetry.sentry import start_sentry
    except ModuleNotFoundError:
        raise WrongSettings(
            "SENTRY_DSN needs the packages of requirements/fleet.txt. Install them, or leave SENTRY_DSN empty."
        ) from None
    start_sentry()
