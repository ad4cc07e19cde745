"""Ends the grants of an erased account: each is left to the outbox to be revoked, and waits no longer than 22 hours."""

from collections import Counter

from django.utils import timezone

from accounts.erasure_steps import Phase, RunningErasure, StepNotDone, erasure_step
from providers.models import Connection
from providers.services.revocation import enqueue_revocation, waiting_revocations

GRANTS, UNANSWERED, WAITING = "grants", "grants.unanswered", "grants.waiting"
"""The receipt counts grants, and those whose platform did not confirm the end, under these names."""


@erasure_step("grants", Phase.GRANTS, "Take the access keys to connected services out of use")
def enqueue_revocations(run: RunningErasure) -> None:
    """Moves all tokens to the outbox, where they are encrypted and padded, in one transaction."""
    with run.part() as counts:
        for connection in Connection.objects.exclude(encrypted_tokens=b""):
            counts[GRANTS] += 1
            counts[UNANSWERED] += not _enqueue(run, connection)
        Connection.objects.update(encrypted_tokens=b"")


@erasure_step("revocation", Phase.REVOCATION, "Tell connected services that the access has ended")
def wait_for_revocations(run: RunningErasure) -> None:
    """Waits until the outbox has revoked every grant; in the last hours the tokens are deleted instead.

    Raises StepNotDone while platforms have not answered.
    """
    with run.part() as counts:
        waiting = waiting_revocations()
        if run.erasure.must_not_wait:
            # The outbox may have deleted them a moment ago, because their time was over.
            counts[UNANSWERED] += max(waiting.count(), counts[WAITING])
            waiting.delete()
        counts[WAITING] = waiting.count()
        is_done = _delete_if_zero(counts)
    if not is_done:
        raise StepNotDone("connected services have not answered yet")


def _enqueue(run: RunningErasure, connection: Connection) -> bool:
    """Returns False when nobody can be told: the tokens cannot be read, or the time for that is over."""
    remaining = run.erasure.forced_at - timezone.now()
    return not run.erasure.must_not_wait and enqueue_revocation(connection, remaining)


def _delete_if_zero(counts: Counter[str]) -> bool:
    """Deletes the count of waiting grants when none is left; returns whether it did."""
    if not counts[WAITING]:
        del counts[WAITING]
    return WAITING not in counts
