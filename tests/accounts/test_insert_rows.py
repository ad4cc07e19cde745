"""Plain values are inserted as rows of the current owner, as models would write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from accounts.insert_rows import insert_rows
from accounts.models import Account
from accounts.scope import NoOwner, owner_scope
from activities.models import Activity, SourceFile
from tests.activities.factories import ride_files, upload_files

pytestmark = pytest.mark.postgres

FLAGS = ("trainer", "manual", "hidden_time", "partial")
NAMES = ("provider", "provider_id", "sport", "started_at", "distance_m")
COLUMNS = (*NAMES, *FLAGS, "origin", "source_file_id", "confirmed_at", "local_date")
START = datetime(2024, 3, 1, 23, 30, 0, 250000, tzinfo=timezone(timedelta(hours=5)))


def values(number: int, distance_m: float | None = 1000.5, source_file: SourceFile | None = None) -> tuple[object, ...]:
    flags = (True, False, False, False)
    file_id = source_file and source_file.pk
    return ("p", str(number), "ride", START, distance_m, *flags, "api", file_id, START, date(2024, 3, 1))


def insert(*rows: tuple[object, ...]) -> list[int]:
    return insert_rows(Activity, COLUMNS, rows, unique=("provider", "provider_id"))


@pytest.mark.usefixtures("file_store")
def test_inserted_values_are_read_as_they_were(as_alice: Account) -> None:
    (file,) = upload_files(ride_files(1))
    (pk,) = insert(values(1, source_file=file))
    activity = Activity.objects.get()
    assert activity.pk == pk
    assert tuple(getattr(activity, name) for name in COLUMNS) == values(1, source_file=file)
    assert Activity.objects.filter(started_at=START.astimezone(UTC), local_date=date(2024, 3, 1)).exists()


def test_the_keys_are_returned_in_the_order_of_the_rows(as_alice: Account) -> None:
    ids = insert(*map(values, range(200)))
    assert dict(Activity.objects.values_list("pk", "provider_id")) == dict(zip(ids, map(str, range(200)), strict=True))


def test_a_row_that_is_there_is_replaced_and_keeps_its_key(as_alice: Account) -> None:
    first = insert(values(1), values(2))
    assert insert(values(2, distance_m=None), values(3))[0] == first[1]
    assert list(Activity.objects.order_by("provider_id").values_list("distance_m", flat=True)) == [1000.5, None, 1000.5]


def test_rows_belong_to_the_owner_whose_scope_is_open(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            insert(values(1))
            assert Activity.objects.get().owner_id == account.pk


def test_no_row_is_inserted_outside_a_scope(db: None) -> None:
    with pytest.raises(NoOwner):
        insert(values(1))
