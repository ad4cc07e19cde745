"""Provides files and a platform's activities of Alice."""

import pytest

from accounts.models import Account
from accounts.scope import owner_scope
from providers.sandbox.server import Sandbox
from tests.activities.factories import ride_files, upload_files
from tests.providers.conftest import sandbox
from tests.providers.factories import Athlete, pulled
from tests.run_jobs import run_jobs

__all__ = ["sandbox"]


@pytest.fixture
def files(alice: Account) -> None:
    """Creates twenty-five rides of Alice, a day apart, from files."""
    with owner_scope(alice):
        upload_files(ride_files(25))
        run_jobs()


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    """Connects Alice to a sandbox, and pulls her activities."""
    with owner_scope(alice):
        return pulled(sandbox, "small")
