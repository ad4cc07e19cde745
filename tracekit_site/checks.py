"""Adds our own checks to `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_sandbox_is_off(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warns when a hosted install offers the sandbox, which its operator should only do knowingly."""
    if not (settings.HOSTED and settings.SANDBOX):
        return []
    hint = "SANDBOX='false' takes it away; leave it for visitors to try the demo athlete."
    return [Warning("The sandbox, a simulated Strava and RideWithGPS, is on.", hint=hint, id="tracekit.W001")]
