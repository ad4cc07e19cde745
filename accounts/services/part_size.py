"""Adapts how much one transaction does to how long the one before held the account's lock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import Account
from accounts.services.lock_account import lock_account

TARGET_HOLD_S = 0.025
"""A transaction should hold the lock for this long at most on an idle machine."""


class PartSize:
    """A part size is how many rows the next transaction of a loop should work on: `value`, at most `largest`.

    It is at least `smallest`, for work that costs much however few rows there are.
    """

    def __init__(self, first: int, largest: int, smallest: int = 1) -> None:
        self.value, self._largest, self._smallest = first, largest, smallest

    @contextmanager
    def transaction(self) -> Iterator[Account]:
        """Opens a transaction under the lock of the account, which it yields; adapts the size to the time that it took.

        That is processor time: what a busy machine adds would make parts smaller, and the machine busier. Raises
        OwnerDeleted.
        """
        with transaction.atomic():
            account = lock_account()
            locked_at = time.thread_time()
            yield account
        fitting = next_size(self.value, time.thread_time() - locked_at, self._largest)
        self.value = max(fitting, self._smallest)


def next_size(size: int, held_s: float, largest: int) -> int:
    """Returns how many rows the next part may have, after one of `size` rows that held the lock so long."""
    fitting = int(size * TARGET_HOLD_S / max(held_s, 0.001))
    return max(1, min(fitting, 2 * size, largest))
