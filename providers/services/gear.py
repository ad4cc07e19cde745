"""What a platform calls the athlete's gear: learnt in one call, and piece by piece where it is retired."""

from collections.abc import Iterable

from django.db import transaction

from accounts.services.hold import hold_account
from activities.record import clean
from providers.contract import GearName
from providers.errors import Refused
from providers.models import Connection, Gear
from providers.services.ask import ask


def learn_gear(connection: Connection) -> None:
    """Learns what is in use: one call."""
    _keep(connection, ask(connection, lambda platform, registration, keys: platform.gear(registration, keys)))


def labels(connection: Connection, gear_ids: set[str]) -> dict[str, str]:
    """The gear's names; one call for each piece that was never heard of, as of retired gear."""
    unknown = gear_ids - set(Gear.objects.filter(connection=connection).values_list("gear_id", flat=True))
    for gear_id in sorted(unknown):
        _keep(connection, [_one(connection, gear_id)])
    return dict(Gear.objects.filter(connection=connection).values_list("gear_id", "label"))


def _one(connection: Connection, gear_id: str) -> GearName:
    """Gear that the platform does not know itself goes by its id, and is not asked for again."""
    try:
        return ask(connection, lambda platform, registration, keys: platform.gear_of(registration, keys, gear_id))
    except Refused:
        return GearName(gear_id, gear_id)


def _keep(connection: Connection, names: Iterable[GearName]) -> None:
    """Raises Connection.DoesNotExist when the athlete has disconnected meanwhile."""
    rows = [Gear(connection=connection, gear_id=one.id, label=clean(one.label) or one.id) for one in names]
    with transaction.atomic():
        hold_account()
        Connection.objects.get(pk=connection.pk)
        Gear.objects.bulk_create(
            {row.gear_id: row for row in rows}.values(),
            update_conflicts=True,
            unique_fields=["owner", "connection", "gear_id"],
            update_fields=["label"],
        )
