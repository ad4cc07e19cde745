"""Files are committed in groups, and a group that is lost costs no file its place."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from accounts.services.part_size import TARGET_HOLD_S
from activities.models import Activity, SourceFile
from activities.parsers.process import ParserProcess
from activities.parsers.result import FileRefused, ParseResult
from activities.services import file_group, read_files
from activities.services.delete import delete_source_files
from activities.services.file_group import FIRST_SIZE, MAX_GROUP_FILES, SLOW_HOLD_S, next_size
from activities.services.finish_files import FileOutcome, finish_files
from tests.activities.factories import ride_files, upload_files
from tests.activities.stored_files import file_states, names_in_rows, stored_names
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


class Killed(BaseException):
    """The worker's process was killed: nothing that it does after this is done."""


@pytest.fixture(autouse=True)
def _patient_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets only the number of files decide how large a group is, however slow the machine is."""
    monkeypatch.setattr(file_group, "MAX_GROUP_AGE_S", 1e9)
    monkeypatch.setattr("activities.services.read_files.MAX_STEP_S", 1e9)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Returns the sizes of the groups that were committed."""
    sizes: list[int] = []
    finish = finish_files

    def record(outcomes: list[FileOutcome], claim: Claim, **options: bool) -> float:
        finish(outcomes, claim, **options)
        sizes.append(len(outcomes))
        return 0.0

    monkeypatch.setattr(file_group, "finish_files", record)
    return sizes


def kill_at(monkeypatch: pytest.MonkeyPatch, poison: bytes) -> list[int]:
    """Kills the worker whenever it parses these bytes; the list that is returned has an item for each time."""
    kills: list[int] = []
    parse = ParserProcess.parse

    def parse_or_die(parser: ParserProcess, data: bytes) -> ParseResult:
        if data == poison:
            kills.append(1)
            raise Killed
        return parse(parser, data)

    monkeypatch.setattr(ParserProcess, "parse", parse_or_die)
    return kills


