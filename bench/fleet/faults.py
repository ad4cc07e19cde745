"""Plans faults by a seed, each after so many finished jobs, and injects them into a fleet."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import redis

from accounts.jobs.models import LEASE, Job, Worker
from accounts.scope import crossing
from bench.fleet.outages import query_or_default
from bench.fleet.ports import is_open
from bench.fleet.supervised import SupervisedProcess
from bench.fleet.testbed import Testbed

KILLS = ("worker",) * 14 + ("worker starting", "beat", "beat", "web", "web group", "web child")
"""A kill -9 hits these, each as often as it stands here: nearly always a worker at work."""

FIRST, LAST = 0.01, 0.97
"""Faults fall between these parts of the jobs, always in the middle of work."""

FREEZE_S = LEASE.total_seconds() + 45.0
"""A frozen worker stays so long that the sweeper has come by and another worker has done the job."""

POLL_INTERVAL_S = 0.05


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """A fault is injected once so many jobs are finished; `choice` picks among the processes that it may hit."""

    at: int
    kind: str
    choice: int


def plan_faults(seed: int, jobs: int, *, kills: int, flushes: int, restarts: int, freezes: int) -> list[PlannedFault]:
    """Returns the same faults for the same numbers, spread over the jobs, in the order in which they come."""
    generator = random.Random(seed)
    kinds = [*generator.choices(KILLS, k=kills), *["flush"] * flushes, *["freeze"] * freezes]
    kinds += [("restart immediate", "restart fast")[number % 2] for number in range(restarts)]
    generator.shuffle(kinds)
    moments = sorted(generator.uniform(FIRST, LAST) * jobs for _ in kinds)
    return [PlannedFault(int(at), kind, generator.randrange(1 << 16)) for at, kind in zip(moments, kinds, strict=True)]


@dataclass(frozen=True, slots=True)
class FaultInjector:
    """Injects faults into a fleet; what kills a worker kills the plain Celery worker of the same number as well."""

    testbed: Testbed
    workers: Sequence[SupervisedProcess]
    plain: Sequence[SupervisedProcess]
    web: SupervisedProcess
    beat: SupervisedProcess
    frozen: list[SupervisedProcess] = field(default_factory=list)

    def inject(self, fault: PlannedFault) -> None:
        """Injects a fault; a kill waits for a process that can be hit, so that every fault hits one."""
        name, _, mode = fault.kind.partition(" ")
        if name == "flush":
            redis.Redis.from_url(self.testbed.redis).flushall()
        elif name == "restart":
            self.testbed.cluster.restart("fast" if mode == "fast" else "immediate")
        else:
            hits = {"worker": self._hit_worker, "web": self._hit_web, "beat": self._hit_beat, "freeze": self._freeze}
            while not hits[name](mode, fault.choice):
                time.sleep(POLL_INTERVAL_S)

    def _hit_worker(self, mode: str, choice: int) -> bool:
        registered = _registered_pids()
        targets = [worker for worker in self._running() if mode == "starting" or worker.pid in registered]
        if targets:
            worker = targets[choice % len(targets)]
            worker.kill_all()
            self.plain[self.workers.index(worker)].kill_all()
        return bool(targets)

    def _freeze(self, _mode: str, choice: int) -> bool:
        """Freezes a worker in the middle of a step until its lease has long ended, and then lets it go on."""
        holders = _pids_with_job()
        targets = [worker for worker in self._running() if worker.pid in holders]
        if not targets:
            return False
        worker = targets[choice % len(targets)]
        worker.send_signal(signal.SIGSTOP)
        if worker.pid not in _pids_with_job():
            worker.send_signal(signal.SIGCONT)
            return False
        self.frozen.append(worker)
        timer = threading.Timer(FREEZE_S, self._thaw, [worker])
        timer.daemon = True
        timer.start()
        return True

    def _thaw(self, worker: SupervisedProcess) -> None:
        worker.send_signal(signal.SIGCONT)
        self.frozen.remove(worker)

    def _running(self) -> list[SupervisedProcess]:
        """Returns the workers that run; one that is frozen is spared, or it would never go on."""
        return [worker for worker in self.workers if worker.pid and worker not in self.frozen]

    def _hit_web(self, mode: str, choice: int) -> bool:
        if not (self.web.pid and is_open(self.testbed.port)):
            return False
        if mode == "child":
            return _kill_child(self.web.pid, choice)
        self.web.kill_all() if mode == "group" else self.web.send_signal(signal.SIGKILL)
        return True

    def _hit_beat(self, _mode: str, _choice: int) -> bool:
        is_running = self.beat.pid is not None
        self.beat.kill_all()
        return is_running


def _registered_pids() -> set[int]:
    """Returns the process ids of the registered workers; none while the database does not answer."""
    return query_or_default(lambda: set(Worker.objects.values_list("pid", flat=True)), set())


@crossing()
def _pids_with_job() -> set[int]:
    """Returns the process ids of the workers that run a job."""
    running = Job.across_accounts.filter(state=Job.State.RUNNING, worker__isnull=False)
    return query_or_default(lambda: set(running.values_list("worker__pid", flat=True)), set())


def _kill_child(pid: int, choice: int) -> bool:
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    if children:
        with suppress(ProcessLookupError):
            os.kill(int(children[choice % len(children)]), signal.SIGKILL)
    return bool(children)
