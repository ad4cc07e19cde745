"""Builds the button that starts a sync, and says when it works again."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import clock_time


@dataclass(frozen=True, slots=True)
class SyncButton:
    """Holds the address that starts a sync, and when it may be used again; None is now."""

    url: str
    possible_at: datetime | None

    @property
    def seconds_left(self) -> int:
        """Returns after how many seconds the page should look again."""
        left = (self.possible_at - timezone.now()).total_seconds() if self.possible_at else 0.0
        return max(0, int(left)) + 1


def too_soon_message(possible_at: datetime, account: Account) -> str:
    """Returns why nothing was started, and when it is possible."""
    return (
        f"Nothing was started: you can sync again at {clock_time(possible_at, account)}, 5 minutes after the last time."
    )
