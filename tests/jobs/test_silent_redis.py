"""While Redis does not answer, pages do; what is enqueued meanwhile is done when Redis is back."""

from pathlib import Path

import pytest

from accounts.jobs.models import Job
from accounts.models import Account
from tests.jobs.browsers import anonymous_browser, count_waiting_files, response_time, signed_in_browser, upload_file
from tests.jobs.processes import WORKER, redis_server, running_process, running_web, silent_server
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]

PAGES = ("/", "/files/", "/calendar/2026/", "/settings/profile/", "/settings/security/", "/privacy/", "/health/live")
HANGS_S = 60
"""Without a time-out somewhere, a response takes longer than this; a busy machine may need some seconds."""


def test_no_page_waits_for_a_silent_redis_and_every_job_is_done_when_it_is_back(alice: Account, tmp_path: Path) -> None:
    port = free_port()
    fleet = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with running_web(**fleet) as address, running_process(*WORKER, **fleet):
        with silent_server(port):
            browser = signed_in_browser(alice, address)
            slowest = max(response_time(browser, "GET", address + page) for page in PAGES)
            slowest = max(slowest, *(upload_file(browser, address, number) for number in range(6)))
            wrong = {"login": alice.email, "password": "not it at all"}
            stranger = anonymous_browser(address)
            slowest = max(slowest, response_time(stranger, "POST", f"{address}/account/login/", data=wrong))
            assert slowest < HANGS_S
            assert count_waiting_files(alice) == 6
        with redis_server(port, tmp_path):
            wait_until(lambda: count_waiting_files(alice) == 0 and not Job.across_accounts.exists())
