"""Reads the rows of accounts in one query, to compare them before and after a request."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Account, Erasure
from accounts.scope import crossing
from tests.accounts.sentinels import models_of_an_account

WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


def rows_of(accounts: Iterable[Account]) -> dict[str, str]:
    """Returns the text of all rows of these accounts, and of the accounts themselves, by the name of the table."""
    ids = [account.pk for account in accounts]
    if not ids:
        return {}
    with crossing(), connection.cursor() as cursor:
        cursor.execute(_statement(len(ids)), _parameters(ids))
        return {table: text or "" for table, text in cursor.fetchall()}


@cache
def _statement(count: int) -> str:
    """Returns a statement with a row for each table, which ends with the text of its rows."""
    text = _sqlite_text if connection.vendor == "sqlite" else _postgresql_text
    places = ", ".join(["%s"] * count)
    return " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', ({text(model, f'{_owner_column(model)} IN ({places})')})"
        for model in _models()
    )


def _parameters(ids: list[UUID]) -> list[Any]:
    values = ids if connection.features.has_native_uuid_field else [id_.hex for id_ in ids]
    return [value for _ in _models() for value in values]


def _models() -> list[Any]:
    return [Account, Erasure, *models_of_an_account()]


def _owner_column(model: Any) -> str:
    columns = [field.column for field in model._meta.concrete_fields if field.related_model is Account]
    return {Account: "id", Erasure: "account_id"}.get(model) or str(columns[0])


def _postgresql_text(model: Any, condition: str) -> str:
    row = f'SELECT t::text AS line FROM "{model._meta.db_table}" t WHERE {condition}'
    return f"SELECT string_agg(line, E'\\n' ORDER BY line) FROM ({row}) lines"


def _sqlite_text(model: Any, condition: str) -> str:
    columns = " || '|' || ".join(f'quote("{field.column}")' for field in model._meta.concrete_fields)
    row = f'SELECT {columns} AS line FROM "{model._meta.db_table}" WHERE {condition} ORDER BY 1'
    return f"SELECT group_concat(line, char(10)) FROM ({row})"


@contextmanager
def noting_writes() -> Iterator[Callable[[], bool]]:
    """Yields a function that returns whether the block has sent a statement that writes rows."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if WRITES.search(sql):
            statements.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield lambda: bool(statements)
