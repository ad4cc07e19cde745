"""Describes stravalib, the Python client that most applications use."""

from bench.foreign_clients.foreign_client import SCRIPTS, ForeignClient
from bench.foreign_clients.strava_checks import STRAVA_CHECKS, check_event, check_handshake
from bench.foreign_clients.strava_scenario import prepare_strava

CLIENT = ForeignClient(
    name="stravalib",
    package="stravalib==2.6.0",
    manager="pip",
    script=SCRIPTS / "call_stravalib.py",
    checks={**STRAVA_CHECKS, "answer the handshake": check_handshake, "read an event": check_event},
    prepare=prepare_strava,
)
