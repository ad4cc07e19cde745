"""A fleet whose Redis is gone or silent: no page hangs, reading goes on, and signing in says to come back."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.models import Account
from tests import worker_process
from tests.activities.factories import ride_files
from tests.ports import free_port
from tests.site.hosted import NAME
from tests.site.serving import serving, silent_port

HANGS_S = 60
"""An answer later than this means that something waits without a time-out; a busy machine needs some seconds."""
SIGN_IN = {"login": "alice@example.org", "password": "three or four words"}
PAGES = ("/", "/privacy/", "/account/login/", "/calendar/2026/", "/files/", "/settings/profile/", "/settings/security/")


@pytest.fixture(params=["refused", "silent"])
def no_redis(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a Redis that is not there, or that accepts and never answers."""
    if request.param == "refused":
        yield f"redis://127.0.0.1:{free_port()}/0"
    else:
        with silent_port() as port:
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def browser(no_redis: str, settings: Any, alice_client: Client) -> Client:
    """Alice's, in a process that counts in that Redis."""
    cache = {
        "BACKEND": "tracekit_site.cache.SingleAttemptRedisCache",
        "LOCATION": no_redis,
        "OPTIONS": settings.REDIS_TIMEOUTS,
    }
    settings.REDIS_URL, settings.CACHES = no_redis, {"default": cache}
    alice_client.raise_request_exception = False
    return alice_client


def timed(ask: Any, *arguments: Any) -> Any:
    began = time.monotonic()
    answer = ask(*arguments)
    assert time.monotonic() - began < HANGS_S, arguments
    return answer


@pytest.mark.parametrize("address", PAGES)
def test_pages_that_read_are_answered(browser: Client, address: str) -> None:
    browser.get(address)  # reads the page's templates
    assert timed(browser.get, address).status_code in (200, 302)


def test_signing_in_says_to_come_back(browser: Client) -> None:
    stranger = Client(raise_request_exception=False)
    answer = timed(stranger.post, "/account/login/", SIGN_IN)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Everything you have is kept. Try it again in a minute." in answer.content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_process_answers_every_page_in_time_and_takes_files(
    no_redis: str, alice: Account, alice_client: Client, tmp_path: Path
) -> None:
    same = {name: os.environ[name] for name in ("SECRET_KEY", "CREDENTIAL_KEYS")}
    same |= {
        "DATABASE_URL": worker_process.process_environment()["DATABASE_URL"],
        "REDIS_URL": no_redis,
        "HOSTED": "false",
    }
    mine = {"Cookie": f"sessionid={alice_client.cookies['sessionid'].value}", "Origin": f"https://{NAME}"}
    with serving(tmp_path, **same) as web:
        for address in PAGES:
            web.ask("GET", address, **mine)  # a new process reads its templates
            assert timed(lambda at=address: web.ask("GET", at, **mine)).status in (200, 302)
        page = web.ask("GET", "/files/", **mine)
        csrf = re.search(r"csrftoken=(\w+)", page.headers["Set-Cookie"])
        assert csrf
        mine["Cookie"] += f"; {csrf[0]}"
        form = {"body": f"csrfmiddlewaretoken={csrf[1]}&login=a", "Content_Type": "application/x-www-form-urlencoded"}
        stranger = {"Cookie": csrf[0], "Origin": mine["Origin"]}
        assert timed(lambda: web.ask("POST", "/account/login/", **form, **stranger)).status == 503
        assert timed(lambda: web.ask("POST", "/files/", **parcel(csrf[1]), **mine)).status == 303
    assert Job.across_accounts.filter(owner=alice, state="queued").count() == 1


def parcel(token: str) -> dict[str, str]:
    """An upload of one file, as a browser's form sends it."""
    name, data = list(ride_files(2).items())[1]
    kind = f'form-data; name="files"; filename="{name}"'
    parts = {'form-data; name="csrfmiddlewaretoken"': token, kind: data.decode()}
    body = "".join(f"--x\r\nContent-Disposition: {head}\r\n\r\n{value}\r\n" for head, value in parts.items())
    return {"body": f"{body}--x--\r\n", "Content_Type": "multipart/form-data; boundary=x"}
