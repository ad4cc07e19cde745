"""Jobs and write-backs of 127d88c are continued: those queued or running end, those stopped wait to be retried."""

import re
from collections.abc import Iterator

import pytest

from tests.upgrade.browser import Browser
from tests.upgrade.conftest import Upgrade
from tests.upgrade.install import Install
from tests.upgrade.tables import Row
from tests.waiting import wait_until

pytestmark = [pytest.mark.own_servers, pytest.mark.slow]

KILLED = ("sent, arrived", "sent, not arrived")
NOT_ENDED = ("queued", "compared", "taken")
ENDED = {
    "done": "done",
    "undone": "done",
    "undo": "done",
    "already": "already",
    "conflict": "conflict",
    "failed": "failed",
    "withdrawn": "failed",
}
WAITING = ("sent, stopped", "sent, door closed")
JOBS = "/operator/jobs/job/"


@pytest.fixture(scope="module")
def puts_before(upgrade: Upgrade, install: Install) -> dict[str, int]:
    """Returns how many PUTs had reached the sandbox for each write-back before the upgrade."""
    return {label: install.count_puts(known) for label, known in install.known["write_backs"].items()}


@pytest.fixture(scope="module")
def worked(install: Install, puts_before: dict[str, int]) -> Iterator[Install]:
    """Yields the upgraded install after a worker has found nothing more to do; the worker stays."""
    folder = install.machine.data / "mails"
    with install.running("python", "manage.py", "work", EMAIL_URL=f"filemail:///{folder}", LOG_LEVEL="INFO"):
        wait_until_idle(install)
        yield install


def wait_until_idle(install: Install) -> None:
    """Waits until no job is queued or running, and no mail is in the outbox."""
    wait_until(lambda: {row["state"] for row in install.rows("jobs_job")} <= {"stopped"})
    wait_until(lambda: not install.rows("accounts_outboxentry"))


def state_of(install: Install, label: str) -> object:
    """Returns the state of a write-back of the dump."""
    (row,) = install.rows("matching_writeback", id=install.known["write_backs"][label]["id"])
    return row["state"]


def name_of(install: Install, label: str) -> object:
    """Returns the name that the platform's activity has here."""
    number = install.known["write_backs"][label]["provider_id"]
    (row,) = install.rows("activities_activity", provider="strava", provider_id=number)
    return row["name"]


def test_the_dump_holds_write_backs_killed_before_and_after_their_put(puts_before: dict[str, int]) -> None:
    assert [puts_before[label] for label in KILLED] == [1, 0]


@pytest.mark.parametrize("label", KILLED)
def test_a_write_back_killed_after_sent_ends_with_one_put(worked: Install, label: str) -> None:
    write_back = worked.known["write_backs"][label]
    assert state_of(worked, label) == "done"
    assert worked.count_puts(write_back) == 1
    assert name_of(worked, label) == write_back["after"]


@pytest.mark.parametrize(("label", "puts"), [("queued", 1), ("compared", 1), ("taken", 0)])
def test_a_write_back_under_way_goes_on_where_it_was(
    worked: Install, puts_before: dict[str, int], label: str, puts: int
) -> None:
    write_back = worked.known["write_backs"][label]
    assert worked.count_puts(write_back) - puts_before[label] == puts
    assert state_of(worked, label) == "done"
    assert name_of(worked, label) == write_back["after"]


@pytest.mark.parametrize("label", ENDED)
def test_a_write_back_that_had_ended_stays_as_it_was(worked: Install, puts_before: dict[str, int], label: str) -> None:
    assert state_of(worked, label) == ENDED[label]
    assert worked.count_puts(worked.known["write_backs"][label]) == puts_before[label]


def test_what_had_stopped_is_left_alone(upgrade: Upgrade, worked: Install, puts_before: dict[str, int]) -> None:
    stopped = [row for row in upgrade.before["jobs_job"] if row["state"] == "stopped"]
    assert {row["kind"] for row in stopped} == {"accounts.notice", "files.read", "pull.whole", "write"}
    assert sorted(worked.rows("jobs_job"), key=_job_id) == sorted(stopped, key=_job_id)
    for label in WAITING:
        assert state_of(worked, label) == "sent"
        assert worked.count_puts(worked.known["write_backs"][label]) == puts_before[label]


def _job_id(row: Row) -> str:
    return str(row["id"])


def test_jobs_of_every_kind_did_their_work(worked: Install) -> None:
    carol, dora, over = (worked.known["accounts"][name] for name in ("carol", "dora", "over"))
    assert _recipients(worked) == ["alice@example.org", "alice@example.org", "bob@example.org"]
    waiting = worked.rows("activities_sourcefile", state="waiting")
    assert waiting == worked.rows("activities_sourcefile", owner_id=carol["id"])
    assert not worked.rows("accounts_account", email=over["email"])
    assert all(row["has_files"] for row in worked.rows("tracekit_site_demo"))
    assert worked.rows("providers_pull", ended_at=None) == worked.rows(
        "providers_pull", kind="whole", owner_id=dora["id"]
    )
    assert worked.rows("matching_trimmed", provider_id=worked.known["to_trim"])
    assert not worked.rows("activities_activity", provider_id=worked.known["to_trim"])


def _recipients(install: Install) -> list[str]:
    """Returns to whom the worker has sent mails."""
    mails = [path.read_text() for path in (install.machine.data / "mails").iterdir()]
    return sorted(line.removeprefix("To: ") for mail in mails for line in mail.splitlines() if line.startswith("To: "))


def test_what_had_stopped_can_be_tried_again(worked: Install, address: str, puts_before: dict[str, int]) -> None:
    _retry_jobs(worked, Browser(address, worked.known["accounts"]["bob"]["session"]))
    _retry_write_back(worked, Browser(address, worked.known["accounts"]["alice"]["session"]))
    wait_until(lambda: not worked.rows("jobs_job"))
    assert [state_of(worked, label) for label in WAITING] == ["done", "done"]
    puts = {label: worked.count_puts(worked.known["write_backs"][label]) for label in WAITING}
    assert puts == {"sent, stopped": puts_before["sent, stopped"] + 1, "sent, door closed": 1}
    assert not worked.rows("activities_sourcefile", state="waiting")
    assert all(row["ended_at"] for row in worked.rows("providers_pull"))


def _retry_jobs(install: Install, operator: Browser) -> None:
    """Chooses all stopped jobs and "Try again", as an operator."""
    (action,) = re.findall(r'value="(\w+)">\s*Try again\s*<', operator.open(JOBS).text)
    chosen = [str(row["id"]) for row in install.rows("jobs_job", state="stopped")]
    operator.submit(JOBS, action=action, _selected_action=chosen, index="0")
    assert f"{len(chosen)} jobs: Queued again." in operator.text(JOBS)


def _retry_write_back(install: Install, athlete: Browser) -> None:
    """Presses "Check again", as an athlete, on the write-back of which nobody knows whether it happened."""
    path = f"/writes/{install.known['write_backs']['sent, door closed']['id']}/"
    page = athlete.open(path).text
    assert "Check again" in page
    (form,) = re.findall(rf'action="({path}\w+/)"', page)
    assert athlete.submit(form).status_code == 303
