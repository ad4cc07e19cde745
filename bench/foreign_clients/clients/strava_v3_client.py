"""Describes strava-v3, the client for Node.js, which sends forms and puts token parameters into the address."""

from bench.foreign_clients.foreign_client import SCRIPTS, ForeignClient
from bench.foreign_clients.strava_checks import STRAVA_CHECKS, check_athlete, check_form_update
from bench.foreign_clients.strava_scenario import prepare_strava

CLIENT = ForeignClient(
    name="strava-v3",
    package="strava-v3@4.0.2",
    manager="npm",
    script=SCRIPTS / "call_strava_v3.js",
    checks={**STRAVA_CHECKS, "update an activity": check_form_update, "athlete at the new host": check_athlete},
    prepare=prepare_strava,
)
