"""Names rows in an export by what stays the same when they move to another account, never by a primary key.

An activity is named `provider:provider_id`, a workout like the activity that leads it, a connection by its provider and
a source file by the SHA-256 of its bytes. Every other row that is referred to has a number: its place in its table.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.services.account_key import digests_for_owner
from activities.models import Activity, SourceFile, Upload
from matching.models import ActivityReference, Decision, TrimmedActivity, Workout, WorkoutName, WriteBack
from matching.services.references import PURPOSE, reference_text
from providers.models import Connection
from tracekit_site.account_export.tables import table_of

SEPARATOR = ":"
"""No provider's name has a colon."""

UNKNOWN = "unknown"
"""An activity that is not stored, and of which no id is kept, is named by this word and the digest of its reference."""

NATURAL_KEYS: dict[type[Model], tuple[str, ...]] = {
    Activity: ("provider", "provider_id"),
    Workout: ("leader__provider", "leader__provider_id"),
    Connection: ("provider",),
    SourceFile: ("sha256",),
    ActivityReference: ("activity__provider", "activity__provider_id", "digest"),
}
"""A reference to one of these models is written with the values of these columns."""

NUMBERED: tuple[type[Model], ...] = (Upload, Decision, WorkoutName, WriteBack)
"""The rows of these models are referred to by their number."""

Name = str | int | None


def activity_name(provider: str, provider_id: str) -> str:
    """Returns the name of an activity in an export."""
    return f"{provider}{SEPARATOR}{provider_id}"


def key_columns(model: type[Model]) -> tuple[str, ...]:
    """Returns the columns of the referred-to row that its name is made of."""
    return ("pk",) if model in NUMBERED else NATURAL_KEYS[model]


class RowNames:
    """Names the rows that exported rows refer to; reads the numbers of a table's rows when they are first needed."""

    def __init__(self) -> None:
        self._numbers: dict[type[Model], dict[UUID, int]] = {}

    def name(self, model: type[Model], values: Sequence[Any]) -> Name:
        """Returns the name of a row by the values of its key columns; None when there is no row."""
        if model is ActivityReference:
            return self._referenced_activity(*values)
        if values[0] is None:
            return None
        if model in NUMBERED:
            return self.numbers(model).get(values[0])
        return SEPARATOR.join(values)

    def numbers(self, model: type[Model]) -> dict[UUID, int]:
        """Returns the number of each exported row by its primary key, counted from 1."""
        if model not in self._numbers:
            self._numbers[model] = {pk: number for number, pk in enumerate(table_of(model).ids(), 1)}
        return self._numbers[model]

    @cached_property
    def _trimmed(self) -> dict[str, str]:
        """Returns the names of trimmed activities by the digests of their references."""
        rows = list(TrimmedActivity.objects.values_list("connection__provider", "provider_id"))
        digests = digests_for_owner((reference_text(*row) for row in rows), PURPOSE) if rows else []
        return dict(zip(digests, (activity_name(*row) for row in rows), strict=True))

    def _referenced_activity(self, provider: str | None, provider_id: str | None, digest: str | None) -> Name:
        if provider is not None and provider_id is not None:
            return activity_name(provider, provider_id)
        return None if digest is None else self._trimmed.get(digest, f"{UNKNOWN}{SEPARATOR}{digest}")


Row = dict[str, Any]
Finish = Callable[[Row], Row]


def _with_ordered_ends(row: Row) -> Row:
    """Orders the two activities of a decision by name: the database orders them by digests that no export keeps."""
    first, second = sorted((row["first"], row["second"]))
    return row | {"first": first, "second": second}


FINISH: dict[str, Finish] = {"decisions": _with_ordered_ends}
"""These tables change a row before it is written."""


def finish_rows(table: str, rows: Iterable[Row]) -> Iterable[Row]:
    """Returns the rows as they are written."""
    return map(FINISH[table], rows) if table in FINISH else rows
