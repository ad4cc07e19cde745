"""A file of many activities is stored in parts, and is read once all of them are stored."""

import pytest

from accounts.models import Account
from activities.models import Activity, SourceFile
from activities.services.large_files import MAX_PART_ACTIVITIES
from activities.services.store import store_file_activities
from bench.crafted_files import MAX_ACTIVITIES, START, tcx_of_starts
from matching.models import Workout
from tests.activities.factories import upload_files
from tests.run_jobs import retry_jobs, run_jobs

pytestmark = pytest.mark.postgres


def test_no_transaction_stores_more_than_a_part_and_a_crash_loses_nothing(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[int] = []

    def store_or_fail(files: list) -> list[int]:
        parts.append(sum(len(records) for _, records in files))
        if len(parts) == 3:
            raise RuntimeError
        return store_file_activities(files)

    for module in ("finish_files", "large_files"):
        monkeypatch.setattr(f"activities.services.{module}.store_file_activities", store_or_fail)
    upload_files({"same.tcx": tcx_of_starts([START] * MAX_ACTIVITIES)})
    run_jobs()
    assert Activity.objects.count() == 2 * MAX_PART_ACTIVITIES
    assert SourceFile.objects.get().state == "waiting"
    retry_jobs()
    assert max(parts) == MAX_PART_ACTIVITIES
    assert SourceFile.objects.get().state == "read"
    assert Activity.objects.count() == Workout.objects.filter(is_crowded=True).count() == MAX_ACTIVITIES
