"""Receives what platforms send by their webhooks: nothing is stored of an event but a job for its athlete's connection.

Events are hints, because anybody can send them: a job calls the platform with the athlete's own grant before anything
changes here. An event about an athlete who is not connected leaves nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts.jobs.plain_sql import execute
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import OwnerId
from providers.credentials import Registration
from providers.models import Connection
from providers.webhook_events import PushEvent, PushKind

CHANGED_JOB, DELETED_JOB, REVOKED_JOB = "webhook.changed", "webhook.deleted", "webhook.revoked"
"""Jobs of these kinds act on events; the `dedup_key` of the first two is the id of an activity at the platform."""
JOB_KINDS = {PushKind.CHANGED: CHANGED_JOB, PushKind.DELETED: DELETED_JOB, PushKind.REVOKED: REVOKED_JOB}

COLLECTED_FOR = timedelta(minutes=10)
"""The events of a connection are collected for this long after a fetch, and then cause one fetch together."""
MAX_WAITING = 50
"""A connection has at most so many waiting activities; the next daily pull brings the others."""


_CONNECTIONS = """
    SELECT connection.owner_id, connection.athlete_id, connection.state, connection.is_paused,
        connection.pushed_fetch_at, (
            SELECT count(*) FROM jobs_job AS job
            WHERE job.owner_id = connection.owner_id AND job.provider = connection.provider AND job.kind IN (%s, %s)
        ), (
            SELECT subscription.subscription_id FROM providers_webhooksubscription AS subscription
            WHERE subscription.registration_name = connection.registration_name
        )
    FROM providers_connection AS connection
    JOIN accounts_account AS owner ON owner.id = connection.owner_id
    WHERE connection.provider = %s AND connection.registration_name = %s AND connection.athlete_id IN ({places})
        AND connection.state <> 'closed' AND owner.is_active AND owner.closed_at IS NULL
"""
"""It is plain SQL, because building it takes longer than all else that an event costs."""


class PushedConnection(NamedTuple):
    """A pushed connection is one that an event may be about.

    `waiting_count` counts the activities that wait; events that name another subscription than `subscription_id` are
    not believed.
    """

    owner_id: UUID
    athlete_id: str
    state: str
    is_paused: bool
    pushed_fetch_at: datetime | None
    waiting_count: int
    subscription_id: str | None


def receive_events(provider: str, registration: Registration, events: Iterable[PushEvent]) -> None:
    """Enqueues jobs for the events: one query, and two for each event of a connected athlete."""
    events = list(dict.fromkeys(events))
    connections = _connections_of(provider, registration, sorted({event.athlete_id for event in events}))
    for event in events:
        for connection in connections:
            if connection.athlete_id == event.athlete_id and _concerns(event, connection):
                not_before = _not_before(event, connection)
                names = {"provider": provider, "dedup_key": event.activity_id}
                enqueue_for(OwnerId(connection.owner_id), JOB_KINDS[event.kind], not_before=not_before, **names)


def _connections_of(provider: str, registration: Registration, athlete_ids: list[str]) -> list[PushedConnection]:
    """Returns the connections of these athletes, in whatever accounts.

    Those of accounts that are suspended or being erased are left out, and connections that have ended have no athlete.
    """
    if not athlete_ids:
        return []
    statement = _CONNECTIONS.format(places=", ".join(["%s"] * len(athlete_ids)))
    rows = execute(statement, [CHANGED_JOB, DELETED_JOB, provider, registration.name, *athlete_ids])
    return [
        PushedConnection(UUID(str(owner_id)), athlete_id, state, bool(is_paused), _in_utc(fetch_at), *rest)
        for owner_id, athlete_id, state, is_paused, fetch_at, *rest in rows
    ]


def _in_utc(value: datetime | None) -> datetime | None:
    """Returns an instant with its time zone, which SQLite does not store."""
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _concerns(event: PushEvent, connection: PushedConnection) -> bool:
    """Returns whether anything has to be done: a grant that ended concerns a paused connection, too."""
    if event.subscription_id and connection.subscription_id not in (None, event.subscription_id):
        return False
    if event.kind is PushKind.REVOKED:
        return True
    is_pulling = not connection.is_paused and connection.state != Connection.State.RECONNECT
    return is_pulling and connection.waiting_count < MAX_WAITING


def _not_before(event: PushEvent, connection: PushedConnection) -> datetime | None:
    """Returns when the job of an event may run; None at once. Deletions are always collected first."""
    now = timezone.now()
    if event.kind is PushKind.DELETED:
        return now + COLLECTED_FOR
    if event.kind is PushKind.CHANGED and connection.pushed_fetch_at:
        collected_at = connection.pushed_fetch_at + COLLECTED_FOR
        return collected_at if collected_at > now else None
    return None
