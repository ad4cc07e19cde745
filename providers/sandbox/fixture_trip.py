"""Decides how an activity looks on RideWithGPS, to which the same device pushes the same recording."""

from dataclasses import replace

from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.history.activity_kinds import default_name
from providers.sandbox.recording import has_default_name, name_in_file

PUSH_DELAYS_S = (27, 38, 49, 54, 71, 128, 300)
"""A trip is created this long after the ride ended, as trips are that a Garmin device pushes."""
EDITED_LATER_S = 3 * 86_400
"""Every ninth trip was edited this long after it was created, so that the list is not in the order of the rides."""


def fixture_trip(activity: FixtureActivity, recorded: FixtureActivity | None = None) -> FixtureActivity:
    """Returns an activity as a trip, always with its true start.

    Activities that Strava has named were named by the athlete here, and the others have a default name such as "Morning
    Ride". `recorded` is what the device recorded, where another platform hides a part of it.
    """
    is_named = has_default_name(activity)
    return replace(
        recorded or activity,
        name=name_in_file(activity) if is_named else default_name(activity.sport, activity.local_start.hour),
        gear=activity.gear,
        only_me=activity.only_me,
        description=None,
    )


def trip_times(trip: FixtureActivity, now: float) -> tuple[float, float]:
    """Returns when a trip of the past was created and when it was last changed, both at least a minute before `now`."""
    until = now - 60
    created_at = min(until, trip.start + trip.elapsed_s + PUSH_DELAYS_S[trip.start % len(PUSH_DELAYS_S)])
    edited_at = created_at + EDITED_LATER_S
    return created_at, edited_at if trip.start % 9 == 0 and edited_at <= until else created_at
