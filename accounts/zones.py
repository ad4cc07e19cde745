"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo, available_timezones

UNKNOWN_ZONE = "UTC"

ABBREVIATIONS = ("Etc/", "posix/", "right/", "SystemV/")

ZONES = (
    *sorted(name for name in available_timezones() if "/" in name and not name.startswith(ABBREVIATIONS)),
    UNKNOWN_ZONE,
)
"""The names that an athlete chooses from."""


def get_zone(name: str) -> ZoneInfo:
    """The zone of that name; UTC for a name that this machine does not know."""
    return ZoneInfo(name if name in ZONES else UNKNOWN_ZONE)
