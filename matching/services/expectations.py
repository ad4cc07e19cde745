"""Where workouts of a sport are expected: wherever that sport has ever been, until the athlete says otherwise."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import OuterRef, Subquery

from activities.models import Activity
from activities.sports import TRANSITION
from matching.models import Expectation
from providers.models import Connection

Cell = tuple[UUID, str]
"""A connection's id and a sport."""


def add_expectations(ids: Iterable[int]) -> None:
    """Where a connected platform now holds a sport for the first time, its workouts are expected from now on."""
    home = Connection.objects.filter(provider=OuterRef("provider")).values("pk")[:1]
    held = Activity.objects.filter(pk__in=list(ids)).exclude(sport=TRANSITION).annotate(home=Subquery(home))
    pairs = held.exclude(home=None).order_by().values_list("home", "sport").distinct()
    rows = [Expectation(connection_id=connection, sport=sport) for connection, sport in sorted(pairs)]
    if rows:
        Expectation.objects.bulk_create(rows, ignore_conflicts=True)


def save_expectations(said: Mapping[Cell, bool]) -> None:
    """Keeps, for connections of the current owner, where the athlete says that a sport should be, or need not."""
    rows = [
        Expectation(connection_id=connection, sport=sport, is_expected=should_be, is_chosen=True)
        for (connection, sport), should_be in said.items()
    ]
    if not rows:
        return
    Expectation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "connection", "sport"],
        update_fields=["is_expected", "is_chosen"],
    )
