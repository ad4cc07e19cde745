"""An erasure is killed at each of its steps, run by two processes at once, and complete all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Barrier, Thread

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.db.models import FileField

from accounts.erasure_steps import (
    ERASURE_STEPS,
    ErasureStep,
    Phase,
    RunningErasure,
    SomethingLeft,
    erasure_step,
    steps_in_order,
)
from accounts.models import Account, AccountKey, Erasure
from accounts.owned import Owned
from accounts.scope import no_scope
from accounts.services import erase_rows, run_erasures
from accounts.services.erasure_claim import ErasureClaim, claim_erasure
from accounts.services.request_erasure import start_erasure
from activities.storage.source_files import source_file_storage
from tests.accounts.dump import database_rows
from tests.accounts.sentinels import SentinelRows, models_of_an_account
from tests.erasure.clock import Clock

pytestmark = pytest.mark.postgres

ALICE = "Xalicex"


class Killed(BaseException):
    """Ends a run as a killed process would: nothing after it is done, and its lease stays."""


@pytest.fixture
def rows(alice: Account) -> SentinelRows:
    rows = SentinelRows(alice, ALICE, 1987)
    rows.create_everywhere()
    source_file_storage().save(f"{alice.pk}/left-over", ContentFile(ALICE.encode()))
    return rows


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def replace_step(monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[[RunningErasure], None]) -> None:
    step = ERASURE_STEPS[name]
    monkeypatch.setitem(ERASURE_STEPS, name, ErasureStep(name, step.phase, step.label, run))


def complete(clock: Clock, erasure: Erasure) -> Erasure:
    """Lets later processes go on; returns the complete erasure."""
    for _ in range(4):
        clock.move(minutes=6)
        run_erasures.run_due_erasures()
    erasure.refresh_from_db()
    assert erasure.ended_at, erasure.error
    return erasure


def undisturbed_counts(alice: Account) -> dict[str, int]:
    """Returns what an undisturbed erasure of the same rows counts."""
    return dict.fromkeys(("activities.Activity", "matching.Workout", "accounts.AccountKey", "accounts.Account"), 1)


def stored_files() -> int:
    """Returns how many files the sentinels of an account store: one for each field of files."""
    fields = [field for model in models_of_an_account() for field in model._meta.concrete_fields]
    return sum(isinstance(field, FileField) for field in fields)


def assert_erased(erasure: Erasure, alice: Account) -> None:
    assert alice.pk.hex not in database_rows().replace("-", "")
    assert ALICE not in database_rows()
    assert source_file_storage().listdir(str(alice.pk))[1] == []
    assert {label: erasure.counts[label] for label in undisturbed_counts(alice)} == undisturbed_counts(alice)
    assert erasure.counts["files"] == stored_files() + len(["left-over"])
    assert set(erasure.done_steps) == set(ERASURE_STEPS)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("name", [step.name for step in steps_in_order()])
def test_an_erasure_that_is_killed_at_a_step_is_complete_later(
    name: str, moment: str, rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ERASURE_STEPS[name].run

    def be_killed(erasure: RunningErasure) -> None:
        if moment == "after":
            run(erasure)
        raise Killed

    erasure = start_erasure(alice.pk)
    with monkeypatch.context() as patch:
        replace_step(patch, name, be_killed)
        with pytest.raises(Killed):
            run_erasures.run_erasure(erasure.pk)
    assert not run_erasures.run_erasure(erasure.pk), "another process took over before the lease had ended"
    assert_erased(complete(clock, erasure), alice)


def test_an_erasure_that_is_killed_after_every_number_of_commits_is_complete_later(
    rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process is killed after one commit, the next after two, and so on."""
    locked, commits = ErasureClaim._locked, count()

    @contextmanager
    def be_killed(claim: ErasureClaim) -> Iterator[Erasure]:
        if next(commits) == allowed:
            raise Killed
        with locked(claim) as row:
            yield row

    monkeypatch.setattr(ErasureClaim, "_locked", be_killed)
    erasure, allowed = start_erasure(alice.pk), 0
    while erasure.ended_at is None:
        commits, allowed = count(), allowed + 1
        clock.move(minutes=3)
        with suppress(Killed):
            run_erasures.run_erasure(erasure.pk)
        erasure.refresh_from_db()
    assert allowed > 5
    assert_erased(erasure, alice)