def refuse_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Refuses the file of that name when it is opened."""
    open_content = read_files._open_content

    def open_or_refuse(file: SourceFile) -> BinaryIO:
        if file.name == name:
            raise FileRefused("lost")
        return open_content(file)

    monkeypatch.setattr(read_files, "_open_content", open_or_refuse)


def run_until_all_is_done() -> None:
    """Runs jobs; after each kill the lease ends, and the sweep requeues the job."""
    while Job.objects.filter(state="queued").exists():
        try:
            run_jobs()
        except Killed:
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            sweep()


def test_a_group_of_files_is_one_commit(as_alice: Account, commits: list[int]) -> None:
    upload_files(ride_files(FIRST_SIZE))
    run_jobs()
    assert commits == [FIRST_SIZE]
    assert file_states() == dict.fromkeys(ride_files(FIRST_SIZE), "read")


def test_a_group_takes_as_many_statements_as_one_file(as_alice: Account) -> None:
    counts = []
    for number, count in enumerate((1, FIRST_SIZE)):
        upload_files(dict(list(ride_files(FIRST_SIZE * 2, datetime(2020 + number, 1, 1, tzinfo=UTC)).items())[:count]))
        with CaptureQueriesContext(connection) as queries:
            run_jobs()
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 4  # one more for each other kind of file, and for the workouts around
    assert Activity.objects.count() == 1 + FIRST_SIZE


def test_a_large_file_is_committed_alone(
    as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ride_files(4)
    monkeypatch.setattr(file_group, "LARGE_FILE_SIZE", min(map(len, files.values())))
    upload_files(files)
    run_jobs()
    assert len(commits) > 1


def test_the_activities_of_a_group_are_bounded(
    as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_group, "MAX_GROUP_ACTIVITIES", 2)
    upload_files(ride_files(4))
    run_jobs()
    assert commits == [2, 2]


def test_what_was_parsed_does_not_wait_for_slow_files(
    as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_group, "MAX_GROUP_AGE_S", -1.0)
    upload_files(ride_files(3))
    run_jobs()
    assert commits == [1, 1, 1]


def test_groups_grow_while_commits_are_fast_and_shrink_when_they_are_slow() -> None:
    assert next_size(5, TARGET_HOLD_S / 10) == 10
    assert next_size(MAX_GROUP_FILES, 0.0) == MAX_GROUP_FILES
    assert next_size(20, TARGET_HOLD_S * 2) == 10
    assert next_size(5, SLOW_HOLD_S * 0.9) == FIRST_SIZE
    assert next_size(5, SLOW_HOLD_S * 2) == 1


def test_a_lease_that_was_lost_undoes_the_whole_group(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_files(ride_files(3))

    def expire(*_: object) -> None:
        Job.across_accounts.update(lease_token=None, lease_until=timezone.now() + timedelta(minutes=1))

    monkeypatch.setattr("activities.services.finish_files.store_file_activities", expire)
    run_jobs()
    assert file_states() == dict.fromkeys(ride_files(3), "waiting")
    assert not Activity.objects.exists()


def test_a_poison_file_is_found_and_refused_alone(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    files = ride_files(FIRST_SIZE)
    poison = "ride-002.tcx"
    kills = kill_at(monkeypatch, files[poison])
    upload_files(files)
    run_until_all_is_done()
    assert file_states() == dict.fromkeys(files, "read") | {poison: "refused"}
    assert SourceFile.objects.get(name=poison).reason == "too_much_work"
    assert len(kills) == MAX_ATTEMPTS


def test_a_kill_costs_one_group(as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    files = ride_files(FIRST_SIZE + 3)
    kill_at(monkeypatch, list(files.values())[FIRST_SIZE + 1])
    upload_files(files)
    with pytest.raises(Killed):
        run_jobs()
    assert commits == [FIRST_SIZE]
    assert sorted(file_states().values()) == ["read"] * FIRST_SIZE + ["waiting"] * 3


def test_after_a_lost_group_as_many_files_are_committed_alone(as_alice: Account, commits: list[int]) -> None:
    files = ride_files(MAX_GROUP_FILES + 2)
    upload_files(files)
    Job.objects.update(attempts=1)
    run_jobs()
    assert commits == [*[1] * MAX_GROUP_FILES, 2]


def test_equal_bytes_in_one_group_are_stored_once(as_alice: Account, commits: list[int]) -> None:
    (data,) = ride_files(1).values()
    upload_files({"a.fit.gz": gzip.compress(data), "b.fit.gz": gzip.compress(data, mtime=5)})
    run_jobs()
    assert commits == [2]
    assert file_states() == {"a.fit.gz": "read", "b.fit.gz": "copy"}
    assert Activity.objects.count() == 1
    assert stored_names(as_alice) == names_in_rows()


def test_packed_bytes_of_a_file_that_is_refused_in_the_same_group_are_no_copies(
    as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (data,) = ride_files(1).values()
    refuse_name(monkeypatch, "a.fit")
    upload_files({"a.fit": data, "b.fit.gz": gzip.compress(data)})
    run_jobs()
    assert commits == [2]
    assert file_states() == {"a.fit": "refused", "b.fit.gz": "read"}
    assert stored_names(as_alice) == names_in_rows()


def test_a_file_deleted_while_its_group_is_parsed_leaves_nothing(
    as_alice: Account, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ride_files(3)
    packed = {f"{name}.gz": gzip.compress(data) for name, data in files.items()}
    first, *_ = upload_files(packed)
    parse = ParserProcess.parse

    def delete_and_parse(parser: ParserProcess, data: bytes) -> ParseResult:
        if data == files["ride-002.tcx"]:
            delete_source_files([first])
        return parse(parser, data)

    monkeypatch.setattr(ParserProcess, "parse", delete_and_parse)
    run_jobs()
    assert commits == [3]
    assert list(file_states().values()) == ["read", "read"]
    assert Activity.objects.count() == 2
    assert stored_names(as_alice) == names_in_rows()
