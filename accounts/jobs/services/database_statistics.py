"""Updates the statistics by which the database plans its queries, where it does not do so by itself or in time."""

from datetime import timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.jobs.kinds import periodic_task

ANALYSIS_LIMIT = 400
"""SQLite reads about this many rows of an index: enough for its plans, and a matter of milliseconds."""

ALL_TABLES = 0x10002
"""This value is the flags by which SQLite also analyzes tables that this connection has not read."""

_ANALYZE_FUNCTION = """
CREATE OR REPLACE FUNCTION analyze_grown_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE grown regclass;
BEGIN
    FOR grown IN SELECT relid FROM pg_stat_user_tables
        WHERE n_mod_since_analyze > 200 AND n_mod_since_analyze > n_live_tup / 2
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = relid), 'USAGE')
    LOOP EXECUTE format('ANALYZE %s', grown); END LOOP;
END $$
"""
"""It has the rights of the role that migrates, which owns the tables: no other role can analyze them.

With temporary tables last in its path, whoever calls it cannot put one in the place of a catalog.
"""


@periodic_task(every=timedelta(minutes=10))
def optimize_sqlite() -> None:
    """Lets SQLite analyze the tables that have grown much since it last did; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSIS_LIMIT}")
            cursor.execute(f"PRAGMA optimize = {ALL_TABLES}")


def analyze_grown_tables() -> None:
    """Lets PostgreSQL analyze the tables most of whose rows are newer than their statistics.

    It does so by itself, but only after a minute: until then a large import would be planned as if they were empty.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT analyze_grown_tables()")


def adapt_planner(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Lets a new connection to PostgreSQL plan for our queries.

    Compiling a plan takes longer than any of them. Reading single rows costs little on today's disks: by its default,
    PostgreSQL would read whole tables instead of the thousand rows of a year.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off; SET random_page_cost = 1.1")


def create_analyze_function(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Creates the function that analyzes tables: after each migration."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(_ANALYZE_FUNCTION)
