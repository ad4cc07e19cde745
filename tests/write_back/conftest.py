"""A ride that lies on the sandbox's Strava under one name, and in a file under another."""

import pytest

from accounts.models import Account
from providers.sandbox.server import Sandbox
from tests.providers.conftest import sandbox
from tests.write_back.factories import Ride, create_ride

__all__ = ["sandbox"]


@pytest.fixture
def ride(sandbox: Sandbox, as_alice: Account) -> Ride:
    """Alice's, pulled and read; in the scope of Alice."""
    return create_ride(sandbox)