def test_a_process_that_lost_its_lease_commits_nothing_more(
    rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second process does everything while the first one is in the middle of the files."""
    run = ERASURE_STEPS["files"].run
    erasure = start_erasure(alice.pk)
    done_by_second = []

    def be_slow(slow: RunningErasure) -> None:
        with monkeypatch.context() as patch:
            replace_step(patch, "files", run)
            clock.move(minutes=3)
            done_by_second.append(run_erasures.run_erasure(erasure.pk))
        with slow.part() as counts:
            counts["files"] += 1000

    replace_step(monkeypatch, "files", be_slow)
    assert not run_erasures.run_erasure(erasure.pk)
    assert done_by_second == [True]
    erasure.refresh_from_db()
    assert_erased(erasure, alice)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_delete_nothing_twice(rows: SentinelRows, alice: Account) -> None:
    erasure, barrier, results = start_erasure(alice.pk), Barrier(2), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(run_erasures.run_erasure(erasure.pk))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    erasure.refresh_from_db()
    assert_erased(erasure, alice)


def test_many_rows_go_in_slices_that_reference_each_other(
    rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erase_rows, "PART_SIZE", 1)
    assert_erased(complete(clock, start_erasure(alice.pk)), alice)


def test_no_row_is_left_to_the_deletion_of_the_account(
    rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would delete a whole history in one transaction, and keep everybody from writing meanwhile."""
    run, counts = ERASURE_STEPS["account"].run, []

    def count_rows(erasure: RunningErasure) -> None:
        models: list[type[Owned]] = [*erase_rows.models_in_order(), AccountKey]
        counts.append({model: model._base_manager.filter(owner=alice.pk).count() for model in models})
        run(erasure)

    replace_step(monkeypatch, "account", count_rows)
    assert_erased(complete(clock, start_erasure(alice.pk)), alice)
    assert len(counts[0]) > 20
    assert not any(counts[0].values())


def test_every_row_that_names_an_account_is_deleted_by_a_step_or_with_the_account() -> None:
    in_order = erase_rows.models_in_order()
    for model in in_order[1:]:
        for field in model._meta.concrete_fields:
            other = field.related_model
            if other in in_order[1:] and other is not model:
                assert in_order.index(model) < in_order.index(other), (model, other)


def test_what_arrives_meanwhile_is_found_and_deleted(
    rows: SentinelRows, alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload stores its file after the files were deleted."""
    run = ERASURE_STEPS["account"].run
    late_names = [f"{alice.pk}/late"]

    def store_late(erasure: RunningErasure) -> None:
        run(erasure)
        if late_names:
            source_file_storage().save(late_names.pop(), ContentFile(ALICE.encode()))

    replace_step(monkeypatch, "account", store_late)
    erasure = start_erasure(alice.pk)
    assert not run_erasures.run_erasure(erasure.pk)
    erasure.refresh_from_db()
    assert (erasure.error, erasure.done_steps) == ("files_verified: a file", [])
    complete(clock, erasure)
    assert source_file_storage().listdir(str(alice.pk))[1] == []


def test_a_row_that_is_left_in_any_table_is_found(
    rows: SentinelRows, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No scope is open: the verification passes only if it sees the rows of all accounts, and finds none."""
    references = [(model, field) for model, field in erase_rows.account_references() if model in rows.rows]
    assert len(references) > 20
    claim = claim_erasure(start_erasure(alice.pk).pk)
    assert claim
    for model, field in references:
        monkeypatch.setattr(erase_rows, "account_references", lambda reference=(model, field): iter([reference]))
        if model._base_manager.filter(**{field: alice.pk}).exists():  # a closed account has no session and no job
            with no_scope(), pytest.raises(SomethingLeft, match=model._meta.label):
                erase_rows.verify_rows(claim)


def test_another_app_can_add_a_step(alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.erasure_steps.ERASURE_STEPS", dict(ERASURE_STEPS))
    ended = []

    @erasure_step("customer", Phase.BILLING, "End the subscription")
    def end_subscription(run: RunningErasure) -> None:
        ended.append((run.account_id, Account.objects.filter(pk=run.account_id).exists()))

    with pytest.raises(ValueError, match="customer"):
        erasure_step("customer", Phase.BILLING, "End the subscription")(end_subscription)
    assert run_erasures.run_erasure(start_erasure(alice.pk).pk)
    assert ended == [(alice.pk, True)]
