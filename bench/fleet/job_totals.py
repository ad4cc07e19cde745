"""Counts what became of the jobs."""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import redis

from accounts.jobs.models import Job
from accounts.scope import crossing
from bench.fleet.job_profiles import profile_of
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.outages import query_or_default

STUCK_S = 300.0


@dataclass(frozen=True, slots=True)
class JobTotals:
    """Totals are numbers of jobs; `twice` counts effects too many, `longest_s` the longest time without an effect."""

    accepted: int
    finished: int
    lost: int
    twice: int
    stopped: int = 0
    stuck: int = 0
    longest_s: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Returns whether nothing was lost, done twice, given up or stuck."""
        return not (self.lost or self.twice or self.stopped or self.stuck)


@crossing()
def count_finished() -> int:
    """Returns how many jobs are done by now; 0 while the database does not answer."""
    return query_or_default(lambda: Effect.across_accounts.filter(is_last=True).count(), 0)


@crossing()
def is_idle(plain_redis: str) -> bool:
    """Returns whether nothing waits or runs any more, neither as a job nor in the Redis of plain Celery."""
    with redis.Redis.from_url(plain_redis) as client:
        plain = int(client.llen("plain")) + int(client.hlen("unacked"))
    return not plain and query_or_default(lambda: not Job.across_accounts.exclude(state="stopped").exists(), False)


@crossing()
def count_jobs(accepted: Mapping[int, float]) -> JobTotals:
    """Counts the jobs; those that started count like the accepted ones. `accepted` maps numbers to times."""
    positions: dict[int, list[int]] = defaultdict(list)
    times = defaultdict(list, {number: [accepted_at] for number, accepted_at in accepted.items()})
    for number, position, committed_at in Effect.across_accounts.values_list("number", "position", "committed_at"):
        positions[number].append(position)
        times[number].append(committed_at.timestamp())
    states = {int(number): state for number, state in Job.across_accounts.values_list("dedup_key", "state")}
    for number in states:
        times[number].append(time.time())
    finished = {number for number, done in positions.items() if len(set(done)) == profile_of(number).effects}
    pauses = {number: _longest_pause(moments) for number, moments in times.items()}
    waiting = {number for number, state in states.items() if state != Job.State.STOPPED}
    return JobTotals(
        accepted=len(accepted),
        finished=len(finished),
        lost=len(times.keys() - finished - states.keys()),
        twice=sum(len(done) - len(set(done)) for done in positions.values()),
        stopped=len(states) - len(waiting),
        stuck=len(waiting | {number for number, pause in pauses.items() if pause > STUCK_S}),
        longest_s=max(pauses.values(), default=0.0),
    )


def count_plain(accepted: Collection[int]) -> JobTotals:
    """Counts the tasks of plain Celery."""
    done = Counter(PlainEffect.objects.values_list("number", flat=True))
    return JobTotals(
        accepted=len(accepted),
        finished=len(done),
        lost=len(set(accepted) - done.keys()),
        twice=done.total() - len(done),
    )


def _longest_pause(times: list[float]) -> float:
    return max((after - before for before, after in pairwise(sorted(times))), default=0.0)
