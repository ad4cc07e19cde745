"""Simulates an install and its platform in simulated time: arrivals, a queue with lanes, workers, and calls.

Who may call when, and who goes first, decide the product's own `providers.call_budget` and `accounts.jobs.lanes`.
"""

import heapq
import random
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.jobs.lanes import Lane, LaneOrder, lane_orders
from providers.call_budget import AccountUse, learn_usage, new_windows, share_free_at, shortest_window, take_call
from providers.strava.client import HEADER_PREFIXES, RATE_LIMITS, WINDOWS, usage_of

START = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PEAK_HOURS, PEAK_FACTOR = range(6, 9), 3
"""In these hours, athletes do so many times as much as in others."""
CALL_TIME = timedelta(seconds=0.6)
CALLS = {Lane.CLICK: 3, Lane.WEBHOOK: 1, Lane.DAILY: 1}
"""A job of each of these lanes makes so many calls; a first pull makes as many as its history needs."""

Work = Generator[datetime, None, None]
"""Work yields the times at which it goes on."""


@dataclass(slots=True, order=True)
class SimulatedJob:
    """A simulated job makes so many calls: a first pull one in each step, the others all in one step."""

    not_before: datetime
    number: int
    owner: str = field(compare=False)
    lane: Lane = field(compare=False)
    calls_left: int = field(compare=False)
    created_at: datetime = field(compare=False)


