"""Proposals: the differences that a platform can be asked to end, and what stands in the way of a button."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from activities.provider_labels import ProviderLabel, provider_label
from matching.engine.difference import Difference
from matching.web.pages.link import link_to
from matching.web.pages.links import Link
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails
from providers.models import Connection
from providers.registry import get_provider

DO = {"name": "Rename"}
LABELS = {"name": "Name"}
"""What a field that can be written is called, and what writing it is."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why there is no button, and the way out; None where there is nothing to do."""

    why: str
    way_out: Link | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A write that would end a difference: `before` is what the activity says, `after` what leads.

    Without a connection, or with a barrier, it stands there and cannot be clicked.
    """

    workout_id: UUID
    place: ProviderLabel
    provider_id: str
    field: str
    before: str
    after: str
    connection: Connection | None
    barrier: Barrier | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Which field of which activity."""
        return self.place.provider, self.provider_id, self.field

    @property
    def do(self) -> str:
        """`Rename on Strava`."""
        return f"{DO[self.field]} {self.place.there}"


def proposed(shown: WorkoutDetails) -> Iterator[Difference[WorkoutActivity]]:
    """The differences that can be written where they are, and whose other side may lead: no query."""
    for found in shown.differences:
        can_write = found.field in get_provider(found.activity.provider).writable_fields and found.field in DO
        if can_write and not get_provider(found.authority.provider).is_sink:
            yield found


def proposals(shown: WorkoutDetails, connections: Mapping[str, Connection]) -> list[Proposal]:
    """The proposals of a workout; `connections` are the account's by provider."""
    return [_proposal(shown, found, connections.get(found.activity.provider)) for found in proposed(shown)]


def connections_of(workouts: Iterable[WorkoutDetails]) -> dict[str, Connection]:
    """The account's connections by provider: one query, and none for workouts that are known from files alone."""
    platforms = {one.provider for shown in workouts for one in shown.activities if get_provider(one.provider).can_list}
    return {one.provider: one for one in Connection.objects.filter(provider__in=platforms)} if platforms else {}


def _proposal(shown: WorkoutDetails, found: Difference[WorkoutActivity], connection: Connection | None) -> Proposal:
    place = provider_label(found.activity.provider)
    barrier = _barrier(connection, place, found.field)
    return Proposal(
        shown.id,
        place,
        found.activity.provider_id,
        found.field,
        found.value,
        found.expected,
        connection,
        barrier,
    )


def _barrier(connection: Connection | None, place: ProviderLabel, field: str) -> Barrier | None:
    if connection is None:
        return Barrier(f"{place.label} is not connected.", way_to(place))
    if link_to(connection, "") is None:
        return Barrier(f"This install does not know {place.label} any more.")
    if connection.state == Connection.State.UNAVAILABLE:
        return Barrier(f"{place.label} has switched this tracekit’s access off. The operator knows.")
    if connection.state == Connection.State.RECONNECT:
        return Barrier(f"{place.label} needs reconnecting.", way_to(place))
    if not connection.can_write(field):
        return Barrier(
            f"tracekit may read {place.label} and not {DO[field].lower()} there. Reconnect to allow it.", way_to(place)
        )
    return None


def way_to(place: ProviderLabel) -> Link:
    """To where a platform is connected anew."""
    return Link(f"/connections/new/{place.provider}/", f"Reconnect {place.label}")
