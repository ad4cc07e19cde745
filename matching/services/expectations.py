"""Saves on which platforms a sport is expected: on each that ever held it, unless the athlete chooses otherwise."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import OuterRef, Subquery

from activities.models import Activity
from activities.sports import TRANSITION
from matching.models import Expectation
from providers.models import Connection

SportAtConnection = tuple[UUID, str]
"""This holds a connection's id and a sport."""


def add_expectations(activity_ids: Iterable[int]) -> None:
    """Creates an expectation when a connected platform holds a sport for the first time."""
    connection = Connection.objects.filter(provider=OuterRef("provider")).values("pk")[:1]
    activities = Activity.objects.filter(pk__in=list(activity_ids)).exclude(sport=TRANSITION)
    connected = activities.annotate(connection_id=Subquery(connection)).exclude(connection_id=None)
    pairs = connected.order_by().values_list("connection_id", "sport").distinct()
    rows = [Expectation(connection_id=connection_id, sport=sport) for connection_id, sport in sorted(pairs)]
    if rows:
        Expectation.objects.bulk_create(rows, ignore_conflicts=True)


def save_expectations(choices: Mapping[SportAtConnection, bool]) -> None:
    """Saves where the athlete expects a sport or not, for connections of the current owner."""
    rows = [
        Expectation(connection_id=connection, sport=sport, is_expected=is_expected, is_chosen=True)
        for (connection, sport), is_expected in choices.items()
    ]
    if not rows:
        return
    Expectation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "connection", "sport"],
        update_fields=["is_expected", "is_chosen"],
    )
