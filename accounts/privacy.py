"""Declares what each table holds, how it is exported and erased: export, erasure, pages and tests walk it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class WhenErased(Enum):
    """Names when the rows of a table are erased."""

    WITH_ACCOUNT = "with the account"
    BY_AGE = "after a while, because they belong to no account"
    NEVER = "never, because they hold nothing about a person"


AS_LONG_AS_ACCOUNT = "as long as your account, unless you delete it before"
"""Most rows of an account are kept for so long."""

AS_LONG_AS_CONNECTION = "until you disconnect the service"
"""Rows of a connection are kept for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Says how the rows of a table are exported: to `json/NAME.jsonl` and `csv/NAME.csv`, with these columns.

    `order` makes two exports of the same rows equal, and ends with the primary key. `only` selects the rows. What is
    `derived` is computed again by an import, which does not read it.
    """

    name: str
    columns: tuple[str, ...]
    order: tuple[str, ...] = ("pk",)
    only: Mapping[str, Any] = field(default_factory=dict)
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Says of a table who owns its rows, how they are exported and erased, and what its columns hold.

    `export` says how rows are exported, or in words why they are not; `withheld` says by column why an exported table
    leaves it out. `retention` says to the athlete for how long a row is kept: pages show it. `external` columns hold
    data from a provider or a file, `encrypted` ones hold ciphertext. Rows of an account are erased with it; other
    tables state `erasure`.
    The primary key and the owner need no words: rows are exported to their owner, and numbered anew.
    """

    is_owned: bool
    export: Exported | str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)
    retention: str = ""
    erasure: WhenErased | None = None
    external: tuple[str, ...] = ()
    encrypted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.is_owned and self.erasure is None:
            object.__setattr__(self, "erasure", WhenErased.WITH_ACCOUNT)
