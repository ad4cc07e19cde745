"""What an account stores is counted by the database itself, whatever is written, and without counting rows."""

import gzip

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, Usage
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.services.delete import delete_source_files, delete_upload
from activities.services.delete_provider import delete_part_of_provider
from activities.usage_triggers import COUNTED_TABLES, CountedTable, create_usage_triggers
from tests.activities.factories import ride_files, upload_files, zip_files
from tests.factories import ActivityFactory
from tests.matching.connections import build_record, store_records
from tests.queries import count_page_queries
from tests.quotas.limits import counted_usage, stored_usage
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def assert_counted(account: Account) -> None:
    """Checks that the usage agrees with the rows."""
    assert stored_usage(account) == counted_usage(account)


def test_every_way_of_a_file_is_counted(as_alice: Account) -> None:
    files = ride_files(5)
    upload_files({"rides.zip": zip_files(files), "broken.fit": b"no ride"})
    assert_counted(as_alice)
    run_jobs()
    assert_counted(as_alice)
    upload_files({"again.fit": files["ride-000.fit"], "packed.gpx.gz": gzip.compress(ride_files(8)["ride-007.gpx"])})
    assert_counted(as_alice)
    run_jobs()
    assert_counted(as_alice)
    assert stored_usage(as_alice)[1:] == (8, 8 + 6 + 2)
    delete_source_files(list(SourceFile.objects.filter(name="ride-000.fit")))
    assert_counted(as_alice)
    for upload in Upload.objects.all():
        delete_upload(upload)
    run_jobs()
    assert stored_usage(as_alice) == (0, 0, 0)


def test_activities_of_platforms_count_as_rows(as_alice: Account, mallory: Account) -> None:
    for _ in range(3):
        ActivityFactory.create(provider="strava")
    assert stored_usage(as_alice) == (0, 0, 3)
    assert stored_usage(mallory) == (0, 0, 0)
    with transaction.atomic():
        delete_part_of_provider("strava", 3)
    assert stored_usage(as_alice) == (0, 0, 0)


def test_an_activity_that_comes_again_counts_once(as_alice: Account) -> None:
    for _ in range(2):
        store_records(build_record(provider_id="1"), build_record(provider_id="2", at=7200))
    assert stored_usage(as_alice) == counted_usage(as_alice) == (0, 0, 2)


def test_a_statement_about_several_accounts_counts_for_each(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory, mallory):
        with owner_scope(account):
            ActivityFactory.create()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM activities_activity")
    assert stored_usage(alice) == stored_usage(mallory) == (0, 0, 0)


def test_what_goes_with_an_account_brings_no_usage_back(alice: Account) -> None:
    with owner_scope(alice):
        ActivityFactory.create()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_usage")
        cursor.execute("DELETE FROM activities_activity")
    assert not Usage.across_accounts.exists()


@pytest.mark.parametrize("table", COUNTED_TABLES, ids=lambda table: table.name)
def test_the_next_migration_creates_missing_triggers_and_counts_anew(as_alice: Account, table: CountedTable) -> None:
    upload_files(ride_files(2))
    run_jobs()
    for name in table.triggers:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table.name}"))
    upload_files({name: data for name, data in ride_files(4).items() if name > "ride-001.gpx"})
    run_jobs()
    assert stored_usage(as_alice) != counted_usage(as_alice)
    create_usage_triggers()
    assert_counted(as_alice)
    upload_files({"broken.fit": b"no ride"})
    run_jobs()
    assert_counted(as_alice)


def test_a_page_of_many_files_counts_none_of_them(alice_client: Client, as_alice: Account) -> None:
    Usage.objects.create(stored_bytes=4_700_000_000, files=49_000, rows=150_000)
    page = alice_client.get("/settings/storage/").content.decode()
    for text in ("4.7", "49,000", "150,000"):
        assert text in page


def test_quotas_cost_a_page_one_query(settings: Settings, alice_client: Client, as_alice: Account) -> None:
    upload_files(ride_files(3))
    run_jobs()
    before = count_page_queries(alice_client, "/files/")
    settings.HOSTED = True
    assert count_page_queries(alice_client, "/files/") == before + 1
