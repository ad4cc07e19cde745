"""Lists the exported tables in the order in which an import reads them, and numbers their rows."""

from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.db.models import Model, QuerySet

from accounts.models import Account
from accounts.owned import Owned
from accounts.privacy import Exported
from accounts.scope import current_owner_id

ORDER = (
    *("settings", "connections", "gear", "syncs", "expectations", "uploads", "files"),
    *("workout_names", "decisions", "ignored_differences", "workout_name_activities"),
    *("activities", "workouts", "workout_activities", "questions", "trimmed_activities", "write_backs"),
)
"""The tables are written in this order: a row comes after what it refers to, an activity after what was said of it."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """An exported table is a model with its declaration."""

    model: type[Model]
    export: Exported

    @property
    def name(self) -> str:
        """Returns the name of its files in the archive."""
        return self.export.name

    def rows(self) -> QuerySet[Any]:
        """Returns the rows of the current owner that are exported."""
        if self.model is Account:
            return Account.objects.filter(pk=current_owner_id())
        return cast(type[Owned], self.model).objects.filter(**self.export.only)

    def ids(self) -> list[Any]:
        """Returns the primary keys of the rows in the order of the export: one query."""
        return list(self.rows().order_by(*self.export.order).values_list("pk", flat=True))


def exported_tables() -> list[ExportedTable]:
    """Returns every table that declares an export. Raises ValueError for one that `ORDER` does not name."""
    declared = [(model, getattr(model, "privacy", None)) for model in apps.get_models()]
    tables = [
        ExportedTable(model, privacy.export)
        for model, privacy in declared
        if privacy and isinstance(privacy.export, Exported)
    ]
    return sorted(tables, key=lambda table: ORDER.index(table.name))


def table_of(model: type[Model]) -> ExportedTable:
    """Returns the exported table of a model."""
    return next(table for table in exported_tables() if table.model is model)
