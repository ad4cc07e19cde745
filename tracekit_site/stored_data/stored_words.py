"""Defines the words in which a table and its columns are described to an athlete."""

from collections.abc import Mapping
from dataclasses import dataclass

YOU, TRACEKIT = "you", "tracekit"
"""One of these two gave a value that comes from no service and no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWords:
    """Says what a table holds: a title, and a label for each column but the primary key and the account.

    `origin` says who gave the values; `by_you` names the columns that the athlete gave in a table of other values, and
    `source` says where external values come from, if not from a provider that the rows name. `newest` is the column
    whose largest value is in the newest row.
    """

    title: str
    labels: Mapping[str, str]
    origin: str = TRACEKIT
    by_you: tuple[str, ...] = ()
    source: str = ""
    newest: str = "pk"

    def origin_of(self, column: str) -> str:
        """Returns the word for the giver of a column that is not external."""
        return YOU if column in self.by_you else self.origin
