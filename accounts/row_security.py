"""Isolates owners in PostgreSQL as well: row security on every owned table, below the managers of `owned.py`.

It is a net under forgotten filters. Each statement of ours is preceded by whose rows it may see, in the same message
and for its own transaction only, so it costs no round trip, needs no session, and works through a pooler that gives
each transaction another session. Without that a table looks empty, also to its own role; only a superuser or a role
with BYPASSRLS sees everything.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.owned import Owned
from accounts.scope import ALL_ACCOUNTS, crossing, visible_owner

SETTING = "tracekit.visible_owner"
POLICY = "visible_owner"

_NOBODY = UUID(int=0)
_VISIBLE_OWNER = f"""
    (SELECT NULLIF(COALESCE(NULLIF(current_setting('{SETTING}', true), ''), '{_NOBODY}'), '{ALL_ACCOUNTS}')::uuid)
"""
"""It is computed once for a statement, not for every row: NULL stands for everybody, and no account has nobody's id."""

_IS_VISIBLE = f"NULLIF(owner_id = COALESCE({_VISIBLE_OWNER}, owner_id), false) IS NOT UNKNOWN"
"""In this form PostgreSQL expects nearly every row to be visible, as it is: our own filter has chosen them before.

Planning with `owner_id = …` as well, it would multiply both, and expect a thousandth of an account's rows.
"""

_SECURE_TABLE = f"""
    ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {{table}} FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS {POLICY} ON {{table}};
    CREATE POLICY {POLICY} ON {{table}} USING ({_IS_VISIBLE})
"""
SECURED_TABLES = f"""
    SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
    WHERE relnamespace = current_schema()::regnamespace AND polname = '{POLICY}'
    AND relrowsecurity AND relforcerowsecurity
"""  # noqa: S608 - a name of ours
_ROW_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(", "EXPLAIN")
"""These words begin the statements that read or write rows; others, such as savepoints, must stand alone."""


def owned_tables() -> list[str]:
    """Returns the tables whose rows belong to an account."""
    return [model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)]


def secure_tables(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Enables row security on every owned table where it is missing: after each migration."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        present = set(database.introspection.table_names(cursor))
        cursor.execute(SECURED_TABLES)
        secured = {name for (name,) in cursor.fetchall()}
        for table in sorted(present.intersection(owned_tables()) - secured):
            cursor.execute(_SECURE_TABLE.format(table=table))


def follow_scope(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Lets a new connection tell PostgreSQL with every statement whose rows it may see."""
    if connection.vendor == "postgresql" and _execute_in_scope not in connection.execute_wrappers:
        connection.execute_wrappers.append(_execute_in_scope)


def _execute_in_scope(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    owner = visible_owner()
    is_of_rows = sql.lstrip()[:7].upper().startswith(_ROW_STATEMENTS)
    if not is_of_rows or not (owner or context["connection"].in_atomic_block):
        return execute(sql, params, many, context)
    result = execute(f"SET LOCAL {SETTING} = '{owner}'; {sql}", params, many, context)
    context["cursor"].cursor.nextset()
    return result


@contextmanager
def all_rows_visible(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Shows the whole session the rows of all accounts, in statements that are not ours as well.

    Migrations need it: they would change no row otherwise, and the database would check new keys on no row, silently.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with crossing(), connection.cursor() as cursor:
        cursor.execute(f"SET {SETTING} = '{ALL_ACCOUNTS}'")
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute(f"RESET {SETTING}")
