"""A Redis that is silent, gone or full: pages go on, and what was asked for meanwhile is done when it is back."""

import time
from pathlib import Path

import pytest
import requests

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile
from tests.commands.running import free_port
from tests.files_pages.sent import day, ride
from tests.jobs.processes import (
    WORKER,
    anonymous_browser,
    redis_server,
    running_process,
    running_web,
    signed_in_browser,
    silent_server,
)
from tests.worker import PATIENCE_S, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]

PAGES = ("/", "/files/", "/calendar/2026/", "/settings/profile/", "/settings/security/", "/privacy/", "/health/live")
HANGS_S = 60
"""An answer later than this means that something waits without a time-out; a busy machine needs some seconds."""


@pytest.fixture
def port() -> int:
    """Where the fleet looks for its Redis."""
    return free_port()


def seconds(browser: requests.Session, method: str, url: str, **what: object) -> float:
    """How long an answer took; it is one that a person can read."""
    begun = time.monotonic()
    answer = browser.request(method, url, timeout=PATIENCE_S, allow_redirects=False, **what)  # type: ignore[arg-type]
    assert answer.status_code < 500 or answer.status_code == 503, (url, answer.status_code)
    return time.monotonic() - begun


def upload(browser: requests.Session, address: str, number: int) -> float:
    """Sends one file as the page does; how long that took."""
    return seconds(browser, "POST", f"{address}/files/", files={"files": (f"{number}.gpx", ride(day(number)))})


def waiting(account: Account) -> int:
    """How many files are not read yet."""
    with owner_scope(account):
        return SourceFile.objects.waiting().count()


def test_no_page_waits_for_a_silent_redis_and_all_is_done_when_it_is_back(
    alice: Account, port: int, tmp_path: Path
) -> None:
    redis = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with running_web(**redis) as address, running_process(*WORKER, **redis):
        with silent_server(port):
            browser = signed_in_browser(alice, address)
            slowest = max(seconds(browser, "GET", address + page) for page in PAGES)
            slowest = max(slowest, *(upload(browser, address, number) for number in range(6)))
            wrong = {"login": alice.email, "password": "not it at all"}
            stranger = anonymous_browser(address)
            slowest = max(slowest, seconds(stranger, "POST", f"{address}/account/login/", data=wrong))
            assert slowest < HANGS_S
            assert waiting(alice) == 6
        with redis_server(port, tmp_path):
            wait_for(lambda: waiting(alice) == 0 and not Job.across_accounts.exists())
