"""Kinds of jobs that only remember that they ran."""

import pytest

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> list[Claim]:
    """The claims that the kind `test` was run with; it says that nothing remains."""
    seen: list[Claim] = []
    monkeypatch.setitem(
        kinds.JOB_KINDS, "test", kinds.JobKind("test", Lane.CLICK, lambda claim: bool(seen.append(claim)))
    )
    monkeypatch.setitem(
        kinds.JOB_KINDS, "slow", kinds.JobKind("slow", Lane.BACKFILL, lambda claim: bool(seen.append(claim)))
    )
    return seen
