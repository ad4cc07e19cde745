"""Says why a value that reads otherwise than the authority's is no difference."""

from accounts.models import Account
from activities import units
from activities.sports import OTHER
from matching.engine.difference import TOLERANCES, Tolerance, given_value, have_different_values
from matching.workout_activity import WorkoutActivity


def agreement_text(field: str, authority: WorkoutActivity, activity: WorkoutActivity, account: Account) -> str:
    """Returns `same within 10%`, `same within 2 min` or `automatic name`; empty when there is nothing to explain."""
    if field == "name":
        return "automatic name" if activity.has_generated_name else ""
    expected, value = given_value(authority, field), given_value(activity, field)
    if None in (expected, value) or have_different_values(field, expected, value):
        return ""
    if field == "sport":
        return "fits any sport" if OTHER in (expected, value) else "counts as the same sport"
    tolerance = TOLERANCES.get(field)
    return f"same within {_format_tolerance(field, tolerance, expected, account)}" if tolerance else ""


def _format_tolerance(field: str, tolerance: Tolerance, expected: float, account: Account) -> str:
    if tolerance.share and tolerance.is_share_of(expected):
        return f"{tolerance.share:.0%}"
    system = units.units_of(account.units)
    if field in ("distance_m", "elevation_gain_m"):
        return units.format_elevation(tolerance.absolute, system)
    if field == "average_hr_bpm":
        return units.format_heart_rate(tolerance.absolute)
    if field == "average_temperature_c":
        return units.format_temperature_gap(tolerance.absolute, system)
    return units.format_duration(tolerance.absolute)
