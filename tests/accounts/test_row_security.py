"""PostgreSQL shows an account's rows to nobody else, even where the owner scope's filter is missing."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import Account
from accounts.owned import CrossAccountManager, OwnedManager, OwnedQuerySet
from accounts.row_security import SECURED_TABLES, all_rows_visible, owned_tables, secure_tables
from accounts.scope import NoCrossing, crossing, no_scope, owner_scope
from activities.models import Upload
from tests.accounts.sentinels import SentinelRows
from tests.required import skip_or_fail

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security"),
]


@pytest.fixture(autouse=True)
def _require_a_bound_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            skip_or_fail("Row security does not bind this role: use one that is no superuser.")


@pytest.fixture
def alices_upload(alice: Account) -> Upload:
    """Returns a row of Alice."""
    with owner_scope(alice):
        return Upload.objects.create()


@pytest.fixture
def unfiltered_managers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the owner's filter out of every manager."""

    def select_everything(manager: OwnedManager) -> OwnedQuerySet[Upload]:
        return OwnedQuerySet(manager.model)

    monkeypatch.setattr(OwnedManager, "get_queryset", select_everything)
    monkeypatch.setattr(CrossAccountManager, "get_queryset", select_everything)


@pytest.fixture
def unsecured_uploads(db: None) -> None:
    """Takes row security off one table until the test's transaction is undone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_upload DISABLE ROW LEVEL SECURITY")


def count_rows(table: str) -> int:
    """Returns how many rows plain SQL sees in a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def secured_tables() -> set[str]:
    """Returns the tables on which row security is enabled and forced by our policy."""
    with connection.cursor() as cursor:
        cursor.execute(SECURED_TABLES)
        return {name for (name,) in cursor.fetchall()}


def test_every_owned_table_is_secured(db: None) -> None:
    assert secured_tables() == set(owned_tables())
    assert len(owned_tables()) > 20


def test_plain_sql_sees_no_row_of_an_owned_table_without_a_scope(alice: Account, mallory: Account) -> None:
    SentinelRows(alice, "Xalicex", 1987).create_everywhere()
    with owner_scope(alice):
        assert {table for table in owned_tables() if count_rows(table) == 0} == set()
    for other_scope in (no_scope(), owner_scope(mallory)):
        with other_scope:
            assert {table for table in owned_tables() if count_rows(table) > 0} == set()
    assert {table for table in owned_tables() if count_rows(table) == 0} == set()  # the crossing of the test


@pytest.mark.usefixtures("unfiltered_managers")
def test_row_security_isolates_owners_without_the_managers_filter(alices_upload: Upload, mallory: Account) -> None:
    with owner_scope(mallory):
        assert not Upload.objects.exists()
        assert Upload.objects.update(started_at=timezone.now()) == 0
        assert Upload.objects.all().delete() == (0, {})
    with no_scope():
        assert not Upload.objects.exists()
    assert Upload.across_accounts.get() == alices_upload


@pytest.mark.usefixtures("unsecured_uploads")
def test_the_managers_filter_isolates_owners_without_row_security(alices_upload: Upload, mallory: Account) -> None:
    with owner_scope(mallory):
        assert count_rows("activities_upload") == 1
        assert not Upload.objects.exists()


def test_plain_sql_writes_no_row_for_another_owner(alices_upload: Upload, mallory: Account) -> None:
    move = "UPDATE activities_upload SET owner_id = %s"
    with owner_scope(mallory), connection.cursor() as cursor:
        cursor.execute(move, [mallory.pk])
        assert cursor.rowcount == 0
    with owner_scope(alices_upload.owner), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(move, [mallory.pk])


def test_rows_are_hidden_again_when_a_scope_ends_within_a_transaction(alices_upload: Upload, alice: Account) -> None:
    with no_scope(), transaction.atomic():
        with owner_scope(alice):
            assert count_rows("activities_upload") == 1
        assert count_rows("activities_upload") == 0


def test_a_scope_lasts_beyond_a_failed_savepoint(alices_upload: Upload, alice: Account) -> None:
    with owner_scope(alice), transaction.atomic():
        with pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute("SELECT nothing FROM nowhere")
        assert count_rows("activities_upload") == 1


@pytest.mark.django_db(transaction=True)
def test_a_scope_lasts_no_longer_than_its_statement(alices_upload: Upload, alice: Account) -> None:
    with owner_scope(alice):
        assert count_rows("activities_upload") == 1
    connection.execute_wrappers.clear()
    try:
        assert count_rows("activities_upload") == 0
    finally:
        connection.close()


def test_rows_of_all_accounts_are_selected_in_a_crossing_only(alices_upload: Upload, alice: Account) -> None:
    with owner_scope(alice):
        with pytest.raises(NoCrossing):
            Upload.across_accounts.count()
        with crossing():
            assert Upload.across_accounts.count() == 1
        with pytest.raises(NoCrossing):
            Upload.across_accounts.count()


@pytest.mark.django_db(transaction=True)
def test_a_migration_changes_the_rows_of_all_accounts(alices_upload: Upload) -> None:
    change = "UPDATE activities_upload SET started_at = '2001-01-01Z'"
    with no_scope():
        with connection.cursor() as cursor:
            cursor.execute(change)
            assert cursor.rowcount == 0
        with all_rows_visible(connection), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN {change}; END $$")  # not by us: as the database itself checks a new key
        with pytest.raises(ZeroDivisionError), all_rows_visible(connection):
            raise ZeroDivisionError
        assert count_rows("activities_upload") == 0
    assert Upload.across_accounts.get().started_at.year == 2001


@pytest.mark.django_db(transaction=True)
def test_a_new_key_is_checked_against_the_rows_that_are_there(alices_upload: Upload) -> None:
    add_key = "ALTER TABLE activities_upload ADD CONSTRAINT wrong FOREIGN KEY (id) REFERENCES accounts_account (id)"
    with no_scope(), pytest.raises(Exception, match="wrong"), all_rows_visible(connection):
        connection.cursor().execute(add_key)


def test_security_is_restored_after_a_table_has_lost_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_upload NO FORCE ROW LEVEL SECURITY")
    assert "activities_upload" not in secured_tables()
    secure_tables()
    assert "activities_upload" in secured_tables()


def test_a_function_with_its_owners_rights_finds_no_table_of_its_caller(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace"
        )
        functions = dict(cursor.fetchall())
    assert set(functions) == {"analyze_grown_tables", "delete_old_statistics"}
    for configuration in functions.values():
        assert any(item.startswith("search_path=") and item.endswith(", pg_temp") for item in configuration or [])


def test_every_table_with_an_owner_is_owned(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_models() if "owner" in {f.name for f in model._meta.fields}}
    assert tables == set(owned_tables())
