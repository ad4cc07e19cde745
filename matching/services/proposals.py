"""Decides which differences may be proposed as changes at a platform, and the barrier that blocks each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from matching.barriers import Barrier
from matching.engine.difference import Difference
from matching.querysets import PROPOSABLE_FIELDS
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails
from providers.models import Connection
from providers.registry import get_provider


class RequestedChange(NamedTuple):
    """A requested change is what an athlete saw and clicked: a field of an activity, before and after."""

    provider: str
    provider_id: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal is a write that would resolve a difference; with a barrier it is shown but cannot be requested.

    `source_provider` is the provider whose value would be written.
    """

    workout_id: UUID
    change: RequestedChange
    source_provider: str
    barrier: Barrier | None


def can_be_source(source: str, target: str) -> bool:
    """Returns whether values of one provider may be written to another one: the sink rule.

    Values from a sink are never written to another provider. An unknown (empty) source was checked when it was stored.
    """
    return source == target or not get_provider(source).is_sink


def proposable(workout: WorkoutDetails) -> Iterator[Difference[WorkoutActivity]]:
    """Yields the differences whose field the platform can write and whose source is allowed: no query."""
    for difference in workout.differences:
        target = difference.activity.provider
        can_be_written = difference.field in PROPOSABLE_FIELDS & get_provider(target).writable_fields
        if can_be_written and can_be_source(difference.authority.provider, target):
            yield difference


def proposals_of(workout: WorkoutDetails, connections: Mapping[str, Connection]) -> list[Proposal]:
    """Returns the proposals of a workout; `connections` are the account's by provider."""
    return [_propose(workout, difference, connections) for difference in proposable(workout)]


def load_connections(workouts: Iterable[WorkoutDetails]) -> dict[str, Connection]:
    """Returns the account's connections by provider: one query, and none for workouts of files alone."""
    providers = {provider for workout in workouts for provider in workout.providers if get_provider(provider).can_list}
    connections = Connection.objects.filter(provider__in=providers) if providers else ()
    return {connection.provider: connection for connection in connections}


def _propose(
    workout: WorkoutDetails, difference: Difference[WorkoutActivity], connections: Mapping[str, Connection]
) -> Proposal:
    activity, field = difference.activity, difference.field
    change = RequestedChange(activity.provider, activity.provider_id, field, difference.value, difference.expected)
    barrier = _barrier(connections.get(activity.provider), field)
    return Proposal(workout.id, change, difference.authority.provider, barrier)


def _barrier(connection: Connection | None, field: str) -> Barrier | None:
    if connection is None:
        return Barrier.NOT_CONNECTED
    if connection.known_registration is None:
        return Barrier.UNREGISTERED
    if connection.state == Connection.State.UNAVAILABLE:
        return Barrier.UNAVAILABLE
    if connection.state == Connection.State.RECONNECT:
        return Barrier.RECONNECT
    return None if connection.can_write(field) else Barrier.NOT_GRANTED
