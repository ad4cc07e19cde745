"""Measures an engine: its throughput, and how soon a click starts."""

import random
import signal
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count, islice

from django.db import transaction

from accounts.owned import OwnedQuerySet
from accounts.scope import crossing
from activities.models import SourceFile
from bench.fleet.job_engines import ACCOUNTS, JobEngine
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.waiting import wait_until
from bench.fleet.waiting_files import add_waiting_files

WARM_UP_JOBS = 200


def measure_throughput(engine: JobEngine, jobs: int) -> tuple[float, float]:
    """Returns the seconds to request so many jobs of no work, with all workers halted, and the seconds to do them."""
    with engine.working():
        _request(engine, WARM_UP_JOBS)
        wait_until(lambda: not engine.open_jobs())
        for worker in engine.workers:
            worker.send_signal(signal.SIGSTOP)
        request_s = _request(engine, jobs)
        for worker in engine.workers:
            worker.send_signal(signal.SIGCONT)
        start = time.perf_counter()
        wait_until(lambda: not engine.open_jobs())
        return request_s, time.perf_counter() - start


def measure_idle_latency(engine: JobEngine, clicks: int) -> list[float]:
    """Returns the seconds from the commit of each click to its start, while nothing else is there to do."""
    _delete_effects()
    with engine.working():
        return [_measure_latency(engine, number) for number in _numbers(clicks)]


@crossing()
def measure_busy_latency(engine: JobEngine, busy: int, files: int, clicks: int) -> tuple[list[float], float]:
    """Returns the same while `busy` other accounts have so many files waiting, and how many files a second are read."""
    _delete_effects()
    for number in range(busy):
        add_waiting_files(number, files)
    done = _files(SourceFile.State.READ)
    with engine.working():
        wait_until(lambda: done.values("owner").distinct().count() == busy)
        count_before, start = done.count(), time.perf_counter()
        latencies = [_measure_latency(engine, number) for number in _numbers(clicks)]
        files_per_s = (done.count() - count_before) / (time.perf_counter() - start)
    waiting = _files(SourceFile.State.WAITING).values("owner").distinct()
    assert waiting.count() == busy, "too few files: some account had none left to be read beside the clicks"
    return latencies, files_per_s


def _request(engine: JobEngine, jobs: int) -> float:
    start = time.perf_counter()
    for number in range(jobs):
        with transaction.atomic():
            engine.request_nothing(number)
    return time.perf_counter() - start


def _measure_latency(engine: JobEngine, number: int) -> float:
    """Returns the seconds from the commit of one click to its start; before it, pauses for a random time."""
    time.sleep(random.uniform(0.1, 1.1))
    committed: list[datetime] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(datetime.now(UTC)))
        engine.request_timestamp(number)
    wait_until(lambda: engine.started_at(number) is not None)
    started_at = engine.started_at(number)
    assert started_at
    return (started_at - committed[0]).total_seconds()


def _numbers(clicks: int) -> Iterable[int]:
    """Returns numbers that belong to other accounts than the first ten."""
    return islice((number for number in count() if number % ACCOUNTS >= 10), clicks)


def _files(state: SourceFile.State) -> OwnedQuerySet[SourceFile]:
    return SourceFile.across_accounts.filter(state=state)


@crossing()
def _delete_effects() -> None:
    Effect.across_accounts.all().delete()
    PlainEffect.objects.all().delete()
