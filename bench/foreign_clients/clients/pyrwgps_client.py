"""Describes pyrwgps, the Python client of RideWithGPS's API v1 and of its older API."""

from bench.foreign_clients.foreign_client import SCRIPTS, ForeignClient
from bench.foreign_clients.ridewithgps_checks import RIDEWITHGPS_CHECKS
from bench.foreign_clients.ridewithgps_scenario import prepare_ridewithgps

CLIENT = ForeignClient(
    name="pyrwgps",
    package="pyrwgps==0.2.1",
    manager="pip",
    script=SCRIPTS / "call_pyrwgps.py",
    checks=RIDEWITHGPS_CHECKS,
    prepare=prepare_ridewithgps,
)
