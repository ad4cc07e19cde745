"""Processes that claim jobs which do nothing, as fast as they can: `python bench/claim_processes.py SECONDS`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.queues import KIND

MANY = 8


def register_kind() -> None:
    """A kind of job that does nothing, and always has more to do."""
    from accounts.jobs.kinds import job_kind
    from accounts.jobs.lanes import Lane

    job_kind(KIND, lane=Lane.BACKFILL)(lambda claim: True)


def measure_together(database: str, seconds: int) -> None:
    """Prints how many jobs one and eight processes claim a second, and how often somebody else was faster."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + database
    for count in (1, MANY):
        command = [sys.executable, __file__, str(seconds)]
        running = [
            subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE)
            for _ in range(count)
        ]
        counts = [json.loads(one.communicate()[0]) for one in running]
        done, lost = (sum(each) for each in zip(*counts, strict=True))
        print(f"{count} at once: {done / seconds:,.0f} jobs a second, {lost / (done + lost):.1%} of the claims in vain")


def claim_for(seconds: int) -> tuple[int, int]:
    """Claims for so long; how many slices were done, and how many looks ended without one."""
    from accounts.jobs.kinds import JOB_KINDS, JobKind
    from accounts.jobs.services.run import run_next

    done = looks = 0

    def slice(claim: object) -> bool:
        nonlocal done
        done += 1
        return True

    JOB_KINDS[KIND] = JobKind(KIND, JOB_KINDS[KIND].lane, slice)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        looks += 1
        run_next()
    return done, looks - done


if __name__ == "__main__":
    import django

    django.setup()
    register_kind()
    print(json.dumps(claim_for(int(sys.argv[1]))))
