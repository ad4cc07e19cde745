"""Reads the rows of an exported table as JSON values."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import ForeignKey, Model

from tracekit_site.account_export.references import Row, RowNames, finish_rows, key_columns
from tracekit_site.account_export.tables import ExportedTable

BATCH_SIZE = 500
"""One query reads this many rows, and no more are in memory at once."""


def export_rows(table: ExportedTable, names: RowNames) -> Iterator[list[Row]]:
    """Yields the rows of a table in batches: every column that it declares, after `number`, the row's place.

    Instants are in UTC and ISO 8601, other values as JSON has them.
    """
    ids = table.ids()
    for start in range(0, len(ids), BATCH_SIZE):
        batch = ids[start : start + BATCH_SIZE]
        by_id = {row.pop("pk"): row for row in _read(table, batch, names)}
        numbered = [{"number": number} | by_id[pk] for number, pk in enumerate(batch, start + 1) if pk in by_id]
        yield list(finish_rows(table.name, numbered))


def _read(table: ExportedTable, ids: list[Any], names: RowNames) -> Iterator[Row]:
    """Yields the rows with these primary keys in any order: one query."""
    fields = [table.model._meta.get_field(column) for column in table.export.columns]
    paths = {
        field.name: [f"{field.name}__{key}" for key in key_columns(_target(field))]
        if isinstance(field, ForeignKey)
        else [field.name]
        for field in fields
    }
    columns = dict.fromkeys(path for of_field in paths.values() for path in of_field)
    for values in table.rows().filter(pk__in=ids).values("pk", *columns):
        row = {"pk": values["pk"]}
        for field in fields:
            of_field = [values[path] for path in paths[field.name]]
            is_reference = isinstance(field, ForeignKey)
            row[field.name] = names.name(_target(field), of_field) if is_reference else _plain(of_field[0])
        yield row


def _target(field: Any) -> type[Model]:
    """Returns the model that a foreign key refers to."""
    model: type[Model] = field.related_model
    return model


def _plain(value: Any) -> Any:
    """Returns a value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
