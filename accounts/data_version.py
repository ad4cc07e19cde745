"""Counts the writes to each account's data in the database, so that a page can tell whether it would look the same.

Triggers count: no write can forget it, whichever code makes it. On SQLite they keep one row for each account. On
PostgreSQL each writing statement inserts a row, because a row that every transaction of an account updated would make
them wait for each other; `merge_data_versions` adds the rows up from time to time. Only the insert of a row creates an
account's first count: when an account is deleted, what is deleted after its counts must not bring them back.
"""

from datetime import timedelta
from itertools import product
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections

from accounts.jobs.kinds import periodic_task
from accounts.models import DataVersion
from accounts.owned import Owned
from accounts.scope import crossing

NOT_COUNTED = {
    "accounts.AccountKey": "no page shows keys",
    "accounts.CpuUse": "the page that shows it is built anew for each request",
    "accounts.DataVersion": "it is the count itself",
    "accounts.Transmission": "the page that shows it is built anew for each request",
    "accounts.Usage": "it changes with the rows that it counts",
    "matching.CrowdedDay": "the workouts of a crowded day say so themselves",
    "matching.PendingMatch": "no page shows it",
    "jobs.Job": "its claims would count; a page asks whether there are jobs",
    "providers.OAuthState": "no page shows it",
    "providers.PlatformDeletion": "only the page of a connection shows it, which is built anew each time",
    "providers.SkippedActivity": "only the pages of connections and syncs show it, which are built anew each time",
    "tracekit_site.AccountImport": "only the pages of exports show it, which are built anew each time",
    "tracekit_site.Demo": "only the page of its progress shows it, which is built anew each time",
    "tracekit_site.Export": "only the pages of exports show it, which are built anew each time",
    "tracekit_site.ExportPart": "no page shows it",
    "tracekit_site.Reset": "only the danger zone shows it, which is built anew each time",
}
"""Writes to these owned models do not count, for these reasons."""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION count_data_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_dataversion (owner_id, count) SELECT DISTINCT owner_id, 1 FROM changed
    WHERE TG_OP = 'INSERT' OR EXISTS (SELECT FROM accounts_dataversion WHERE owner_id = changed.owner_id);
    RETURN NULL;
END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION count_data_version()
"""
_SQLITE_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
    INSERT INTO accounts_dataversion (owner_id, count) SELECT {rows}.owner_id, 0
    WHERE '{event}' = 'INSERT'
    AND NOT EXISTS (SELECT 1 FROM accounts_dataversion WHERE owner_id = {rows}.owner_id);
    UPDATE accounts_dataversion SET count = count + 1 WHERE owner_id = {rows}.owner_id;
END
"""
_MERGE = """
WITH merged AS (
    DELETE FROM accounts_dataversion WHERE owner_id IN (
        SELECT owner_id FROM accounts_dataversion GROUP BY owner_id HAVING count(*) > 1
    ) RETURNING owner_id, count
) INSERT INTO accounts_dataversion (owner_id, count) SELECT owner_id, sum(count) FROM merged GROUP BY owner_id
"""
_SQLITE = (_SQLITE_TRIGGER, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
_POSTGRESQL = (_POSTGRESQL_TRIGGER, "SELECT tgname FROM pg_trigger")
"""Both hold the statement that creates a trigger, and the query for the names of those that are there."""
_EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def counted_models() -> list[type[Owned]]:
    """Returns the owned models whose writes count: all that `NOT_COUNTED` does not name."""
    models = (model for model in apps.get_models() if issubclass(model, Owned))
    return [model for model in models if model._meta.label not in NOT_COUNTED]


def create_triggers(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Creates the triggers that are missing: after each migration, since SQLite loses them when it rebuilds a table."""
    database = connections[using]
    with database.cursor() as cursor:
        tables = set(database.introspection.table_names(cursor))
        if DataVersion._meta.db_table not in tables:
            return
        create, names = _SQLITE if database.vendor == "sqlite" else _POSTGRESQL
        cursor.execute(names)
        present = {name for (name,) in cursor.fetchall()}
        if database.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table, event in product((model._meta.db_table for model in counted_models()), _EVENTS):
            name = trigger_name(table, event)
            if table in tables and name not in present:
                cursor.execute(create.format(name=name, event=event, table=table, rows=_EVENTS[event]))


def trigger_name(table: str, event: str) -> str:
    """Returns the name of the trigger that counts the inserts, updates or deletes of a table."""
    return f"{table}_{event.lower()}_counts"


@periodic_task(timedelta(minutes=5))
@crossing()
def merge_data_versions() -> None:
    """Adds up the rows of each account, which leaves its version as it is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_MERGE)
