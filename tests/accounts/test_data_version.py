"""The version of an account's data changes with each write, whoever makes it, and stays when its rows are added up."""

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.data_version import counted_models, create_triggers, merge_data_versions, trigger_name
from accounts.models import Account, DataVersion
from accounts.scope import owner_scope
from activities.models import Activity
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def version_of(account: Account) -> int:
    """Returns the account's version."""
    with owner_scope(account):
        total: int | None = DataVersion.objects.aggregate(total=Sum("count"))["total"]
        return total or 0


def test_a_write_past_every_model_counts(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        activity = ActivityFactory.create()
    before = version_of(alice)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET name = 'by hand' WHERE id = %s", [activity.pk])
    assert version_of(alice) > before
    assert version_of(mallory) == 0


def test_a_write_that_changes_no_row_does_not_count(alice: Account) -> None:
    with owner_scope(alice):
        ActivityFactory.create()
        before = version_of(alice)
        Activity.objects.filter(pk=-1).update(name="nobody's")
    assert version_of(alice) == before


def test_rows_are_added_up_without_a_change_of_the_version(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory, alice):
        with owner_scope(account):
            ActivityFactory.create()
            ActivityFactory.create()
    before = version_of(alice), version_of(mallory)
    merge_data_versions()
    assert (version_of(alice), version_of(mallory)) == before
    with owner_scope(alice):
        assert DataVersion.objects.count() == 1
        ActivityFactory.create()
    assert version_of(alice) > before[0]


@pytest.mark.parametrize("event", ["UPDATE activities_activity SET name = 'x'", "DELETE FROM activities_activity"])
def test_what_goes_with_an_account_brings_no_count_back(alice: Account, event: str) -> None:
    with owner_scope(alice):
        ActivityFactory.create()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_dataversion")
        cursor.execute(event)
        cursor.execute("SELECT count(*) FROM accounts_dataversion")
        assert cursor.fetchone() == (0,)


def test_the_next_migration_creates_a_trigger_that_is_missing(alice: Account) -> None:
    name = trigger_name("activities_activity", "INSERT")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON activities_activity" if connection.vendor != "sqlite" else ""))
    create_triggers()
    before = version_of(alice)
    with owner_scope(alice):
        ActivityFactory.create()
    assert version_of(alice) > before


def test_every_counted_table_has_its_triggers(db: None) -> None:
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT name FROM sqlite_master" if is_sqlite else "SELECT tgname FROM pg_trigger")
        present = {name for (name,) in cursor.fetchall()}
    events = ("INSERT", "UPDATE", "DELETE")
    assert {trigger_name(model._meta.db_table, event) for model in counted_models() for event in events} <= present
