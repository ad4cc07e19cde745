"""Disconnects a platform: its access ends at once, and what came from it is deleted in parts that nobody sees."""

import time
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import CASCADE, F

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import delete_queued, enqueue, enqueue_for
from accounts.scope import crossing
from accounts.services.lock_account import lock_account
from accounts.services.notifications import delete_notifications
from accounts.services.part_size import PartSize
from accounts.services.transmissions import count_transmission
from activities.services.delete import MAX_PART_SIZE, MAX_ROWS, MAX_STEP_S, PART_SIZE
from activities.services.delete_provider import delete_part_of_provider
from activities.services.deletions import end_deletion, start_deletion
from providers.models import Connection
from providers.notifications import ACCESS_ENDED
from providers.services.revocation import REVOCATION, enqueue_revocation

DELETE_CONNECTION_JOB = "connections.delete"
"""This kind of job deletes a closed connection with all that came from it; its `dedup_key` is the connection's id."""


def disconnect(connection: Connection, *, is_revoked: bool = False) -> bool:
    """Closes the connection: its tokens go at once, no page shows anything of it, and a job deletes the rest.

    The outbox revokes the grant, unless it `is_revoked`. Returns False when the tokens cannot be read, so that
    only the athlete can revoke it.
    """
    provider = connection.provider
    with transaction.atomic():
        lock_account()
        is_revocable = not is_revoked and enqueue_revocation(connection)
        if is_revocable:
            count_transmission(provider, REVOCATION)
        Job.objects.filter(provider=provider).exclude(state=Job.State.RUNNING).delete()
        Connection.objects.filter(pk=connection.pk).update(
            state=Connection.State.CLOSED,
            tokens_version=F("tokens_version") + 1,
            encrypted_tokens=b"",
            athlete_id="",
            sandbox_code="",
        )
        delete_notifications(provider)
        start_deletion(provider)
        enqueue(DELETE_CONNECTION_JOB, provider=provider, dedup_key=str(connection.pk))
    return is_revocable


@job_kind(DELETE_CONNECTION_JOB, lane=Lane.CLICK, deletes=True)
def delete_closed_connection(claim: Claim) -> bool:
    """Deletes parts of a closed connection for a step; returns whether more is left."""
    deadline, size = time.monotonic() + MAX_STEP_S, PartSize(PART_SIZE, MAX_PART_SIZE)
    while True:
        with size.transaction():
            has_more = delete_part_of_closed(claim.job.dedup_key, size.value)
            claim.renew_lease()
        if not has_more or time.monotonic() > deadline:
            return has_more


@periodic_task(every=timedelta(hours=1))
@crossing()
def resume_disconnections() -> None:
    """Enqueues the job of every closed connection again, in case that it has stopped."""
    closed = Connection.across_accounts.filter(state=Connection.State.CLOSED, owner__closed_at=None)
    for connection in closed.select_related("owner"):
        names = {"provider": connection.provider, "dedup_key": str(connection.pk)}
        enqueue_for(connection.owner, DELETE_CONNECTION_JOB, **names)


def delete_part_of_closed(id: UUID | str, size: int) -> bool:
    """Deletes some activities of a closed connection, else some rows that refer to it, else the connection itself.

    Returns whether more may be left. The caller opens the transaction and locks the account.
    """
    connection = Connection.objects.closed().filter(pk=id).first()
    if connection is None:
        return False
    if delete_part_of_provider(connection.provider, size) or _delete_references(connection):
        return True
    connection.delete()
    delete_queued(DELETE_CONNECTION_JOB, provider=connection.provider, dedup_key=str(id))
    end_deletion(connection.provider)
    delete_notifications(connection.provider, keep=ACCESS_ENDED)
    return False


def _delete_references(connection: Connection) -> bool:
    for relation in Connection._meta.related_objects:
        manager = relation.related_model._base_manager  # The owned one hides these rows.
        rows = manager.filter(**{relation.field.name: connection})
        if relation.on_delete is CASCADE and (ids := list(rows.values_list("pk", flat=True)[:MAX_ROWS])):
            rows.filter(pk__in=ids).delete()
            return True
    return False
