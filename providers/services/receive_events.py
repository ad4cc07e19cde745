"""Receives what platforms send by their webhooks: nothing is stored of an event but a job for its athlete's connection.

Events are hints, because anybody can send them: a job calls the platform with the athlete's own grant before anything
changes here. An event about an athlete who is not connected leaves nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import OwnerId, crossing
from providers.contract import PushEvent, PushKind
from providers.credentials import Registration
from providers.models import Connection, WebhookSubscription

CHANGED_JOB, DELETED_JOB, REVOKED_JOB = "webhook.changed", "webhook.deleted", "webhook.revoked"
"""Jobs of these kinds act on events; the `dedup_key` of the first two is the id of an activity at the platform."""
JOB_KINDS = {PushKind.CHANGED: CHANGED_JOB, PushKind.DELETED: DELETED_JOB, PushKind.REVOKED: REVOKED_JOB}

COLLECTED_FOR = timedelta(minutes=10)
"""After a fetch, the events of a connection wait for the end of this time, and cause one fetch together."""
MAX_WAITING = 50
"""So many activities of a connection wait at most; of others, the next daily pull learns."""


class PushedConnection(NamedTuple):
    """A pushed connection is one that an event may be about. `waiting_count` counts the activities that wait."""

    owner_id: UUID
    athlete_id: str
    state: str
    is_paused: bool
    pushed_fetch_at: datetime | None
    waiting_count: int | None


def receive_events(provider: str, registration: Registration, events: Iterable[PushEvent]) -> None:
    """Enqueues jobs for the events: two queries, and two for each event of a connected athlete."""
    believed = [event for event in events if _is_of_subscription(registration, event)]
    connections = _connections_of(provider, registration, {event.athlete_id for event in believed})
    for event in dict.fromkeys(believed):
        for connection in connections:
            if connection.athlete_id == event.athlete_id and _concerns(event, connection):
                not_before = _not_before(event, connection)
                names = {"provider": provider, "dedup_key": event.activity_id}
                enqueue_for(OwnerId(connection.owner_id), JOB_KINDS[event.kind], not_before=not_before, **names)


def _is_of_subscription(registration: Registration, event: PushEvent) -> bool:
    if not event.subscription_id:
        return True
    subscription = WebhookSubscription.objects.filter(registration_name=registration.name).first()
    return subscription is None or subscription.subscription_id == event.subscription_id


@crossing()
def _connections_of(provider: str, registration: Registration, athlete_ids: set[str]) -> list[PushedConnection]:
    """Returns the connections of these athletes, in whatever accounts: one query.

    Those of accounts that are suspended or being erased are left out, and connections that have ended have no athlete.
    """
    if not athlete_ids:
        return []
    jobs = Job.across_accounts.filter(owner=OuterRef("owner"), provider=provider, kind__in=JOB_KINDS.values())
    waiting = jobs.order_by().values("owner").annotate(count=Count("pk")).values("count")
    connections = Connection.across_accounts.filter(
        provider=provider,
        athlete_id__in=athlete_ids,
        registration_name=registration.name,
        owner__is_active=True,
        owner__closed_at=None,
    )
    columns = ("owner_id", "athlete_id", "state", "is_paused", "pushed_fetch_at")
    rows = connections.exclude(state=Connection.State.CLOSED).values_list(*columns, Subquery(waiting))
    return [PushedConnection(*row) for row in rows]


def _concerns(event: PushEvent, connection: PushedConnection) -> bool:
    """Returns whether anything has to be done: a grant that ended concerns a paused connection, too."""
    if event.kind is PushKind.REVOKED:
        return True
    is_pulling = not connection.is_paused and connection.state != Connection.State.RECONNECT
    return is_pulling and (connection.waiting_count or 0) < MAX_WAITING


def _not_before(event: PushEvent, connection: PushedConnection) -> datetime | None:
    """Returns when the job of an event may run; None at once. Deletions are always collected first."""
    now = timezone.now()
    if event.kind is PushKind.DELETED:
        return now + COLLECTED_FOR
    if event.kind is PushKind.CHANGED and connection.pushed_fetch_at:
        collected_at = connection.pushed_fetch_at + COLLECTED_FOR
        return collected_at if collected_at > now else None
    return None
