"""Deletes what PostgreSQL's planner knows of deleted values: an analysis does, but for empty tables."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

MAX_WAIT = "2s"
"""A statement that waits for longer gives up, because everybody else waits behind it for the table."""

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION delete_old_statistics(table_name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {{schema}}, pg_temp SET lock_timeout = '{MAX_WAIT}' AS $$
DECLARE
    analyzed regclass := (
        SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relname = table_name AND relkind = 'r'
    );
    columns text := (
        SELECT string_agg(format('ALTER COLUMN %I TYPE %s', attname, format_type(atttypid, atttypmod)), ', ')
        FROM pg_attribute WHERE attrelid = analyzed AND attnum > 0 AND NOT attisdropped
    );
    -- PostgreSQL refuses to alter columns on which triggers or policies depend.
    triggers text[] := ARRAY(
        SELECT format('DROP TRIGGER %I ON %s', tgname, analyzed) FROM pg_trigger
        WHERE tgrelid = analyzed AND NOT tgisinternal
    );
    triggers_again text[] := ARRAY(
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = analyzed AND NOT tgisinternal
    );
    policies text[] := ARRAY(
        SELECT format('DROP POLICY %I ON %s', polname, analyzed) FROM pg_policy WHERE polrelid = analyzed
    );
    policies_again text[] := ARRAY(
        SELECT format('CREATE POLICY %I ON %s USING (%s)', polname, analyzed, pg_get_expr(polqual, polrelid))
        FROM pg_policy WHERE polrelid = analyzed
    );
    change text;
BEGIN
    EXECUTE format('ANALYZE %s', analyzed);
    IF (SELECT reltuples FROM pg_class WHERE oid = analyzed) > 0 THEN RETURN; END IF;
    FOREACH change IN ARRAY
        triggers || policies || format('ALTER TABLE %s %s', analyzed, columns) || policies_again || triggers_again
    LOOP EXECUTE change; END LOOP;
END $$
"""  # noqa: S608 - no input in it
"""It has the rights of the role that migrates, which owns the tables, and changes them as one transaction.

In an empty table every column gets the type that it has, which deletes its statistics, and those of indexes on it.
"""


def create_statistics_function(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Creates the function that deletes statistics: after each migration."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            cursor.execute(_FUNCTION.format(schema=cursor.fetchone()[0]))


def delete_old_statistics(tables: Sequence[str]) -> None:
    """Lets PostgreSQL learn anew which values these tables hold, one table after the other.

    Raises OperationalError while others use an empty table.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT delete_old_statistics(%s)", [table])
