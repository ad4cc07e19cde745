"""Prepares a sandbox for the clients of Strava."""

from typing import Any

from bench.foreign_clients.foreign_client import Scenario
from providers.sandbox.server import Sandbox
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET
from providers.sandbox.strava.oauth import SCOPES

ACTIVITIES = 120


def prepare_strava(sandbox: Sandbox, callback_url: str) -> Scenario:
    """Creates an athlete with 120 activities, who consents twice; the script's settings say what to call for."""
    database = sandbox.database
    code = database.athletes.create("demo", ACTIVITIES)
    activities = database.activities.for_athlete(code)
    athlete = database.athletes.get(code)
    assert athlete is not None
    retired = next(gear for gear in database.athletes.gear(code) if gear.fixture.is_retired)
    settings: dict[str, Any] = {
        "url": sandbox.url,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "codes": [database.grants.create_code(code, frozenset(SCOPES)) for _ in range(2)],
        "callback_url": callback_url,
        "athlete": athlete.number,
        "after": activities[90].fixture.start,
        "before": activities[20].fixture.start,
        "activity": activities[0].id,
        "gear": retired.id,
        "changes": {"name": "Früh am Fluss ☕", "description": "Wind aus Süd", "hide_from_home": True},
    }
    return Scenario(sandbox, code, settings)
