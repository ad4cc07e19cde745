"""What is measured of an engine."""

import random
import signal
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count, islice

from django.db import transaction

from accounts.owned import OwnedQuerySet
from activities.models import SourceFile
from bench.fleet.job_engines import ACCOUNTS, JobEngine
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.waiting import wait_until
from bench.fleet.waiting_files import add_waiting_files

WARM = 200


def measure_throughput(engine: JobEngine, jobs: int) -> tuple[float, float]:
    """Seconds to ask for so many jobs of no work, and seconds to do them; the workers stand still meanwhile."""
    with engine.working():
        _ask(engine, WARM)
        wait_until(lambda: not engine.left())
        for worker in engine.workers:
            worker.tell(signal.SIGSTOP)
        asking = _ask(engine, jobs)
        for worker in engine.workers:
            worker.tell(signal.SIGCONT)
        begun = time.perf_counter()
        wait_until(lambda: not engine.left())
        return asking, time.perf_counter() - begun


def measure_idle_latency(engine: JobEngine, clicks: int) -> list[float]:
    """Seconds from the commit of a click to its start, while nothing else is there to do."""
    _forget()
    with engine.working():
        return [_click(engine, number) for number in _strangers(clicks)]


def measure_busy_latency(engine: JobEngine, heavy: int, files: int, clicks: int) -> tuple[list[float], float]:
    """The same while so many other accounts have so many files waiting; and how many files a second are read on."""
    _forget()
    for number in range(heavy):
        add_waiting_files(number, files)
    done = _files(SourceFile.State.READ)
    with engine.working():
        wait_until(lambda: done.values("owner").distinct().count() == heavy)
        before, begun = done.count(), time.perf_counter()
        waits = [_click(engine, number) for number in _strangers(clicks)]
        read = (done.count() - before) / (time.perf_counter() - begun)
    waiting = _files(SourceFile.State.WAITING).values("owner").distinct()
    assert waiting.count() == heavy, "too few files: some account had none left to be read beside the clicks"
    return waits, read


def _ask(engine: JobEngine, jobs: int) -> float:
    begun = time.perf_counter()
    for number in range(jobs):
        with transaction.atomic():
            engine.nothing(number)
    return time.perf_counter() - begun


def _click(engine: JobEngine, number: int) -> float:
    """One click, after a moment of no rhythm."""
    time.sleep(random.uniform(0.1, 1.1))
    committed: list[datetime] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(datetime.now(UTC)))
        engine.stamp(number)
    wait_until(lambda: engine.began(number) is not None)
    began = engine.began(number)
    assert began
    return (began - committed[0]).total_seconds()


def _strangers(clicks: int) -> Iterable[int]:
    """Numbers of other accounts than the first ten."""
    return islice((number for number in count() if number % ACCOUNTS >= 10), clicks)


def _files(state: SourceFile.State) -> OwnedQuerySet[SourceFile]:
    return SourceFile.across_accounts.filter(state=state)


def _forget() -> None:
    Effect.across_accounts.all().delete()
    PlainEffect.objects.all().delete()
