"""Walks the declarations of all tables: each that holds something of an athlete, with the words that describe it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, Model, QuerySet

from accounts.models import Account
from accounts.owned import Owned
from accounts.privacy import Privacy, WhenErased
from accounts.scope import current_owner_id
from tracekit_site.stored_data.account_words import ACCOUNT_TABLES
from tracekit_site.stored_data.activity_words import ACTIVITY_TABLES
from tracekit_site.stored_data.connection_words import ANSWER_TABLES, CONNECTION_TABLES
from tracekit_site.stored_data.stored_words import StoredWords
from tracekit_site.stored_data.work_words import WORK_TABLES

OTHER_GROUP = "Behind the scenes"
"""A table that no group names is in this one."""

GROUPS = {
    "Activities, files and workouts": ACTIVITY_TABLES,
    "Connections and changes": CONNECTION_TABLES,
    "What you told tracekit": ANSWER_TABLES,
    "Your account": ACCOUNT_TABLES,
    OTHER_GROUP: WORK_TABLES,
}
"""Maps the title of each group to the words for its tables."""

SECRET_PREFIX = "a secret"  # noqa: S105 - a word of the declarations
"""A table or a column is shown to nobody when its declaration begins so."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A stored table is a model that holds something of an athlete, with its declaration and its words."""

    model: type[Model]
    privacy: Privacy
    words: StoredWords

    @property
    def columns(self) -> list["Field[Any, Any]"]:
        """Returns the columns that hold something: not the primary key, and not the account they belong to."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if not field.primary_key and not (isinstance(field, ForeignKey) and field.related_model is Account)
        ]

    def label_of(self, column: str) -> str:
        """Returns the label of a column; one that nobody has described yet is called by its name."""
        return self.words.labels.get(column, column.replace("_", " "))

    def is_secret(self, column: str) -> bool:
        """Returns whether nobody is shown what the column holds: it is encrypted, or declared as a secret.

        Of a table that is declared as a secret, only times are shown.
        """
        if column in self.privacy.encrypted or self.privacy.withheld.get(column, "").startswith(SECRET_PREFIX):
            return True
        is_time = isinstance(self.model._meta.get_field(column), DateTimeField)
        return str(self.privacy.export).startswith(SECRET_PREFIX) and not is_time

    @property
    def has_owner(self) -> bool:
        """Returns whether each row belongs to an account."""
        return self.privacy.erasure is WhenErased.WITH_ACCOUNT

    def rows(self) -> "QuerySet[Any, Any]":
        """Returns the rows of the current owner; of a table without owners none."""
        if issubclass(self.model, Owned):
            return self.model.objects.all()
        rows = cast("QuerySet[Any, Any]", self.model._default_manager.all())
        if self.model is Account:
            return rows.filter(pk=current_owner_id())
        paths = [field.name for field in self.model._meta.concrete_fields if field.related_model is Account]
        return rows.filter(**dict.fromkeys(paths, current_owner_id())) if paths else rows.none()


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """A stored group holds the tables about one subject."""

    title: str
    tables: list[StoredTable]


def stored_groups() -> list[StoredGroup]:
    """Returns all tables that hold something of an athlete, by group, in the order of `GROUPS` and their words."""
    tables = {table.model._meta.label: table for table in _stored_tables()}
    groups = []
    for title, words in GROUPS.items():
        named = [tables.pop(label) for label in words if label in tables]
        groups.append(StoredGroup(title, named))
    groups[-1].tables.extend(tables.values())
    return groups


def _stored_tables() -> Iterator[StoredTable]:
    """Yields each table of tracekit's own that holds something of an athlete, described or not."""
    words = {label: words for group in GROUPS.values() for label, words in group.items()}
    for model in apps.get_models():
        privacy = getattr(model, "privacy", None)
        if isinstance(privacy, Privacy) and privacy.erasure is not WhenErased.NEVER:
            title = str(model._meta.verbose_name_plural).capitalize()
            yield StoredTable(model, privacy, words.get(model._meta.label) or StoredWords(title=title, labels={}))
