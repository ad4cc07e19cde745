"""A Redis without room: what is asked for is kept, and done when there is room again."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
import redis

from accounts.jobs.models import Job
from accounts.models import Account
from tests.commands.running import free_port
from tests.jobs.processes import (
    WORKER,
    anonymous_browser,
    redis_server,
    running_process,
    running_web,
    signed_in_browser,
)
from tests.jobs.test_silent_redis import seconds, upload, waiting
from tests.worker import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def fill(server: redis.Redis, size: int) -> None:
    """Puts in values of that size until it takes no more."""
    with suppress(redis.exceptions.OutOfMemoryError):
        for number in count():
            server.set(f"filler:{size}:{number}", "x" * size)


def make_room(server: redis.Redis) -> None:
    """Takes out what filled it."""
    for key in server.scan_iter("*filler:*"):
        server.delete(key)


def test_a_full_redis_keeps_nobody_waiting_and_loses_nothing(alice: Account, tmp_path: Path) -> None:
    port = free_port()
    fleet = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    room = ("--maxmemory", "8mb", "--maxmemory-policy", "noeviction")
    with redis_server(port, tmp_path, *room), running_web(**fleet) as address, running_process(*WORKER, **fleet):
        server = redis.Redis(port=port)
        browser, stranger = signed_in_browser(alice, address), anonymous_browser(address)
        fill(server, 10_000)
        fill(server, 1)
        for number in range(3):
            upload(browser, address, number)
        seconds(browser, "GET", f"{address}/files/")
        seconds(stranger, "POST", f"{address}/account/login/", data={"login": alice.email, "password": "no"})
        make_room(server)
        wait_for(lambda: waiting(alice) == 0 and not Job.across_accounts.exists())
        server.close()
