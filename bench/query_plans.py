"""Every plan that PostgreSQL really ran, also those of the questions it asks itself about foreign keys."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

ASKED = {
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
"""https://www.postgresql.org/docs/15/auto-explain.html: each statement's plan comes to the client as a message."""

WALK = 1000
"""More rows than this make a walk; an index of what is running may be read from end to end while little runs."""


@dataclass(slots=True)
class QueryPlans:
    """What the plans of some statements did: `blocks` of 8 kB touched, rows looked at in vain, tables and indexes.

    A table is `whole`, with the statement that did it, when it was scanned in sequence, or walked through along an
    index without a condition.
    """

    statements: int = 0
    blocks: int = 0
    in_vain: int = 0
    indexes: set[str] = field(default_factory=set)
    whole: dict[str, str] = field(default_factory=dict)

    def add(self, message: Any) -> None:
        """Takes in what the server says; other messages than plans are passed over."""
        text = message.message_primary or ""
        if "plan:\n" in text:
            said = json.loads(text.partition("plan:\n")[2])
            self.statements += 1
            self.blocks += said["Plan"].get("Shared Hit Blocks", 0) + said["Plan"].get("Shared Read Blocks", 0)
            for node in _nodes(said["Plan"]):
                self._look(node, said["Query Text"])

    def take_in(self, other: "QueryPlans") -> None:
        """The tables and indexes of others, too."""
        self.indexes |= other.indexes
        self.whole |= other.whole

    def _look(self, node: dict[str, Any], query: str) -> None:
        in_vain = int(node.get("Rows Removed by Filter", 0) * node["Actual Loops"])
        self.in_vain += in_vain
        if name := node.get("Index Name"):
            self.indexes.add(name)
        walked = name and "Index Cond" not in node and node["Actual Rows"] + in_vain > WALK
        if walked or node["Node Type"] == "Seq Scan":
            self.whole.setdefault(node["Relation Name"], query)


@contextmanager
def collect_plans(admin: psycopg.Connection) -> Iterator[QueryPlans]:
    """What all plans did that Django's connection ran inside."""
    from django.db import connection

    role = sql.Identifier(connection.settings_dict["USER"])
    for name, value in ASKED.items():
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.SQL(name), sql.Literal(value)))
    connection.close()
    connection.ensure_connection()
    seen = QueryPlans()
    connection.connection.add_notice_handler(seen.add)
    try:
        yield seen
    finally:
        admin.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(role))
        connection.close()


def shared_tables(least: int) -> set[str]:
    """The tables of at least so many rows, by the statistics of the last ANALYZE."""
    return _names("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [least])


def key_indexes() -> set[str]:
    """The indexes that begin with the owner, with a key, or with a reference to another row."""
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
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
