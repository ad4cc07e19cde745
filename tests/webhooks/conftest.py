"""Gives these tests the sandbox, as tracekit's own settings know it."""

from tests.providers.conftest import sandbox

__all__ = ["sandbox"]
