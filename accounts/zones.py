"""Lists time zones by their IANA names."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

UNKNOWN_ZONE = "UTC"

EXCLUDED_PREFIXES = ("Etc/", "posix/", "right/", "SystemV/")

ZONES = (
    *sorted(name for name in available_timezones() if "/" in name and not name.startswith(EXCLUDED_PREFIXES)),
    UNKNOWN_ZONE,
)
"""An athlete chooses one of these names."""


@lru_cache(maxsize=1000)
def get_zone(name: str) -> ZoneInfo:
    """Returns the zone of that name; UTC for a name that is unknown on this machine."""
    return ZoneInfo(name if name in ZONES else UNKNOWN_ZONE)
