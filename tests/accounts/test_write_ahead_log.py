"""Nothing of an erased account is left in SQLite's log of writes."""

from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Account
from accounts.scope import owner_scope
from tests.factories import ActivityFactory
from tracekit_site.services.delete_account import delete_account

NAME = "Ride to the secret valley"


@pytest.mark.django_db(transaction=True)
def test_an_erased_account_leaves_nothing_in_sqlites_log(alice: Account) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has this log")
    path = connection.cursor().execute("PRAGMA database_list").fetchone()[2]
    log = Path(f"{path}-wal")
    with owner_scope(alice):
        ActivityFactory.create(name=NAME)
        assert NAME.encode() in log.read_bytes()
        delete_account()
    assert NAME.encode() not in log.read_bytes()
    assert log.stat().st_size == 0
