"""A worker of the fleet keeps its connection to the database from one bell to the next."""

import pytest
from django.db import connection

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.services.receive import READ_FILES_JOB
from tests.worker import wait_for, working

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def others() -> set[int]:
    """The server's processes that serve somebody else on this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no connections to count")
def test_bell_after_bell_is_answered_over_the_same_connection(fleet: None, as_alice: Account) -> None:
    before, seen = others(), []
    with working():
        wait_for(Worker.objects.exists)
        for _ in range(5):
            enqueue(READ_FILES_JOB)
            wait_for(lambda: not Job.objects.exists())
            seen.append(others() - before)
    assert set.intersection(*seen)
