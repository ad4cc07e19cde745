"""While Redis has no room, enqueued jobs are stored; they are done when it has room again."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
import redis

from accounts.jobs.models import Job
from accounts.models import Account
from tests.jobs.browsers import anonymous_browser, count_waiting_files, response_time, signed_in_browser, upload_file
from tests.jobs.processes import WORKER, redis_server, running_process, running_web
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def fill(server: redis.Redis, size: int) -> None:
    """Stores values of that size until Redis takes no more."""
    with suppress(redis.exceptions.OutOfMemoryError):
        for number in count():
            server.set(f"filler:{size}:{number}", "x" * size)


def delete_fillers(server: redis.Redis) -> None:
    """Deletes the values that filled Redis."""
    for key in server.scan_iter("*filler:*"):
        server.delete(key)


def test_a_full_redis_delays_no_page_and_loses_no_job(alice: Account, tmp_path: Path) -> None:
    port = free_port()
    fleet = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    room = ("--maxmemory", "8mb", "--maxmemory-policy", "noeviction")
    with redis_server(port, tmp_path, *room), running_web(**fleet) as address, running_process(*WORKER, **fleet):
        server = redis.Redis(port=port)
        browser, stranger = signed_in_browser(alice, address), anonymous_browser(address)
        fill(server, 10_000)
        fill(server, 1)
        for number in range(3):
            upload_file(browser, address, number)
        response_time(browser, "GET", f"{address}/files/")
        wrong = {"login": alice.email, "password": "no"}
        response_time(stranger, "POST", f"{address}/account/login/", data=wrong)
        delete_fillers(server)
        wait_until(lambda: count_waiting_files(alice) == 0 and not Job.across_accounts.exists())
        server.close()
