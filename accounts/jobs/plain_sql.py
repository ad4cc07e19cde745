"""Executes plain SQL on both databases, across accounts."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.scope import crossing

NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    # SQLite's clock drops microseconds: without another millisecond a job would not be due in the one of its creation.
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', '+0.001 seconds')",
}
"""Maps each database to the present moment of its clock."""


def execute(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Executes a statement as a transaction of its own, or inside the open one so that an error undoes it alone."""
    atomic = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with crossing(), atomic, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def to_database(value: UUID) -> UUID | str:
    """Returns the value as the database stores it."""
    return value if connection.features.has_native_uuid_field else value.hex
