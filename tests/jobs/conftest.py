"""Registers kinds of jobs that only record that they ran."""

import pytest

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> list[Claim]:
    """Registers the kinds `test` and `slow`, and returns the claims that they are run with."""
    claims: list[Claim] = []

    def record(claim: Claim) -> bool:
        claims.append(claim)
        return False

    for name, lane in (("test", Lane.CLICK), ("slow", Lane.BACKFILL)):
        monkeypatch.setitem(kinds.JOB_KINDS, name, kinds.JobKind(name, lane, record))
    return claims
