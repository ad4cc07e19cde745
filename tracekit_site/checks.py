"""What `manage.py check --deploy` says beyond Django's own words."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def sandbox_is_off(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A made-up platform has no place in an install for others, unless its operator wants just that."""
    if not (settings.HOSTED and settings.SANDBOX):
        return []
    hint = "SANDBOX='false' takes it away; leave it for visitors to try the demo athlete."
    return [Warning("The sandbox, a made-up Strava, is on.", hint=hint, id="tracekit.W001")]
