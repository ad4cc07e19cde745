"""Decides which differences may be proposed as changes at a platform, and the barrier that blocks each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from matching.barriers import Barrier
from matching.engine.difference import Difference, differences
from matching.match_row import MatchRow
from matching.querysets import PROPOSABLE_FIELDS
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails
from providers.models import Connection
from providers.registry import get_provider

ATHLETE = "athlete"
"""This is the source of a value that the athlete typed, in place of a provider."""

ActivityT = TypeVar("ActivityT", MatchRow, WorkoutActivity)


class RequestedChange(NamedTuple):
    """A requested change is what an athlete saw and clicked: a field of an activity, before and after."""

    provider: str
    provider_id: str
    field: str
    before: str
    after: str


class ProposalChoice(NamedTuple):
    """A choice is a change of a workout that an athlete marked or clicked in a list.

    `digest` is that of the change as the athlete saw it, so that lists need not repeat long names.
    """

    workout_id: UUID
    digest: str

    def __str__(self) -> str:
        return f"{self.workout_id.hex}-{self.digest}"


def change_of(row: Any) -> RequestedChange:
    """Returns the change that a write-back was to make."""
    return RequestedChange(row.connection.provider, row.provider_id, row.field, row.expected_before, row.desired_after)


def choice_of(workout_id: UUID, change: RequestedChange) -> ProposalChoice:
    """Returns the choice that stands for a change of a workout."""
    return ProposalChoice(workout_id, blake2b(repr(tuple(change)).encode(), digest_size=8).hexdigest())


def parse_choice(text: str) -> ProposalChoice | None:
    """Returns the choice of a text; None for a text that no page of ours has sent."""
    workout_id, _, digest = text.partition("-")
    try:
        return ProposalChoice(UUID(workout_id), digest)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal is a write that would resolve a difference; with a barrier it is shown but cannot be requested.

    `source_provider` is the provider whose value would be written, or ATHLETE.
    """

    workout_id: UUID
    change: RequestedChange
    source_provider: str
    barrier: Barrier | None

    @property
    def choice(self) -> ProposalChoice:
        """Returns the choice that stands for it."""
        return choice_of(self.workout_id, self.change)


def can_be_source(source: str, target: str) -> bool:
    """Returns whether values of one provider may be written to another one: the sink rule.

    Values from a sink are never written to another provider; what the athlete typed is from none. An unknown (empty)
    source was checked when it was stored.
    """
    return source == target or not get_provider(source).is_sink


def proposable(workout: WorkoutDetails) -> Iterator[Difference[WorkoutActivity]]:
    """Yields the differences of a workout that may be proposed: no query."""
    return _proposable(workout.differences)


def difference_values(counting: Sequence[MatchRow], own_name: str) -> tuple[bool, int]:
    """Returns what a workout stores of its differences: whether it has any, and how many of them may be proposed.

    `counting` are its counted activities in order of leading, `own_name` is the name that the athlete gave it.
    """
    all_differences = differences(counting, own_name) if len(counting) > 1 or own_name else []
    return bool(all_differences), sum(1 for _ in _proposable(all_differences))


def _proposable(differing: Iterable[Difference[ActivityT]]) -> Iterator[Difference[ActivityT]]:
    """Yields the differences whose field the platform can write and whose source is allowed."""
    for difference in differing:
        target = difference.activity.provider
        can_be_written = difference.field in PROPOSABLE_FIELDS & get_provider(target).writable_fields
        if can_be_written and can_be_source(_source(difference), target):
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
    before, after = difference.value or "", difference.expected
    change = RequestedChange(activity.provider, activity.provider_id, field, before, after)
    barrier = _barrier(connections.get(activity.provider), field)
    return Proposal(workout.id, change, _source(difference), barrier)


def _source(difference: Difference[ActivityT]) -> str:
    return difference.authority.provider if difference.authority else ATHLETE


def _barrier(connection: Connection | None, field: str) -> Barrier | None:
    if connection is None:
        return Barrier.NOT_CONNECTED
    if not connection.has_grant:
        return Barrier.RECONNECT
    if connection.known_registration is None:
        return Barrier.UNREGISTERED
    if connection.is_unavailable:
        return Barrier.UNAVAILABLE
    if connection.state == Connection.State.RECONNECT:
        return Barrier.RECONNECT
    if not connection.supports_writing(field):
        return Barrier.NOT_SUPPORTED
    return None if connection.can_write(field) else Barrier.NOT_GRANTED
