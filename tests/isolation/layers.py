"""Takes one of the two layers away that keep accounts apart: the managers' filter, or row security."""

from typing import Any

import pytest
from django.db import connection

from accounts.owned import CrossAccountManager, OwnedManager
from accounts.prepared_query import PreparedQuery
from accounts.row_security import owned_tables


def disable_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the owner's filter out of every manager, and out of prepared queries, which are built from them.

    What plain SQL says of the owner stays.
    """

    def select_everything(manager: Any) -> Any:
        return super(OwnedManager, manager).get_queryset()

    def select_across_accounts(manager: Any) -> Any:
        return super(CrossAccountManager, manager).get_queryset()

    def run_unprepared(query: Any, *args: Any) -> list[Any]:
        return list(query._build(*args))

    monkeypatch.setattr(OwnedManager, "get_queryset", select_everything)
    monkeypatch.setattr(CrossAccountManager, "get_queryset", select_across_accounts)
    monkeypatch.setattr(PreparedQuery, "__call__", run_unprepared)


def disable_row_security() -> None:
    """Takes row security off every owned table until the test's transaction is undone."""
    connection.check_constraints()  # PostgreSQL alters no table that has deferred checks
    with connection.cursor() as cursor:
        for table in owned_tables():
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
