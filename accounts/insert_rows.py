"""Inserts many rows of the current owner as plain values, where building model instances would take longest.

The statement names the current owner itself, so no row can become another's. Neither `save` nor signals take part.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.owned import Owned
from accounts.scope import current_owner_id

MAX_PARAMETERS = 900
"""A statement has at most this many parameters: older builds of SQLite allow 999."""

TO_SQLITE: dict[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: str(value.astimezone(UTC).replace(tzinfo=None)),
    date: lambda value: value.isoformat(),
}
"""Values of these types are stored in SQLite as text, as Django does; other values are what the drivers expect."""


def insert_rows(
    model: type[Owned], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], *, unique: tuple[str, ...] = ()
) -> list[Any]:
    """Inserts rows, given by the values of these columns (attribute names), and returns their primary keys in order.

    With `unique`, a row that agrees in these columns with one that the owner has replaces its values.
    """
    values = [(current_owner_id(), *row) for row in rows]
    batch_size = MAX_PARAMETERS // (len(columns) + 1)
    ids: list[Any] = []
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(values), batch_size):
            batch = values[start : start + batch_size]
            parameters = [value for row in batch for value in row]
            if connection.vendor == "sqlite":
                parameters = [TO_SQLITE.get(type(value), _unchanged)(value) for value in parameters]
            cursor.execute(_statement(model, columns, len(batch), unique), parameters)
            ids += [model._meta.pk.to_python(row[0]) for row in cursor.fetchall()]
    return ids


def _unchanged(value: Any) -> Any:
    return value


@cache
def _statement(model: type[Owned], columns: tuple[str, ...], count: int, unique: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    column_of = {field.attname: quote(str(field.column)) for field in model._meta.concrete_fields}
    names = [column_of[name] for name in ("owner_id", *columns)]
    row = f"({', '.join(['%s'] * len(names))})"
    table, rows = quote(model._meta.db_table), ", ".join([row] * count)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES {rows}"  # noqa: S608 - names of our own models
    if unique:
        keys = [column_of[name] for name in ("owner_id", *unique)]
        updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in keys)
        statement += f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"
    return f"{statement} RETURNING {column_of[model._meta.pk.attname]}"
