"""A sandbox for one test, and what a test does with it as an application would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.sandbox.server import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with a state of its own, whose log keeps requests and answers whole."""
    with Sandbox(tmp_path / "sandbox", keep_bodies=True) as running:
        yield running
