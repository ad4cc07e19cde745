"""Collects files that were parsed, and commits them in groups that hold the account's lock for a short time."""

import time
from types import TracebackType
from typing import Self

from accounts.jobs.claims import Claim
from accounts.services.part_size import TARGET_HOLD_S
from accounts.services.part_size import next_size as fitting_size
from activities.services.finish_files import FileOutcome, finish_files
from activities.services.large_files import store_first_parts

MAX_GROUP_FILES = 20
"""A group has at most this many files: a worker that dies loses the work on them and nothing else."""

MAX_GROUP_ACTIVITIES = 20
"""A group that has this many activities is complete; a file with more is committed alone."""

MAX_GROUP_AGE_S = 0.5
"""A group is complete after this time: what was parsed appears soon, also when parsing is slow."""

LARGE_FILE_SIZE = 4 << 20
"""A file of more bytes is committed as soon as it is parsed: a second parse would cost much."""

SLOW_HOLD_S = 8 * TARGET_HOLD_S
FIRST_SIZE = 5
"""A group of this many files costs little more than one file; only a very slow commit makes groups smaller."""


class FileGroup:
    """A group commits the files of one step, as many at a time as its last commits were fast.

    `with FileGroup(claim) as group: group.add(outcome)`. The end of the block commits the rest. A retry commits each
    file alone, so that a file which kills its worker is found among those that were lost with it.
    """

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._is_retry = claim.attempts > 1
        self._size = 1 if self._is_retry else FIRST_SIZE
        self._outcomes: list[FileOutcome] = []
        self._started_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Commits the rest, also when the next file failed; a process that is being ended commits nothing more."""
        if error is None or isinstance(error, Exception):
            self.commit()

    def add(self, outcome: FileOutcome) -> None:
        """Adds a file, and commits the group when it is complete."""
        self._started_at = self._started_at if self._outcomes else time.monotonic()
        self._outcomes.append(outcome)
        if self._is_complete(outcome):
            self.commit()

    def commit(self) -> None:
        """Commits the files of the group. Raises LeaseLost when the lease is lost; the files then wait as before."""
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            outcomes = [store_first_parts(outcome, self._claim, is_retry=self._is_retry) for outcome in outcomes]
            held_s = finish_files(outcomes, self._claim, is_retry=self._is_retry)
            self._size = 1 if self._is_retry else next_size(len(outcomes), held_s)

    def _is_complete(self, outcome: FileOutcome) -> bool:
        return (
            len(self._outcomes) >= self._size
            or outcome.file.size > LARGE_FILE_SIZE
            or sum(outcome.activity_count for outcome in self._outcomes) >= MAX_GROUP_ACTIVITIES
            or time.monotonic() - self._started_at > MAX_GROUP_AGE_S
        )


def next_size(size: int, held_s: float) -> int:
    """Returns how many files the next group may have, after a commit of `size` files that held the lock so long."""
    smallest = FIRST_SIZE if held_s < SLOW_HOLD_S else 1
    return max(smallest, fitting_size(size, held_s, MAX_GROUP_FILES))
