"""Bad weather, foretold by a seed: what is struck after how many finished jobs."""

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
from bench.fleet.outages import query_or_default
from bench.fleet.ports import is_open
from bench.fleet.supervised import SupervisedProcess
from bench.fleet.testbed import Testbed

KILLS = ("worker",) * 14 + ("worker starting", "beat", "beat", "web", "web group", "web child")
"""What a kill -9 hits, by how often: nearly always a worker at work."""

FIRST, LAST = 0.01, 0.97
"""Between which parts of the jobs it strikes: always in the middle of work."""

FROZEN_S = LEASE.total_seconds() + 45.0
"""So long that the sweeper has come by and somebody else has done the job."""

LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes once so many jobs are finished; `which` picks among the processes it may hit."""

    at: int
    what: str
    which: int


def plan_faults(seed: int, jobs: int, *, kills: int, flushes: int, restarts: int, freezes: int) -> list[Fault]:
    """The same blows for the same numbers, spread over the jobs, in the order in which they strike."""
    chance = random.Random(seed)
    blows = [*chance.choices(KILLS, k=kills), *["flush"] * flushes, *["freeze"] * freezes]
    blows += [("restart immediate", "restart fast")[number % 2] for number in range(restarts)]
    chance.shuffle(blows)
    moments = sorted(chance.uniform(FIRST, LAST) * jobs for _ in blows)
    return [Fault(int(at), what, chance.randrange(1 << 16)) for at, what in zip(moments, blows, strict=True)]


@dataclass(frozen=True, slots=True)
class FaultInjector:
    """Strikes a fleet. What kills a worker kills the worker of plain Celery in the same place as well."""

    stage: Testbed
    workers: Sequence[SupervisedProcess]
    plain: Sequence[SupervisedProcess]
    web: SupervisedProcess
    beat: SupervisedProcess
    frozen: list[SupervisedProcess] = field(default_factory=list)

    def strike(self, blow: Fault) -> None:
        """Does it; a kill waits for a process that can be hit, so that every blow is one."""
        name, _, how = blow.what.partition(" ")
        if name == "flush":
            redis.Redis.from_url(self.stage.redis).flushall()
        elif name == "restart":
            self.stage.cluster.restart("fast" if how == "fast" else "immediate")
        else:
            hits = {"worker": self._hit_worker, "web": self._hit_web, "beat": self._hit_beat, "freeze": self._freeze}
            hit = hits[name]
            while not hit(how, blow.which):
                time.sleep(LOOK_S)

    def _hit_worker(self, how: str, which: int) -> bool:
        at_work = _at_work()
        there = [one for one in self._awake() if how == "starting" or one.pid in at_work]
        if there:
            one = there[which % len(there)]
            one.kill_all()
            self.plain[self.workers.index(one)].kill_all()
        return bool(there)

    def _freeze(self, _how: str, which: int) -> bool:
        """A worker in the middle of a slice stands still until its lease is long over, and then goes on."""
        in_work = _holders()
        there = [one for one in self._awake() if one.pid in in_work]
        if not there:
            return False
        one = there[which % len(there)]
        one.tell(signal.SIGSTOP)
        if one.pid not in _holders():
            one.tell(signal.SIGCONT)
            return False
        self.frozen.append(one)
        thaw = threading.Timer(FROZEN_S, self._thaw, [one])
        thaw.daemon = True
        thaw.start()
        return True

    def _thaw(self, one: SupervisedProcess) -> None:
        one.tell(signal.SIGCONT)
        self.frozen.remove(one)

    def _awake(self) -> list[SupervisedProcess]:
        """The workers that run. One that is frozen is spared, or it would never go on."""
        return [one for one in self.workers if one.pid and one not in self.frozen]

    def _hit_web(self, how: str, which: int) -> bool:
        if not (self.web.pid and is_open(self.stage.port)):
            return False
        if how == "child":
            return _hit_child(self.web.pid, which)
        self.web.kill_all() if how == "group" else self.web.tell(signal.SIGKILL)
        return True

    def _hit_beat(self, _how: str, _which: int) -> bool:
        is_there = self.beat.pid is not None
        self.beat.kill_all()
        return is_there


def _at_work() -> set[int]:
    """The process ids of the workers that have said so; none while the database is away."""
    return query_or_default(lambda: set(Worker.objects.values_list("pid", flat=True)), set())


def _holders() -> set[int]:
    """The process ids of the workers that hold a job."""
    held = Job.across_accounts.filter(state=Job.State.RUNNING, worker__isnull=False)
    return query_or_default(lambda: set(held.values_list("worker__pid", flat=True)), set())


def _hit_child(pid: int, which: int) -> bool:
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    if children:
        with suppress(ProcessLookupError):
            os.kill(int(children[which % len(children)]), signal.SIGKILL)
    return bool(children)
