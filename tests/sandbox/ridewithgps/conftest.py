"""Provides an application with access to an athlete's RideWithGPS."""

import pytest

from providers.sandbox.server import Sandbox
from tests.sandbox.ridewithgps.application import RideWithGpsApplication, grant_ridewithgps


@pytest.fixture
def application(sandbox: Sandbox, athlete_code: str) -> RideWithGpsApplication:
    """Returns an application with access to the athlete's RideWithGPS."""
    return grant_ridewithgps(sandbox, athlete_code)
