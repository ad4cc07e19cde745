"""Sums up an athlete's activities as Strava does: rides, runs and swims that everybody may see, and nothing else."""

from collections.abc import Iterable

from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.strava.payload import RIDES, RUNS
from providers.sandbox.strava.profile import Payload

SUMMED_SPORTS = {"ride": RIDES, "run": RUNS, "swim": ("Swim",)}


def athlete_stats(fixtures: Iterable[FixtureActivity]) -> Payload:
    """Returns the totals of all rides, runs and swims; other sports are in none of them."""
    visible = [fixture for fixture in fixtures if not fixture.only_me]
    return {
        f"all_{kind}_totals": _totals([fixture for fixture in visible if fixture.sport in sports])
        for kind, sports in SUMMED_SPORTS.items()
    }


def _totals(fixtures: list[FixtureActivity]) -> Payload:
    return {
        "count": len(fixtures),
        "distance": round(sum(fixture.distance_m for fixture in fixtures), 1),
        "moving_time": sum(fixture.moving_s for fixture in fixtures),
        "elapsed_time": sum(fixture.elapsed_s for fixture in fixtures),
        "elevation_gain": round(sum(fixture.gain_m for fixture in fixtures), 1),
    }
