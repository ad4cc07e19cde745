"""Lists for the policy what each table holds and for how long, from the declarations of the tables."""

from functools import cache
from typing import NamedTuple

from activities.record import PUBLISHED_WORD_BY_FIELD, PUBLISHED_WORDS
from tracekit_site.package_tables import PACKAGE_TABLES
from tracekit_site.stored_data.activity_words import RECORD_LABELS
from tracekit_site.stored_data.stored_tables import StoredTable, stored_groups


class ListedTable(NamedTuple):
    """A listed table is one as the policy names it: a title, what it holds, and for how long."""

    title: str
    holds: str
    retention: str


def list_record_fields() -> list[tuple[str, list[str]]]:
    """Returns each published word with the labels of the stored fields that it covers.

    Raises KeyError for a field without a label: nothing is stored that the policy does not list.
    """
    return [
        (word, [RECORD_LABELS[field] for field, field_word in PUBLISHED_WORD_BY_FIELD.items() if field_word == word])
        for word in PUBLISHED_WORDS
    ]


@cache
def list_tables() -> list[tuple[str, list[ListedTable]]]:
    """Returns the title of each group with its tables."""
    return [(group.title, [_list_table(table) for table in group.tables]) for group in stored_groups()]


def list_packages() -> list[str]:
    """Returns what the tables of packages hold of a person, in words."""
    return [table.holds for table in PACKAGE_TABLES.values() if not table.holds.startswith(("nothing", "names"))]


def _list_table(table: StoredTable) -> ListedTable:
    labels = [table.label_of(field.name) + _encryption_note(table, field.name) for field in table.columns]
    return ListedTable(table.words.title, "; ".join(labels), table.privacy.retention)


def _encryption_note(table: StoredTable, column: str) -> str:
    return " (encrypted)" if column in table.privacy.encrypted else ""
