"""Every test here has a sandbox."""

from tests.sandbox.fixtures import sandbox  # noqa: F401 - a fixture
