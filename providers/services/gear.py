"""Fetches the names of the athlete's gear: gear in use with one call, and each retired piece with one."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import F

from accounts.services.lock_account import lock_account
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.record import ActivityRecord, clean_text
from activities.signals import activities_stored
from providers.contract import GearName
from providers.errors import RequestRefused, TemporaryFailure
from providers.models import Connection, Gear
from providers.services.call_provider import platform_for

FIRST_PART_SIZE, MAX_PART_SIZE = 10, 20
"""The first transaction labels so many activities, the others as many as fit into a short one."""


def fetch_gear(connection: Connection) -> None:
    """Stores the names of the gear in use: one call. Gear that only has its id as a name is asked for again.

    A platform that refuses to name gear changes nothing, because no name is worth the activities that come after it.
    """
    try:
        names = platform_for(connection).gear()
    except RequestRefused:
        return
    with transaction.atomic():
        _store(connection, names)
        without_name = Gear.objects.filter(connection=connection, label=F("gear_id"))
        activities = Activity.objects.filter(provider=connection.provider, gear_id__in=without_name.values("gear_id"))
        activities.update(gear_label=None)
        without_name.delete()


def gear_labels(connection: Connection) -> dict[str, str]:
    """Returns the known names of gear, by its id at the platform."""
    return dict(Gear.objects.filter(connection=connection).values_list("gear_id", "label"))


def unnamed_gear_id(connection: Connection) -> str | None:
    """Returns the id of a piece of gear in activities whose name was never fetched; None when there is none."""
    unlabelled = Activity.objects.filter(provider=connection.provider, gear_label=None).exclude(gear_id=None)
    return unlabelled.values_list("gear_id", flat=True).first()


def with_gear(connection: Connection, records: Iterable[ActivityRecord], *, has_gear: bool) -> list[ActivityRecord]:
    """Returns each record once, with the label of its gear where that is known.

    Records of a list that says nothing of gear get the gear that is stored.
    """
    unique = {record.provider_id: record for record in records}
    if not has_gear:
        stored = Activity.objects.filter(provider=connection.provider, provider_id__in=unique)
        for id, gear_id, label in stored.values_list("provider_id", "gear_id", "gear_label"):
            unique[id] = replace(unique[id], gear_id=gear_id, gear_label=label)
    labels = gear_labels(connection)
    return [
        replace(record, gear_label=labels.get(record.gear_id or "", record.gear_label)) for record in unique.values()
    ]


def fetch_gear_name(connection: Connection, gear_id: str, fence: Callable[[], None], *, is_last_try: bool) -> None:
    """Stores the name of one piece of gear, retired or not, and gives it to its activities: one call.

    Gear that the platform does not find gets its id as a name; so does gear whose last try fails, because no name is
    worth the activities that come after it. `fence` runs last in each transaction.
    """
    try:
        name = platform_for(connection).gear_name(gear_id)
    except RequestRefused:
        name = GearName(gear_id, gear_id)
    except TemporaryFailure as failure:
        if not is_last_try or failure.retry_after is not None:
            raise
        name = GearName(gear_id, gear_id)
    with transaction.atomic():
        _store(connection, [GearName(gear_id, name.label)])
        fence()
    _label_activities(connection, gear_id, fence)


def _label_activities(connection: Connection, gear_id: str, fence: Callable[[], None]) -> None:
    """Gives the activities with this gear its label, in short parts; a part that is lost is done by the next call."""
    label, size = gear_labels(connection)[gear_id], PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    activities = Activity.objects.filter(provider=connection.provider, gear_id=gear_id).exclude(gear_label=label)
    ids: list[int] | None = None
    while ids is None or ids:
        with size.transaction():
            ids = list(activities.order_by("pk").values_list("pk", flat=True)[: size.value])
            Activity.objects.filter(pk__in=ids).update(gear_label=label)
            activities_stored.send(sender=Activity, ids=ids)
            fence()


def _store(connection: Connection, names: Iterable[GearName]) -> None:
    """Stores names. Raises Connection.DoesNotExist when the athlete has disconnected meanwhile."""
    rows = [Gear(connection=connection, gear_id=name.id, label=clean_text(name.label) or name.id) for name in names]
    lock_account()
    Connection.objects.get(pk=connection.pk)
    Gear.objects.bulk_create(
        {row.gear_id: row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["owner", "connection", "gear_id"],
        update_fields=["label"],
    )
