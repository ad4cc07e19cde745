"""Reads and compares whole databases, with plain SQL across accounts, and none of the product's models."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from accounts.row_security import SETTING
from accounts.scope import ALL_ACCOUNTS
from tests.upgrade.renames import (
    ADDED_COLUMNS,
    ADDED_TABLES,
    FILLED_TABLES,
    FRAMEWORK_TABLES,
    new_column,
    new_table,
    new_value,
)
from tests.upgrade.tables import Row, Tables
from tests.waiting import TIMEOUT_S

ForeignKey = tuple[str, str, frozenset[tuple[str, str]]]
"""Holds a table, the one it refers to, and the pairs of columns that must be equal."""


@dataclass(frozen=True)
class Database:
    """A database is an SQLite file or a PostgreSQL database, known by its DATABASE_URL."""

    url: str

    @property
    def is_sqlite(self) -> bool:
        """Returns whether the database is an SQLite file."""
        return self.url.startswith("sqlite:")

    def load(self, text: str) -> None:
        """Runs the statements of a dump on the empty database."""
        if self.is_sqlite:
            with closing(sqlite3.connect(self._path)) as connection:
                connection.executescript(text)
        else:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(text)

    def rows(self, query: str) -> list[Row]:
        """Returns the rows that a query selects."""
        if self.is_sqlite:
            with closing(sqlite3.connect(self._path, timeout=TIMEOUT_S)) as connection:
                return list(_read_rows(connection.execute(query)))
        with psycopg.connect(self.url, options=f"-c {SETTING}={ALL_ACCOUNTS}") as connection:
            return list(_read_rows(connection.execute(query)))

    def tables(self) -> Tables:
        """Returns every row of every table."""
        names = self.rows(SQLITE_TABLES if self.is_sqlite else POSTGRESQL_TABLES)
        return {str(row["name"]): self.rows(f'SELECT * FROM "{row["name"]}"') for row in names}

    def foreign_keys(self) -> set[ForeignKey]:
        """Returns every foreign key, composite ones too."""
        keys: dict[tuple[object, object], list[Row]] = {}
        for row in self.rows(SQLITE_FOREIGN_KEYS if self.is_sqlite else POSTGRESQL_FOREIGN_KEYS):
            keys.setdefault((row["of"], row["number"]), []).append(row)
        return {_foreign_key(rows) for rows in keys.values()}

    @property
    def _path(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))


SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
POSTGRESQL_TABLES = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
SQLITE_FOREIGN_KEYS = """
    SELECT tables.name AS "of", keys.id AS number, keys."table" AS referred, keys."from" AS source, keys."to" AS target
    FROM sqlite_master AS tables JOIN pragma_foreign_key_list(tables.name) AS keys WHERE tables.type = 'table'
"""
POSTGRESQL_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text AS "of", con.oid::text AS number, confrelid::regclass::text AS referred,
        source.attname AS source, target.attname AS target
    FROM pg_constraint AS con, unnest(conkey, confkey) AS pairs(source_number, target_number)
    JOIN pg_attribute AS source ON true JOIN pg_attribute AS target ON true
    WHERE contype = 'f' AND source.attrelid = conrelid AND source.attnum = source_number
        AND target.attrelid = confrelid AND target.attnum = target_number
"""


def apply_renames(tables: Tables) -> Tables:
    """Returns what the upgrade must make of the tables of a dump: the same, under the names in `renames`."""
    return {new_table(table): [_rename_row(table, row, tables) for row in rows] for table, rows in tables.items()}


def rename_foreign_key(key: ForeignKey) -> ForeignKey:
    """Returns a foreign key of 127d88c under the names of today."""
    table, referred, pairs = key
    renamed = ((new_column(table, source), new_column(referred, target)) for source, target in pairs)
    return new_table(table), new_table(referred), frozenset(renamed)


def find_faults(expected: Tables, actual: Tables) -> list[str]:
    """Returns a line for every table that is missing or unknown, and for every row that is lost or unexpected."""
    tables = [f"table {table} is missing" for table in expected.keys() - actual.keys()]
    tables += [f"table {table} is not listed as new" for table in actual.keys() - expected.keys() - ADDED_TABLES]
    tables += [f"table {table} is new and not empty" for table in ADDED_TABLES - FILLED_TABLES if actual.get(table)]
    rows = (_find_faults_of_table(table, expected[table], actual[table]) for table in expected.keys() & actual.keys())
    return sorted([*tables, *(line for lines in rows for line in lines)])


def _find_faults_of_table(table: str, expected: list[Row], actual: list[Row]) -> Iterator[str]:
    before, after = _count_rows(expected), _count_rows(actual)
    yield from (f"{table} lost {row}" for row in before - after)
    if table not in FRAMEWORK_TABLES:
        yield from (f"{table} did not have {row}" for row in after - before)


def _rename_row(table: str, row: Row, tables: Tables) -> Row:
    renamed = {new_column(table, column): new_value(table, column, value) for column, value in row.items()}
    added = {column: value for (new, column), value in ADDED_COLUMNS.items() if new == new_table(table)}
    return renamed | {column: value(row, tables) if callable(value) else value for column, value in added.items()}


def _count_rows(rows: Iterable[Row]) -> "Counter[str]":
    return Counter(repr(sorted(row.items())) for row in rows)


def _read_rows(cursor: "sqlite3.Cursor | psycopg.Cursor[tuple[object, ...]]") -> Iterator[Row]:
    """Yields each row with values that compare equal before and after, whatever the driver made of them."""
    columns = [column[0] for column in cursor.description or ()]
    for values in cursor:
        yield {column: _normalize(value) for column, value in zip(columns, values, strict=True)}


def _normalize(value: object) -> object:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def _foreign_key(rows: list[Row]) -> ForeignKey:
    pairs = frozenset((str(row["source"]), str(row["target"])) for row in rows)
    return str(rows[0]["of"]), str(rows[0]["referred"]), pairs
