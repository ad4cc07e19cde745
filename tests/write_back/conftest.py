"""Provides a ride that has one name on the sandbox's Strava, and another one in a file."""

import pytest

from accounts.models import Account
from providers.sandbox.server import Sandbox
from tests.providers.conftest import sandbox
from tests.write_back.factories import Ride, create_ride, create_rides

__all__ = ["sandbox"]


@pytest.fixture
def ride(sandbox: Sandbox, as_alice: Account) -> Ride:
    """Creates a ride of Alice, pulled and read, in her owner scope."""
    return create_ride(sandbox)


@pytest.fixture
def rides(sandbox: Sandbox, as_alice: Account) -> list[Ride]:
    """Creates four rides of Alice in one month, in her owner scope; the newest comes first."""
    return create_rides(sandbox, 4)
