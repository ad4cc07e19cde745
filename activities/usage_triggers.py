"""Counts what each account stores, in the database itself, so that a page or an upload reads one row.

Triggers count: no write can forget it, whichever code makes it, and a deletion counts at once. They keep one row for
each account. It is no second lock: whoever changes these tables has locked the account before. Only an insert creates
the row: when an account is deleted, what is deleted after its usage must not bring it back.
"""

from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction

USAGE_TABLE = "accounts_usage"


class CountedTable(NamedTuple):
    """A counted table has rows that count as files or not; `stored_bytes` is an expression of the columns of a row."""

    name: str
    is_file: int = 0
    stored_bytes: str = "0"

    @property
    def triggers(self) -> list[str]:
        """Returns the names of its triggers, each with the event at the end."""
        events = ("insert", "delete", "update") if self.is_file else ("insert", "delete")
        return [f"{self.name}_usage_{event}" for event in events]


COUNTED_TABLES = (
    CountedTable("activities_activity"),
    CountedTable("activities_upload"),
    CountedTable("activities_sourcefile", 1, "CASE WHEN {row}content <> '' THEN {row}size ELSE 0 END"),
)
"""These tables are counted; a source file counts its bytes while they are stored."""

_ADD = """
    UPDATE accounts_usage SET files = files {sign} {is_file}, rows = rows {sign} 1,
        stored_bytes = stored_bytes {sign} {stored_bytes}
    WHERE owner_id = {row}owner_id;
"""
_REPLACE = """
    UPDATE accounts_usage SET stored_bytes = stored_bytes + {new_bytes} - {old_bytes} WHERE owner_id = NEW.owner_id;
"""
_SQLITE = {
    "insert": """
CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN
    INSERT INTO accounts_usage (owner_id, stored_bytes, files, rows) SELECT NEW.owner_id, 0, 0, 0
    WHERE NOT EXISTS (SELECT 1 FROM accounts_usage WHERE owner_id = NEW.owner_id);
    {add}
END""",
    "delete": "CREATE TRIGGER {name} AFTER DELETE ON {table} BEGIN {subtract} END",
    "update": "CREATE TRIGGER {name} AFTER UPDATE OF size, content ON {table} BEGIN {replace} END",
}
_SUMS = "owner_id, sum({stored_bytes}), count(*) * {is_file}, count(*)"
_POSTGRESQL = {
    "insert": """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_usage AS usage (owner_id, stored_bytes, files, rows)
    SELECT {sums} FROM changed GROUP BY owner_id
    ON CONFLICT (owner_id) DO UPDATE SET stored_bytes = usage.stored_bytes + EXCLUDED.stored_bytes,
        files = usage.files + EXCLUDED.files, rows = usage.rows + EXCLUDED.rows;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION {name}()""",
    "delete": """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_usage SET stored_bytes = accounts_usage.stored_bytes - gone.stored_bytes,
        files = accounts_usage.files - gone.files, rows = accounts_usage.rows - gone.rows
    FROM (SELECT {sums} FROM changed GROUP BY owner_id) AS gone (owner_id, stored_bytes, files, rows)
    WHERE accounts_usage.owner_id = gone.owner_id;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION {name}()""",
    "update": """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {replace}
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW
WHEN ((OLD.size, OLD.content) IS DISTINCT FROM (NEW.size, NEW.content)) EXECUTE FUNCTION {name}()""",
}
_RECOUNT = """
INSERT INTO accounts_usage (owner_id, stored_bytes, files, rows)
SELECT owner_id, sum(stored_bytes), sum(files), sum(counted) FROM ({sums}) AS summed GROUP BY owner_id
"""
_TRIGGER_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger",
}


def create_usage_triggers(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Creates the triggers that are missing, after each migration, and then counts anew what is stored.

    SQLite loses triggers when it rebuilds a table. Nobody can write in the meantime.
    """
    database = connections[using]
    with transaction.atomic(using), database.cursor() as cursor:
        tables = set(database.introspection.table_names(cursor))
        if not {USAGE_TABLE, *(table.name for table in COUNTED_TABLES)} <= tables:
            return
        cursor.execute(_TRIGGER_NAMES[database.vendor])
        present = {name for (name,) in cursor.fetchall()}
        missing = [(table, name) for table in COUNTED_TABLES for name in table.triggers if name not in present]
        for table, name in missing:
            cursor.execute(_statement(database.vendor, table, name))
        if missing:
            cursor.execute(f"DELETE FROM {USAGE_TABLE}")  # noqa: S608 - a name of ours
            cursor.execute(_RECOUNT.format(sums=" UNION ALL ".join(map(_select_sums, COUNTED_TABLES))))


def _statement(vendor: str, table: CountedTable, name: str) -> str:
    """Returns the statement that creates a trigger, and on PostgreSQL the function that it calls."""
    new_bytes, old_bytes = (table.stored_bytes.format(row=row) for row in ("NEW.", "OLD."))
    event = name.rpartition("_")[2]
    return (_SQLITE if vendor == "sqlite" else _POSTGRESQL)[event].format(
        name=name,
        table=table.name,
        add=_ADD.format(sign="+", row="NEW.", is_file=table.is_file, stored_bytes=new_bytes),
        subtract=_ADD.format(sign="-", row="OLD.", is_file=table.is_file, stored_bytes=old_bytes),
        replace=_REPLACE.format(new_bytes=new_bytes, old_bytes=old_bytes),
        sums=_SUMS.format(stored_bytes=table.stored_bytes.format(row=""), is_file=table.is_file),
    )


def _select_sums(table: CountedTable) -> str:
    stored_bytes = table.stored_bytes.format(row="")
    return (
        f"SELECT owner_id, sum({stored_bytes}) AS stored_bytes, count(*) * {table.is_file} AS files, "  # noqa: S608
        f"count(*) AS counted FROM {table.name} GROUP BY owner_id"
    )
