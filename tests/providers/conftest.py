"""The sandbox, as tracekit's own settings know it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from providers.sandbox.server import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path, settings: Settings) -> Iterator[Sandbox]:
    """A sandbox that keeps whole requests and answers, and is the one that tracekit asks."""
    with Sandbox(tmp_path / "sandbox", keep_bodies=True, callback_hosts=("testserver",)) as running:
        settings.SANDBOX = True
        settings.SANDBOX_URL = settings.SANDBOX_API_URL = running.url
        yield running
