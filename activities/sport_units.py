"""Formats distances and averages as each sport does: swims in meters or yards, runs and swims by pace."""

from activities.sports import family_of
from activities.units import (
    NOT_GIVEN,
    Units,
    format_distance,
    format_pace,
    format_short_distance,
    format_speed,
    format_swim_pace,
)

RUNNING, SWIMMING = "running", "swimming"
"""These are the families whose averages are paces."""
MIN_SPEED_M_S = 0.2
"""A slower average tells of a device that stood still, not of an athlete."""


def format_sport_distance(meters: float | None, sport: str, units: Units, decimals: int = 1) -> str:
    """Returns `118.3 km`; for a swim, and for what would be no kilometer at all, `1,500 m`."""
    if meters is None:
        return NOT_GIVEN
    is_short = round(meters / units.distance_unit_m, decimals) == 0
    if family_of(sport) == SWIMMING or is_short:
        return format_short_distance(meters, units)
    return format_distance(meters, units, decimals)


def average_figure(meters: float | None, seconds: float | None, sport: str, units: Units) -> tuple[str, str] | None:
    """Returns label and text of an average: `Average pace`, `5:35 min/km`; None where there is none to tell."""
    if not meters or not seconds or meters / seconds < MIN_SPEED_M_S:
        return None
    family, speed_m_s = family_of(sport), meters / seconds
    if family == SWIMMING:
        return "Average pace", format_swim_pace(speed_m_s, units)
    if family == RUNNING:
        return "Average pace", format_pace(speed_m_s, units)
    return "Average speed", format_speed(speed_m_s, units)
