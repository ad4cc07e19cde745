"""Two processes claim at once: they do no job twice and lose none, also when one is requeued while it is enqueued."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.scope import owner_scope
from tests.factories import AccountFactory
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import process_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.usefixtures("claims")]

PROGRAM = """
import json, sys
import django
django.setup()
from accounts.jobs import kinds
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.run import run_next
from accounts.scope import crossing

done, rounds = [], int(sys.argv[1])

def record(claim):
    running = Job.objects.filter(state="running", provider=claim.job.provider)
    assert [job.pk for job in running] == [claim.job.pk]
    done.append(claim.job.pk)
    return rounds > 0

kinds.JOB_KINDS["test"] = kinds.JobKind("test", Lane.CLICK, record)
print("ready", flush=True)
sys.stdin.readline()

@crossing()
def is_open():
    return Job.across_accounts.exists()

while len(done) < rounds if rounds else is_open():
    run_next()
print(json.dumps(done))
"""


@contextmanager
def racing_processes(rounds: int) -> Iterator["list[subprocess.Popen[str]]"]:
    """Starts two processes that run jobs at once: so many steps of endless jobs, or with 0 until none is left."""
    environment = process_environment() | {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(rounds)],
            env=environment,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def results_of(processes: "list[subprocess.Popen[str]]") -> list[int]:
    """Returns the ids of the jobs that were run, once for each time."""
    outputs = [process.communicate(timeout=TIMEOUT_S)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return [job_id for output in outputs for job_id in json.loads(output)]


def accounts_with_jobs(count: int, jobs: int) -> list[Account]:
    accounts = AccountFactory.create_batch(count)
    for account in accounts:
        with owner_scope(account), transaction.atomic():
            for number in range(jobs):
                enqueue("test", dedup_key=str(number))
    return accounts


def test_two_processes_do_every_job_once_and_one_at_a_time_for_an_account() -> None:
    accounts_with_jobs(4, 25)
    ids = set(Job.across_accounts.values_list("pk", flat=True))
    with racing_processes(0) as processes:
        done = Counter(results_of(processes))
    assert set(done) == ids
    assert set(done.values()) == {1}
    assert not Job.across_accounts.exists()


def test_a_job_that_is_requeued_while_it_is_enqueued_stays_in_the_queue_once() -> None:
    accounts = accounts_with_jobs(2, 1)
    with racing_processes(60) as processes:

        def enqueue_meanwhile() -> bool:
            for account in accounts:
                with owner_scope(account):
                    enqueue("test", dedup_key="0")
            return all(process.poll() is not None for process in processes)

        wait_until(enqueue_meanwhile)
        assert len(results_of(processes)) == 120
    for account in accounts:
        with owner_scope(account):
            assert Job.objects.get().state == "queued"
