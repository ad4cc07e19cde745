"""Provides the sandbox, and Alice's account with something in every table that is exported."""

import pytest

from accounts.models import Account
from providers.sandbox.server import Sandbox
from tests.account_export.filled_account import FilledAccount, fill_account
from tests.providers.conftest import sandbox

__all__ = ["sandbox"]


@pytest.fixture
def filled(as_alice: Account, sandbox: Sandbox) -> FilledAccount:
    """Fills Alice's account, in her owner scope."""
    return fill_account(as_alice, sandbox)
