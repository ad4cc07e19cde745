"""Reads for the page what is stored of an athlete: of each table a count, and a sample from the newest row."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Field, Max, Model
from django.db.models.fields.files import FieldFile
from django.utils.text import capfirst

from accounts.models import Account
from accounts.scope import being_deleted
from providers.registry import PROVIDERS
from tracekit_site.stored_data.stored_tables import StoredTable, stored_groups

NOT_GIVEN, ENCRYPTED, SECRET, NO_SAMPLE = "not given", "encrypted, never shown", "never shown", "none yet"
MAX_SAMPLE_LENGTH = 120
"""A longer sample is cut."""


@dataclass(frozen=True, slots=True)
class StoredField:
    """A stored field is a column as the page shows it: its label, a sample, and who gave it."""

    label: str
    sample: str
    origin: str


@dataclass(frozen=True, slots=True)
class StoredRows:
    """Stored rows are the rows of one table as the page shows them; `retention` says in words how long each is kept."""

    title: str
    count: int
    retention: str
    fields: list[StoredField]


def read_stored_rows(account: Account) -> list[tuple[str, list[StoredRows]]]:
    """Returns the title of each group with its tables: two queries for each table that has rows, one for each other."""
    return [
        (group.title, [_read_table(table, account) for table in group.tables if table.has_owner])
        for group in stored_groups()
    ]


def _read_table(table: StoredTable, account: Account) -> StoredRows:
    """Reads one table. While something is being deleted there is no sample, because it may be of that."""
    parts = _count(table)
    total = sum(part["total"] for part in parts)
    row = None
    if total and not being_deleted():
        newest = max(part["newest"] for part in parts)
        row = table.rows().filter(**{table.words.newest: newest}).first()
    providers = sorted(PROVIDERS[part["provider"]].label for part in parts if part.get("provider") in PROVIDERS)
    fields = [_read_field(table, field, row, account, ", ".join(providers)) for field in table.columns]
    return StoredRows(table.words.title, total, table.privacy.retention, fields)


def _count(table: StoredTable) -> list[dict[str, Any]]:
    """Returns how many rows there are and which is the newest: for each provider, where rows name one."""
    rows = table.rows().order_by()
    values = {"total": Count("pk"), "newest": Max(table.words.newest)}
    if any(field.name == "provider" for field in table.columns):
        return list(rows.values("provider").annotate(**values))
    return [rows.aggregate(**values)]


def _read_field(
    table: StoredTable, field: "Field[Any, Any]", row: Model | None, account: Account, providers: str
) -> StoredField:
    if table.is_secret(field.name):
        sample = ENCRYPTED if field.name in table.privacy.encrypted else SECRET
    else:
        sample = NO_SAMPLE if row is None else format_sample(_value_of(row, field), account)
    is_external = field.name in table.privacy.external
    origin = (table.words.source or providers or "the service") if is_external else table.words.origin_of(field.name)
    return StoredField(capfirst(table.label_of(field.name)), sample, origin)


def _value_of(row: Model, field: "Field[Any, Any]") -> Any:
    """Returns what the row stores in a column, in words where the column has choices with words."""
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    return getattr(row, field.attname)


def format_sample(value: Any, account: Account) -> str:
    """Returns a stored value as text: times in the athlete's zone, numbers in the unit that the label names."""
    if value is None or value in ("", [], {}) or (isinstance(value, FieldFile) and not value):
        return NOT_GIVEN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(account.zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, int | float):
        return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return text if len(text) <= MAX_SAMPLE_LENGTH else f"{text[:MAX_SAMPLE_LENGTH]}…"
