"""Claims an erasure for this process, so that two processes never delete the same thing twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.erasure_steps import Phase
from accounts.jobs.claims import LeaseLost

LEASE = timedelta(minutes=2)
"""A claim lasts this long unless its process commits a part: after that another process may go on."""


class ErasureClaim:
    """An erasure claim is one process's right to go on with an erasure; every commit is fenced by its token."""

    def __init__(self, erasure: Erasure, token: UUID) -> None:
        self.erasure, self._token = erasure, token

    @property
    def account_id(self) -> UUID:
        """Returns the id of the account, whose row may be gone. No step asks for it once it is forgotten."""
        return cast(UUID, self.erasure.account_id)

    @contextmanager
    def part(self) -> Iterator[Counter[str]]:
        """Commits what the block does together with the counts that it adds to, and starts a new lease.

        Raises LeaseLost when another process goes on with the erasure; then nothing of the block is committed.
        """
        with self._locked() as row:
            counts = Counter(row.counts)
            yield counts
            row.counts, row.lease_until = dict(counts), timezone.now() + LEASE

    def finish_step(self, name: str) -> None:
        """Notes that the step is complete, and starts a new lease."""
        with self._locked() as row:
            row.done_steps, row.lease_until = [*row.done_steps, name], timezone.now() + LEASE

    def release(self, *, due_in: timedelta, error: str, repeat_all: bool = False) -> None:
        """Ends the claim of an erasure that is not complete; it is due again after that time."""
        with self._locked() as row:
            row.due_at, row.error, row.failures = timezone.now() + due_in, error[:255], row.failures + 1
            row.lease_until = row.lease_token = None
            if repeat_all:
                row.done_steps, row.erased_at = [], None

    def enter(self, phase: Phase) -> None:
        """Notes that all phases before are complete: that nothing is left, then that nothing has to be revoked.

        Then the row forgets whose it was, before the last phase clears what the database keeps of that.
        """
        if phase > Phase.VERIFICATION and self.erasure.erased_at is None:
            with self._locked() as row:
                row.erased_at = timezone.now()
        if phase > Phase.REVOCATION and self.erasure.account_id is not None:
            with self._locked() as row:
                row.account_id = None

    def end(self) -> None:
        """Ends the erasure: its row is the receipt from now on."""
        with self._locked() as row:
            row.ended_at, row.error, row.lease_until, row.lease_token = timezone.now(), "", None, None

    @contextmanager
    def _locked(self) -> Iterator[Erasure]:
        """Yields the row, locked and still claimed, and saves it with the transaction."""
        with transaction.atomic():
            row = Erasure.objects.select_for_update().filter(pk=self.erasure.pk, lease_token=self._token).first()
            if row is None:
                raise LeaseLost(f"erasure {self.erasure.pk}")
            yield row
            row.save()
        self.erasure = row


def claim_erasure(erasure_id: UUID) -> ErasureClaim | None:
    """Claims a running erasure, due or not; returns None when another process holds it or it is complete."""
    now, token = timezone.now(), uuid4()
    unclaimed = Erasure.objects.unclaimed(now).filter(pk=erasure_id)
    if not unclaimed.update(lease_token=token, lease_until=now + LEASE):
        return None
    return ErasureClaim(Erasure.objects.get(pk=erasure_id), token)
