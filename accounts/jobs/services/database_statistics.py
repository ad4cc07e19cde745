"""Updates the statistics by which the database plans its queries, where it does not do so by itself or in time."""

from datetime import timedelta

from django.db import connection

from accounts.jobs.kinds import periodic_task

ANALYSIS_LIMIT = 400
"""SQLite reads about this many rows of an index: enough for its plans, and a matter of milliseconds."""

_OUTDATED_TABLES = """
    SELECT quote_ident(relname) FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_mod_since_analyze > 200 AND n_mod_since_analyze > n_live_tup / 2
"""


@periodic_task(every=timedelta(minutes=10))
def optimize_sqlite() -> None:
    """Lets SQLite analyze the tables that have grown much since it last did; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ANALYSIS_LIMIT}")
            cursor.execute("PRAGMA optimize")


def analyze_grown_tables() -> None:
    """Lets PostgreSQL analyze the tables most of whose rows are newer than their statistics.

    It does so by itself, but only after a minute: until then a large import would be planned as if they were empty.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_OUTDATED_TABLES)
            for (table,) in cursor.fetchall():
                cursor.execute(f"ANALYZE {table}")