class SimulatedStrava:
    """Counts calls in its windows as Strava does, refused ones too, and answers with its headers."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, timedelta, datetime]] = Counter()
        self.refused_count = 0

    def call(self, now: datetime) -> dict[str, str]:
        """Counts a call; returns the headers of the response."""
        self.counts.update((limit.kind, limit.window, limit.window_start(now)) for limit in RATE_LIMITS)
        used = {(limit.kind, limit.window): self._count(limit.kind, limit.window, now) for limit in RATE_LIMITS}
        allowed = {(limit.kind, limit.window): limit.calls for limit in RATE_LIMITS}
        self.refused_count += any(used[key] > allowed[key] for key in used)
        headers = {}
        for kind, prefix in HEADER_PREFIXES.items():
            headers[f"{prefix}-limit"] = ",".join(str(allowed[kind, window]) for window in WINDOWS)
            headers[f"{prefix}-usage"] = ",".join(str(used[kind, window]) for window in WINDOWS)
        return headers

    def fullest(self, window: timedelta) -> float:
        """Returns the largest part of a limit that any window of this length has reached."""
        allowed = {limit.kind: limit.calls for limit in RATE_LIMITS if limit.window == window}
        return max((used / allowed[key[0]] for key, used in self.counts.items() if key[1] == window), default=0.0)

    def _count(self, kind: str, window: timedelta, now: datetime) -> int:
        start = next(limit.window_start(now) for limit in RATE_LIMITS if limit.window == window)
        return self.counts[kind, window, start]


class SimulatedInstall:
    """Runs the jobs of one install as its workers do: each claims one, and counts each call before it makes it."""

    def __init__(self, seed: int, days: int, workers: int = 2) -> None:
        self.chance = random.Random(seed)
        self.days, self.end, self.now = days, START + days * DAY, START
        self.strava, self.windows = SimulatedStrava(), new_windows(RATE_LIMITS, START)
        self.idle_workers: list[Iterator[LaneOrder]] = [lane_orders() for _ in range(workers)]
        self.queued: list[SimulatedJob] = []
        self.running_owners: set[str] = set()
        self.calls_in_window: Counter[tuple[str, datetime]] = Counter()
        self.calls: Counter[str] = Counter()
        self.waits: dict[Lane, list[float]] = {lane: [] for lane in Lane}
        self._numbers = count()
        self._events: list[tuple[datetime, int, SimulatedJob | Work]] = []

    def add_athlete(self, owner: str) -> None:
        """Plans a pull at the same time of each day, and half a push and half a click a day on average."""
        pulled_at = self.chance.random() * DAY
        for day in range(self.days):
            midnight = START + day * DAY
            self.add_job(midnight + pulled_at, owner, Lane.DAILY, CALLS[Lane.DAILY])
            for lane in (Lane.CLICK, Lane.WEBHOOK):
                if self.chance.random() < 0.5:
                    self.add_job(midnight + self._time_of_day(), owner, lane, CALLS[lane])

    def add_job(self, at: datetime, owner: str, lane: Lane, calls: int) -> None:
        """Plans a job of so many calls."""
        self._add_event(at, SimulatedJob(at, next(self._numbers), owner, lane, calls, at))

    def run(self) -> None:
        """Lets the time pass until the end."""
        while self._events and self._events[0][0] < self.end:
            self.now, _, event = heapq.heappop(self._events)
            if isinstance(event, SimulatedJob):
                self.queued.append(event)
            else:
                self._go_on(event)
            while self.idle_workers and (job := self._next_job()) is not None:
                self._go_on(self._run_step(job, self.idle_workers.pop(0)))

    def unfinished_jobs(self) -> list[SimulatedJob]:
        """Returns the jobs that were planned for before the end and have not ended by then."""
        waiting = [event for _, _, event in self._events if isinstance(event, SimulatedJob)]
        return [job for job in (*self.queued, *waiting) if job.created_at < self.end]

    def _time_of_day(self) -> timedelta:
        weights = [PEAK_FACTOR if hour in PEAK_HOURS else 1 for hour in range(24)]
        (hour,) = self.chance.choices(range(24), weights)
        return timedelta(hours=hour + self.chance.random())

    def _add_event(self, at: datetime, event: "SimulatedJob | Work") -> None:
        heapq.heappush(self._events, (at, next(self._numbers), event))

    def _go_on(self, work: Work) -> None:
        at = next(work, None)
        if at is not None:
            self._add_event(at, work)

    def _next_job(self) -> SimulatedJob | None:
        """Returns the next job in the lane order of the first idle worker, of an owner for whom none is running."""
        claimable = [job for job in self.queued if job.owner not in self.running_owners]
        if not claimable:
            return None
        order = next(self.idle_workers[0])
        return min(claimable, key=lambda job: (order.index(job.lane), job))

    def _run_step(self, job: SimulatedJob, worker: Iterator[LaneOrder]) -> Work:
        """Runs a step: the account may have to let others go first, and each call may have to wait for its window."""
        self.queued.remove(job)
        self.running_owners.add(job.owner)
        until = share_free_at(shortest_window(self.windows), self._account_use(job), self.now)
        while until is None and job.calls_left:
            self.windows, until = take_call(self.windows, job.lane, self.now)
            if until is None:
                yield from self._call(job)
                if job.lane is Lane.BACKFILL:
                    break
        self.running_owners.remove(job.owner)
        self.idle_workers.append(worker)
        if job.calls_left:
            job.not_before = until or self.now
            self._add_event(job.not_before, job)
        else:
            self.waits[job.lane].append((self.now - job.created_at).total_seconds())

    def _call(self, job: SimulatedJob) -> Work:
        called_at = self.now
        self.calls_in_window[job.owner, shortest_window(self.windows).start] += 1
        self.calls[job.owner] += 1
        headers = self.strava.call(called_at)
        yield called_at + CALL_TIME
        self.windows = learn_usage(self.windows, usage_of(headers), called_at, self.now)
        job.calls_left -= 1

    def _account_use(self, job: SimulatedJob) -> AccountUse:
        start = shortest_window(self.windows).start
        calls = self.calls_in_window[job.owner, start]
        waiting = {other.owner: other.lane for other in sorted(self.queued, key=lambda other: -other.lane)}
        waiting.pop(job.owner, None)
        lanes = [lane for owner, lane in waiting.items() if self.calls_in_window[owner, start] < calls]
        ahead = sum(lane <= job.lane for lane in lanes)
        return AccountUse(calls, ahead, len(lanes) - ahead)
