"""What became of the jobs."""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import redis

from accounts.jobs.models import Job
from bench.fleet.job_profiles import profile_of
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.outages import query_or_default

STUCK_S = 300.0


@dataclass(frozen=True, slots=True)
class JobTotals:
    """Numbers of jobs; `twice` are steps too many, `longest_s` is the longest time that a job went without a step."""

    accepted: int
    finished: int
    lost: int
    twice: int
    stopped: int = 0
    stuck: int = 0
    longest_s: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Nothing was lost, done twice, given up or stuck."""
        return not (self.lost or self.twice or self.stopped or self.stuck)


def count_finished() -> int:
    """How many jobs are done by now; 0 while the database is away."""
    return query_or_default(lambda: Effect.across_accounts.filter(last=True).count(), 0)


def is_idle(plain_redis: str) -> bool:
    """Whether nothing waits or runs any more, neither as a job nor in the Redis of plain Celery."""
    with redis.Redis.from_url(plain_redis) as client:
        plain = int(client.llen("plain")) + int(client.hlen("unacked"))
    return not plain and query_or_default(lambda: not Job.across_accounts.exclude(state="stopped").exists(), False)


def count_jobs(accepted: Mapping[int, float]) -> JobTotals:
    """Of the jobs; one that was begun counts as much as one that was accepted. `accepted`: when, by number."""
    steps: dict[int, list[int]] = defaultdict(list)
    moments = defaultdict(list, {number: [at] for number, at in accepted.items()})
    for number, step, at in Effect.across_accounts.values_list("number", "step", "at"):
        steps[number].append(step)
        moments[number].append(at.timestamp())
    rows = {int(window): state for window, state in Job.across_accounts.values_list("window", "state")}
    for number in rows:
        moments[number].append(time.time())
    finished = {number for number, done in steps.items() if len(set(done)) == profile_of(number).steps}
    waits = {number: _longest(when) for number, when in moments.items()}
    waiting = {number for number, state in rows.items() if state != Job.State.STOPPED}
    return JobTotals(
        accepted=len(accepted),
        finished=len(finished),
        lost=len(moments.keys() - finished - rows.keys()),
        twice=sum(len(done) - len(set(done)) for done in steps.values()),
        stopped=len(rows) - len(waiting),
        stuck=len(waiting | {number for number, wait in waits.items() if wait > STUCK_S}),
        longest_s=max(waits.values(), default=0.0),
    )


def count_plain(accepted: Collection[int]) -> JobTotals:
    """Of the tasks of plain Celery."""
    done = Counter(PlainEffect.objects.values_list("number", flat=True))
    return JobTotals(
        accepted=len(accepted),
        finished=len(done),
        lost=len(set(accepted) - done.keys()),
        twice=done.total() - len(done),
    )


def _longest(moments: list[float]) -> float:
    return max((after - before for before, after in pairwise(sorted(moments))), default=0.0)
