"""Skips tests whose programs or servers this machine lacks, or fails them where everything is required."""

import os
from typing import NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skips the test, or fails it where REQUIRE_EVERYTHING is set."""
    if os.environ.get("REQUIRE_EVERYTHING"):
        pytest.fail(reason)
    pytest.skip(reason)
