"""Each lane has a share of the steps, so that clicks of one account never keep the jobs of others waiting."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest

from accounts.jobs import kinds, tasks
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import RESERVED_TURNS, Lane, lane_orders
from accounts.jobs.loop import JobLoop
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.scope import owner_scope

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ROUNDS = 5
"""The loop makes as many claims as this many rounds of reserved turns."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Registers a kind of jobs for each lane whose work never ends; returns the kinds of the steps that ran."""
    kinds_of_steps: list[str] = []

    def record(claim: Claim) -> bool:
        kinds_of_steps.append(claim.job.kind)
        return True

    for lane in Lane:
        monkeypatch.setitem(kinds.JOB_KINDS, lane.name, kinds.JobKind(lane.name, lane, record))
    return kinds_of_steps


def run_in_loop(count: int) -> None:
    """Runs steps as the loop over the table does."""
    loop = JobLoop(kinds.local_kinds, lambda: None)
    for _ in range(count):
        loop.run_once()


def run_by_messages(count: int) -> None:
    """Runs steps as a worker of the fleet does that only gets messages for the first job."""
    job_id = Job.across_accounts.order_by("id").values_list("id", flat=True)[0]
    for _ in range(count):
        tasks.run(job_id)


def enqueue_clicks(account: Account, count: int) -> None:
    with owner_scope(account):
        for number in range(count):
            enqueue(Lane.CLICK.name, dedup_key=str(number))


@pytest.mark.parametrize("run_steps", [run_in_loop, run_by_messages])
def test_a_flood_of_clicks_leaves_each_lane_its_share(
    run_steps: Callable[[int], None],
    steps: list[str],
    alice: Account,
    mallory: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accounts.jobs.services.run.MAX_TURN_S", -1.0)
    enqueue_clicks(mallory, 50)
    with owner_scope(alice):
        enqueue(Lane.DAILY.name, provider="a")
        enqueue(Lane.BACKFILL.name, provider="b")
    run_steps(ROUNDS * len(RESERVED_TURNS))
    assert Counter(steps) == {"CLICK": ROUNDS * 6, "DAILY": ROUNDS, "BACKFILL": ROUNDS}


def test_clicks_go_first_in_more_than_half_of_the_steps(steps: list[str], alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        for lane in (Lane.WEBHOOK, Lane.DAILY, Lane.BACKFILL):
            enqueue(lane.name, provider=lane.name)
    enqueue_clicks(alice, 1)
    run_in_loop(ROUNDS * len(RESERVED_TURNS))
    assert Counter(steps)["CLICK"] == ROUNDS * 5
    assert all("CLICK" in pair for pair in pairwise(steps))


def test_an_unused_share_is_anybodys(steps: list[str], alice: Account) -> None:
    with owner_scope(alice):
        enqueue(Lane.BACKFILL.name)
    run_in_loop(ROUNDS)
    assert steps == ["BACKFILL"] * ROUNDS


def test_every_lane_has_a_turn_and_each_order_names_all_lanes() -> None:
    orders = lane_orders()
    a_round = [next(orders) for _ in RESERVED_TURNS]
    assert {order[0] for order in a_round} == set(Lane)
    assert all(sorted(order) == list(Lane) for order in a_round)
