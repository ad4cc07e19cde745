"""Collects every plan that PostgreSQL really ran, also those of the questions it asks itself about foreign keys."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

AUTO_EXPLAIN = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_format": "json",
    "client_min_messages": "log",
    "log_min_messages": "fatal",
}
"""With these settings each statement's plan comes to the client as a message.

Source: https://www.postgresql.org/docs/15/auto-explain.html
"""

MAX_INDEX_SCAN_ROWS = 1000
"""An index scan without a condition over more rows counts as a full scan.

An index of what is running may be read from end to end while little runs.
"""


@dataclass(slots=True)
class QueryPlans:
    """Plans of some statements, added up, are: `blocks` of 8 kB touched, rows filtered out, indexes and full scans.

    `full_scans` holds each table that was scanned in sequence, or along an index without a condition, with the
    statement that did it.
    """

    statements: int = 0
    blocks: int = 0
    filtered_rows: int = 0
    indexes: set[str] = field(default_factory=set)
    full_scans: dict[str, str] = field(default_factory=dict)

    def add(self, message: Any) -> None:
        """Adds the plan in a message of the server; other messages are passed over."""
        text = message.message_primary or ""
        if "plan:\n" in text:
            explained = json.loads(text.partition("plan:\n")[2])
            plan = explained["Plan"]
            self.statements += 1
            self.blocks += plan.get("Shared Hit Blocks", 0) + plan.get("Shared Read Blocks", 0)
            for node in _nodes(plan):
                self._add_node(node, explained["Query Text"])

    def merge(self, plans: "QueryPlans") -> None:
        """Adds the indexes and the full scans of these plans."""
        self.indexes |= plans.indexes
        self.full_scans |= plans.full_scans

    def _add_node(self, node: dict[str, Any], query: str) -> None:
        filtered = int(node.get("Rows Removed by Filter", 0) * node["Actual Loops"])
        self.filtered_rows += filtered
        if name := node.get("Index Name"):
            self.indexes.add(name)
        is_long = name and "Index Cond" not in node and node["Actual Rows"] + filtered > MAX_INDEX_SCAN_ROWS
        if is_long or node["Node Type"] == "Seq Scan":
            self.full_scans.setdefault(node["Relation Name"], query)


@contextmanager
def collect_plans(admin: psycopg.Connection) -> Iterator[QueryPlans]:
    """Yields the plans of all that Django's connection runs inside the block."""
    from django.db import connection

    role = sql.Identifier(connection.settings_dict["USER"])
    for name, value in AUTO_EXPLAIN.items():
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.SQL(name), sql.Literal(value)))
    connection.close()
    connection.ensure_connection()
    plans = QueryPlans()
    connection.connection.add_notice_handler(plans.add)
    try:
        yield plans
    finally:
        admin.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(role))
        connection.close()


def shared_tables(least: int) -> set[str]:
    """Returns the tables of at least so many rows, by the statistics of the last ANALYZE."""
    return _names("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [least])


def key_indexes() -> set[str]:
    """Returns the indexes that start with the owner, with a key, or with a reference to another row."""
    return _names(
        """SELECT indexrelid::regclass::text FROM pg_index WHERE EXISTS (
               SELECT 1 FROM pg_constraint
               WHERE conrelid = indrelid AND indkey[0] = ANY (conkey) AND (contype IN ('p', 'f') OR conkey[2] IS NULL)
           )""",
        [],
    )


def _names(query: str, values: list[int] | list[str]) -> set[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return {name for (name,) in cursor.fetchall()}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if plan["Actual Loops"]:
        yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
