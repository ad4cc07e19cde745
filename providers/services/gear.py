"""What a platform calls the athlete's gear: learnt in one call, and piece by piece where it is retired."""

from collections.abc import Callable, Iterable

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.record import clean
from activities.signals import activities_stored
from providers.contract import GearName
from providers.errors import RequestRefused
from providers.models import Connection, Gear
from providers.services.call_provider import platform_for


def fetch_gear(connection: Connection) -> None:
    """Learns what is in use: one call."""
    names = platform_for(connection).gear()
    with transaction.atomic():
        _keep(connection, names)


def gear_labels(connection: Connection) -> dict[str, str]:
    """The names of the gear that is known, by its id there."""
    return dict(Gear.objects.filter(connection=connection).values_list("gear_id", "label"))


def unnamed_gear_id(connection: Connection) -> str | None:
    """The id of some gear that activities have and whose name was never asked for."""
    own = Activity.objects.filter(provider=connection.provider, gear_label=None).exclude(gear_id=None)
    return own.values_list("gear_id", flat=True).first()


def fetch_gear_name(connection: Connection, gear_id: str, fence: Callable[[], None]) -> None:
    """Learns the name of one piece, retired or not, and gives it to the activities that have it: one call.

    Gear that the platform does not know itself goes by its id, and is not asked for again.  `fence` comes last in the
    transaction.
    """
    try:
        name = platform_for(connection).gear_name(gear_id)
    except RequestRefused:
        name = GearName(gear_id, gear_id)
    with transaction.atomic():
        _keep(connection, [GearName(gear_id, name.label)])
        own = Activity.objects.filter(provider=connection.provider, gear_id=gear_id)
        own.update(gear_label=gear_labels(connection)[gear_id])
        activities_stored.send(sender=Activity, ids=list(own.values_list("pk", flat=True)))
        fence()


def _keep(connection: Connection, names: Iterable[GearName]) -> None:
    """Raises Connection.DoesNotExist when the athlete has disconnected meanwhile."""
    rows = [Gear(connection=connection, gear_id=one.id, label=clean(one.label) or one.id) for one in names]
    lock_account()
    Connection.objects.get(pk=connection.pk)
    Gear.objects.bulk_create(
        {row.gear_id: row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["owner", "connection", "gear_id"],
        update_fields=["label"],
    )
