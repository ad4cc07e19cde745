"""Opens the one SQLite file, which many threads share."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS athletes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, first TEXT, last TEXT, made_at REAL);
CREATE TABLE IF NOT EXISTS gear (
    number INTEGER PRIMARY KEY AUTOINCREMENT, athlete TEXT, kind TEXT, brand TEXT, model TEXT, nickname TEXT,
    retired INTEGER, is_primary INTEGER, distance_m REAL);
CREATE TABLE IF NOT EXISTS activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, athlete TEXT, start INTEGER, only_me INTEGER, outing TEXT);
CREATE TABLE IF NOT EXISTS renames (
    id INTEGER PRIMARY KEY, activity INTEGER, name_before TEXT, name_after TEXT, at REAL, by TEXT);
CREATE TABLE IF NOT EXISTS kept (
    id INTEGER PRIMARY KEY, athlete TEXT, activity INTEGER, kind TEXT, outing TEXT, note TEXT);
CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, athlete TEXT, scopes TEXT, made_at REAL, is_used INTEGER);
CREATE TABLE IF NOT EXISTS grants (id INTEGER PRIMARY KEY, athlete TEXT, scopes TEXT, made_at REAL);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, grant_id INTEGER, kind TEXT, expires_at REAL, is_alive INTEGER);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY, athlete TEXT, fault TEXT, calls TEXT, times INTEGER, seconds REAL, activity INTEGER);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, athlete TEXT, at REAL, method TEXT, target TEXT, status INTEGER, nature TEXT, fault TEXT,
    request TEXT, answer TEXT);
CREATE TABLE IF NOT EXISTS ridewithgps_users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, athlete TEXT UNIQUE, joined_at REAL);
CREATE TABLE IF NOT EXISTS ridewithgps_gear (id INTEGER PRIMARY KEY AUTOINCREMENT, athlete TEXT, gear TEXT);
CREATE TABLE IF NOT EXISTS trips (
    id INTEGER PRIMARY KEY AUTOINCREMENT, athlete TEXT, start INTEGER, outing TEXT, created_at REAL, updated_at REAL,
    deleted_at REAL);
CREATE TABLE IF NOT EXISTS subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, callback_url TEXT, made_at REAL);
CREATE TABLE IF NOT EXISTS counts (athlete TEXT, nature TEXT, count INTEGER, PRIMARY KEY (athlete, nature));
CREATE INDEX IF NOT EXISTS newest_first ON activities (athlete, start DESC, id DESC);
CREATE INDEX IF NOT EXISTS gear_of ON gear (athlete);
CREATE INDEX IF NOT EXISTS kept_of ON kept (athlete);
CREATE INDEX IF NOT EXISTS renames_of ON renames (activity);
CREATE INDEX IF NOT EXISTS tokens_of ON tokens (grant_id);
CREATE INDEX IF NOT EXISTS grants_of ON grants (athlete);
CREATE INDEX IF NOT EXISTS faults_of ON faults (athlete);
CREATE INDEX IF NOT EXISTS calls_of ON calls (athlete, id);
CREATE INDEX IF NOT EXISTS trips_last_updated_first ON trips (athlete, updated_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS trips_newest_first ON trips (athlete, start DESC, id DESC);
CREATE INDEX IF NOT EXISTS ridewithgps_gear_of ON ridewithgps_gear (athlete);
"""
"""Databases of earlier versions must still open, so the names of tables and columns stay."""
ADDED_COLUMNS = (
    ("codes", "platform", "TEXT NOT NULL DEFAULT 'strava'"),
    ("codes", "redirect_uri", "TEXT NOT NULL DEFAULT ''"),
    ("grants", "platform", "TEXT NOT NULL DEFAULT 'strava'"),
    ("calls", "platform", "TEXT NOT NULL DEFAULT 'strava'"),
    ("faults", "platform", "TEXT NOT NULL DEFAULT ''"),
)
"""Databases of earlier versions lack these columns: table, column, and its type."""
FIRST_IDS = {
    "athletes": 41_350_627,
    "gear": 17_402_938,
    "activities": 15_204_739_518,
    "subscriptions": 312_540,
    "ridewithgps_users": 3_052_055,
    "ridewithgps_gear": 2_724_931,
    "trips": 284_579_244,
}
"""Ids start here, as long as the platform's own; none is given twice, nor to an activity and a trip."""


class SqliteFile:
    """Holds one connection, which threads use in turn.  Blocks of `transaction` may be nested."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(folder / "sandbox.sqlite3", check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {SCHEMA}")
        with self.transaction():
            self._add_missing_columns()
            for table, first_id in FIRST_IDS.items():
                if not self.fetch_one("SELECT 1 FROM sqlite_sequence WHERE name = ?", table):
                    self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, first_id)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits all of the block or nothing; other threads wait."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def execute(self, statement: str, *values: Any) -> int:
        """Runs a statement; returns the id of the row that it inserted."""
        with self._lock:
            return self._connection.execute(statement, values).lastrowid or 0

    def fetch_all(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """Returns all rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def fetch_one(self, query: str, *values: Any) -> sqlite3.Row | None:
        """Returns the first row of a query; None when there is none."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
            return row

    def _add_missing_columns(self) -> None:
        for table, column, type_ in ADDED_COLUMNS:
            if not self.fetch_one("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column):
                self.execute(f"ALTER TABLE {table} ADD COLUMN {column} {type_}")

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()
