"""Prepares a sandbox for the clients of RideWithGPS."""

from typing import Any

from bench.foreign_clients.foreign_client import Scenario
from providers.sandbox.ridewithgps.call import PREFIX
from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.server import Sandbox
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET

TRIPS = 120


def prepare_ridewithgps(sandbox: Sandbox, callback_url: str) -> Scenario:
    """Creates an athlete with 120 trips, who consents once; the script's settings say what to call for."""
    database = sandbox.database
    athlete = database.athletes.create("demo", TRIPS)
    code = create_code(sandbox.service, athlete, callback_url)
    with_track = next(trip for trip in database.trips.newest_first(athlete) if trip.fixture.has_track)
    settings: dict[str, Any] = {
        "url": f"{sandbox.url}{PREFIX}",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "code": code,
        "redirect_uri": callback_url,
        "trip": with_track.id,
        "deleted_trip": database.trips.newest_first(athlete)[-1].id,
        "gear": database.ridewithgps_users.gear(athlete)[1].id,
        "name": "Früh am Fluss ☕",
    }
    return Scenario(sandbox, athlete, settings)
