"""Runs processes that claim jobs of no work as fast as they can: `python bench/claim_processes.py SECONDS`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.queues import KIND

PROCESSES = 8


def register_kind() -> None:
    """Registers a kind of job that does nothing and always has more to do."""
    from accounts.jobs.kinds import job_kind
    from accounts.jobs.lanes import Lane

    job_kind(KIND, lane=Lane.BACKFILL)(lambda claim: True)


def measure_together(database: str, seconds: int) -> None:
    """Prints how many jobs one and eight processes claim a second, and how often another process was faster."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + database
    for count in (1, PROCESSES):
        command = [sys.executable, __file__, str(seconds)]
        processes = [
            subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE)
            for _ in range(count)
        ]
        results = [json.loads(process.communicate()[0]) for process in processes]
        done, lost = (sum(counts) for counts in zip(*results, strict=True))
        print(f"{count} at once: {done / seconds:,.0f} jobs a second, {lost / (done + lost):.1%} of the claims in vain")


def claim_repeatedly(seconds: int) -> tuple[int, int]:
    """Claims jobs for so many seconds; returns how many steps were done, and how many attempts ended without one."""
    from accounts.jobs.kinds import JOB_KINDS, JobKind
    from accounts.jobs.services.run import run_next

    done = attempts = 0

    def count_step(claim: object) -> bool:
        nonlocal done
        done += 1
        return True

    JOB_KINDS[KIND] = JobKind(KIND, JOB_KINDS[KIND].lane, count_step)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        attempts += 1
        run_next()
    return done, attempts - done


if __name__ == "__main__":
    import django

    django.setup()
    register_kind()
    print(json.dumps(claim_repeatedly(int(sys.argv[1]))))
