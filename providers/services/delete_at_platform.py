"""Deletes here what was deleted at a platform."""

from collections.abc import Callable, Iterable

from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.services.delete import MAX_PART_SIZE, PART_SIZE, delete_activities
from providers.models import Connection


def delete_here(connection: Connection, provider_ids: Iterable[str], fence: Callable[[], None]) -> None:
    """Deletes the activities with these ids, in short parts; `fence` runs last in each transaction."""
    ids = list(provider_ids)
    activities = Activity.objects.filter(
        provider=connection.provider, origin=Activity.Origin.API, provider_id__in=ids
    ).order_by("pk")
    size, has_more = PartSize(PART_SIZE, MAX_PART_SIZE), bool(ids)
    while has_more:
        with size.transaction():
            part = list(activities[: size.value])
            delete_activities(part)
            fence()
        has_more = len(part) == size.value
