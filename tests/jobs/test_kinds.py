"""A job kind and a periodic task have names of their own: two of one name fail when the second is imported."""

from datetime import timedelta

import pytest

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane


def run_nothing(claim: Claim) -> bool:
    return False


def test_two_job_kinds_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "JOB_KINDS", {})
    kinds.job_kind("test", lane=Lane.CLICK)(run_nothing)
    with pytest.raises(ValueError, match=r"^There is a job kind named 'test' already\.$"):
        kinds.job_kind("test", lane=Lane.DAILY)(run_nothing)
    assert kinds.JOB_KINDS["test"].lane == Lane.CLICK


def test_one_function_may_run_several_job_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "JOB_KINDS", {})
    for name in ("first", "second"):
        kinds.job_kind(name, lane=Lane.CLICK)(run_nothing)
    assert list(kinds.JOB_KINDS) == ["first", "second"]


def test_two_periodic_tasks_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def sweep() -> None:
        raise NotImplementedError

    monkeypatch.setattr(kinds, "PERIODIC_TASKS", [])
    kinds.periodic_task(timedelta(hours=1))(sweep)
    with pytest.raises(ValueError, match=r"^There is a periodic task named 'sweep' already\.$"):
        kinds.periodic_task(timedelta(days=1))(sweep)
    assert [task.every for task in kinds.PERIODIC_TASKS] == [timedelta(hours=1)]


def test_the_periodic_tasks_of_the_install_are_registered() -> None:
    names = [task.name for task in kinds.PERIODIC_TASKS]
    assert len(set(names)) == len(names)
    assert {"sweep", "delete_expired", "delete_orphans"} <= set(names)
