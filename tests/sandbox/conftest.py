"""Provides a sandbox with an athlete, and an application with access to the athlete."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.sandbox.server import Sandbox
from tests.sandbox.application import Application, grant_access


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Yields a sandbox with a database of its own, whose log stores the bodies of requests and responses."""
    with Sandbox(tmp_path / "sandbox", keep_bodies=True) as sandbox:
        yield sandbox


@pytest.fixture
def athlete_code(sandbox: Sandbox) -> str:
    """Returns the code of an athlete with twelve activities."""
    return sandbox.database.athletes.create("small")


@pytest.fixture
def newest_activity(sandbox, athlete_code):
    """Returns the athlete's newest activity."""
    return sandbox.database.activities.for_athlete(athlete_code)[0]


@pytest.fixture
def application(sandbox: Sandbox, athlete_code: str) -> Application:
    """Returns an application with access to the athlete."""
    return grant_access(sandbox, athlete_code)
