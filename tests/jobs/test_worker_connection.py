"""A worker of the fleet keeps its connection to the database from one job to the next."""

import pytest
from django.db import connection

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.services.receive import READ_FILES_JOB
from tests.waiting import wait_until
from tests.worker_process import running_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def other_sessions() -> set[int]:
    """Returns the server's processes that serve another connection to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no connections to count")
def test_a_worker_keeps_its_database_connection_between_jobs(fleet: None, as_alice: Account) -> None:
    before, sessions = other_sessions(), []
    with running_worker():
        wait_until(Worker.objects.exists)
        for _ in range(5):
            enqueue(READ_FILES_JOB)
            wait_until(lambda: not Job.objects.exists())
            sessions.append(other_sessions() - before)
    assert set.intersection(*sessions)
