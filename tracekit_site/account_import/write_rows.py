"""Writes the checked rows of a table into the account; each function returns how many of them it has left out."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, UUIDField

from accounts.models import Account
from accounts.scope import current_owner_id
from accounts.zones import ZONES
from activities.models import RECORD_COLUMNS, Activity
from activities.record import FILE_PROVIDER, FLAGS, ActivityRecord, parse_stated_ids
from activities.services.store import StoredRecord, store_imported_activities
from matching.models import ActivityReference
from providers.models import Connection
from providers.registry import PROVIDERS
from tracekit_site.account_export.tables import ExportedTable
from tracekit_site.account_import.archive import Row
from tracekit_site.account_import.resolve import new_row_id, resolve

FIXED_VALUES: dict[str, dict[str, Any]] = {
    "connections": {
        "registration_name": "",
        "granted_scopes": "",
        "encrypted_tokens": b"",
        "state": Connection.State.RECONNECT,
    },
    "decisions": {"is_in_effect": False},  # until both activities are stored
    "write_backs": {"is_imported": True},
}
"""Rows of these tables get these values, whatever the export says."""

REQUIRED = {
    "gear": ("gear_id", "label"),
    "syncs": ("ended_at",),
    "trimmed_activities": ("provider_id",),
    "workout_names": ("name",),
    "write_backs": ("ended_at", "provider_id"),
}
"""A row of these tables without these values is left out."""


def write_rows(import_id: UUID, table: ExportedTable, rows: Sequence[Row]) -> int:
    """Creates the rows of a table. References lead to rows of the account that came before; others are left out."""
    model: Any = table.model
    references = {field.name: field.related_model for field in _references(table)}
    has_random_key = isinstance(model._meta.pk, UUIDField)
    created: list[Any] = []
    for row in _resolved(import_id, table, references, rows):
        key = {"pk": new_row_id(import_id, model, row["number"])} if has_random_key else {}
        values = {f"{name}_id" if name in references else name: value for name, value in row.items()}
        del values["number"]
        created.append(model(**key, **values | FIXED_VALUES.get(table.name, {})))
    model.objects.bulk_create(created, ignore_conflicts=True)
    return len(rows) - len(created)


def _references(table: ExportedTable) -> list[Any]:
    fields = [table.model._meta.get_field(column) for column in table.export.columns]
    return [field for field in fields if isinstance(field, ForeignKey)]


def _resolved(import_id: UUID, table: ExportedTable, references: dict[str, Any], rows: Sequence[Row]) -> list[Row]:
    """Returns the rows with primary keys for names, without those that lack a row or a value that they need."""
    ids = {name: dict(resolve(import_id, model, [row[name] for row in rows])) for name, model in references.items()}
    nullable = {field.name for field in _references(table) if field.null}
    result = []
    for row in rows:
        resolved = row | {name: ids[name].get(row[name]) for name in references}
        for name, model in references.items():
            if model is table.model:
                ids[name][row["number"]] = new_row_id(import_id, model, row["number"])
        is_complete = all(resolved[name] is not None for name in references if name not in nullable)
        if is_complete and all(resolved[name] for name in REQUIRED.get(table.name, ())):
            result.append(resolved)
    return result


def write_decisions(import_id: UUID, table: ExportedTable, rows: Sequence[Row]) -> int:
    """Creates decisions about two different activities each, in the order of their digests in this account."""
    names = {name for row in rows for name in (row["first"], row["second"])}
    ids = resolve(import_id, ActivityReference, names)
    digests = dict(ActivityReference.objects.filter(pk__in=list(ids.values())).values_list("pk", "digest"))
    known = [row for row in rows if row["first"] in ids and row["second"] in ids and row["first"] != row["second"]]
    for row in known:
        first, second = sorted((row["first"], row["second"]), key=lambda name: digests[ids[name]])
        row["first"], row["second"] = first, second
    return len(rows) - len(known) + write_rows(import_id, table, known)


def write_settings(import_id: UUID, table: ExportedTable, rows: Sequence[Row]) -> int:
    """Changes the account's settings; its email address stays."""
    for row in rows[:1]:
        values = {name: value for name, value in row.items() if name not in ("number", "email")}
        values["provider_order"] = " ".join(name for name in row["provider_order"].split() if name in PROVIDERS)
        if row["time_zone"] not in ZONES:
            del values["time_zone"], values["is_time_zone_confirmed"]
        Account.objects.filter(pk=current_owner_id()).update(**values)
    return len(rows[1:])


def write_activities(import_id: UUID, table: ExportedTable, rows: Sequence[Row]) -> int:
    """Stores and matches activities: those of files, and those of platforms that the account has connections to."""
    connected = set(Connection.objects.values_list("provider", flat=True))
    files = resolve(import_id, Activity._meta.get_field("source_file").related_model, [r["source_file"] for r in rows])
    stored: dict[tuple[str, str], StoredRecord] = {}
    for row in rows:
        is_file = row["provider"] == FILE_PROVIDER
        if row["provider_id"] and (is_file or row["provider"] in connected):
            origin = Activity.Origin.FILE if is_file else Activity.Origin.API
            file_id = files.get(row["source_file"]) if is_file else None
            record = record_of(row)
            stored[record.provider, record.provider_id] = StoredRecord(record, origin, file_id, row["confirmed_at"])
    store_imported_activities(list(stored.values()))
    return len(rows) - len(stored)


def record_of(row: Row) -> ActivityRecord:
    """Returns an activity as the type in which outside data enters. Raises ValueError for what cannot be true."""
    flags = frozenset(flag for flag in FLAGS if row[flag])
    stated_ids = parse_stated_ids(row["stated_ids"])
    return ActivityRecord(**{name: row[name] for name in RECORD_COLUMNS}, flags=flags, stated_ids=stated_ids)


RowWriter = Callable[[UUID, ExportedTable, Sequence[Row]], int]

WRITERS: dict[str, RowWriter] = {
    "settings": write_settings,
    "decisions": write_decisions,
    "activities": write_activities,
}
"""Rows of other tables are written by `write_rows`, those of files by `write_files`."""
