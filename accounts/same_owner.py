"""Isolates tenants in the database: a reference between owned rows must stay within one owner.

A plain foreign key lets one account's row reference another's. The composite key (owner, field) -> (owner, id) refuses
that, and fails for another account's id as for a missing one.
"""

from typing import Any

from django.db.backends.ddl_references import Statement
from django.db.models.constraints import BaseConstraint


class SameOwner(BaseConstraint):
    """Restricts `field` to rows of the same owner.

    The target model needs `UniqueConstraint(fields=["owner", "id"])`.
    """

    def __init__(self, field: str, *, name: str = "") -> None:
        self.field = field
        super().__init__(name=name or f"%(app_label)s_%(class)s_{field}_same_owner")

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Returns the composite key as a part of CREATE TABLE."""
        reference = model._meta.get_field(self.field)
        target = reference.remote_field.model._meta
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('owner_id')}, {quote(reference.column)}) "
            f"REFERENCES {quote(target.db_table)} ({quote('owner_id')}, {quote(target.pk.column)}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Returns the statement that adds the key to a table (PostgreSQL; SQLite rebuilds the table)."""
        return Statement(
            "ALTER TABLE %(table)s ADD %(constraint)s",
            table=schema_editor.quote_name(model._meta.db_table),
            constraint=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Returns the statement that drops the key (PostgreSQL; SQLite rebuilds the table)."""
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=schema_editor.quote_name(model._meta.db_table),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Validates nothing: the database decides."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameOwner) and (self.name, self.field) == (other.name, other.field)

    __hash__ = BaseConstraint.__hash__

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Returns what Django needs to write the constraint into a migration."""
        path, args, options = super().deconstruct()
        return path, args, {**options, "field": self.field}
