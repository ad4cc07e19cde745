"""Describes strava, a typed Python client built on httpx."""

from bench.foreign_clients.foreign_client import SCRIPTS, ForeignClient
from bench.foreign_clients.strava_checks import STRAVA_CHECKS, check_athlete, check_everything, check_revoked
from bench.foreign_clients.strava_scenario import prepare_strava

CLIENT = ForeignClient(
    name="strava",
    package="strava==0.6.0",
    manager="pip",
    script=SCRIPTS / "call_strava.py",
    checks={
        **STRAVA_CHECKS,
        "athlete at the new host": check_athlete,
        "activities at the new host": check_everything,
        "revoke": check_revoked,
    },
    prepare=prepare_strava,
)
