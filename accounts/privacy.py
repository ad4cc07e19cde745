"""Declares what each table holds, for the tests and for code that iterates over all models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Privacy:
    """Says of a table whether an account owns its rows, and which columns are external or encrypted.

    `external` columns hold data from a provider or a file.
    """

    is_owned: bool
    external: tuple[str, ...] = ()
    encrypted: tuple[str, ...] = ()
