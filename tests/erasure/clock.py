"""Moves the clock of erasures and of the outbox, without waiting."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone


class Clock:
    """Represents the clock of this process, which stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def move(self, **duration: float) -> datetime:
        """Moves the clock ahead; returns the new time."""
        self.now += timedelta(**duration)
        return self.now
