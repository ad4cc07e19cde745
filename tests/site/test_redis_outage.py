"""A fleet without Redis answers every page without hanging, and signing in says to try again."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from tests.activities.factories import ride_files
from tests.ports import free_port, silent_port
from tests.site.hosted_install import HOST_NAME
from tests.site.web_process import run_web_process
from tests.worker_process import process_environment

HANG_S = 60
"""A later answer means that something waits without a timeout; a busy machine needs some seconds."""
SIGN_IN_FORM = {"login": "alice@example.org", "password": "three or four words"}
PAGES = ("/", "/privacy/", "/account/login/", "/calendar/2026/", "/files/", "/settings/profile/", "/settings/security/")

Response = TypeVar("Response")


@pytest.fixture(params=["refused", "silent"])
def dead_redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yields the address of a Redis that does not exist, or that accepts connections and never answers."""
    if request.param == "refused":
        yield f"redis://127.0.0.1:{free_port()}/0"
    else:
        with silent_port() as port:
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def fleet_client(dead_redis_url: str, settings: Settings, alice_client: Client) -> Client:
    """Returns a client that is signed in as Alice, in a process that uses that Redis."""
    cache = {
        "BACKEND": "tracekit_site.cache.SingleAttemptRedisCache",
        "LOCATION": dead_redis_url,
        "OPTIONS": settings.REDIS_TIMEOUTS,
    }
    settings.REDIS_URL, settings.CACHES = dead_redis_url, {"default": cache}
    alice_client.raise_request_exception = False
    return alice_client


def without_hanging(send_request: Callable[[], Response]) -> Response:
    """Returns the response to a request. Raises AssertionError when it hangs."""
    started_at = time.monotonic()
    response = send_request()
    assert time.monotonic() - started_at < HANG_S
    return response


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_answered(fleet_client: Client, address: str) -> None:
    fleet_client.get(address)  # reads the page's templates
    response = without_hanging(lambda: fleet_client.get(address))
    assert response.status_code in (200, 302)


def test_signing_in_says_to_try_again(fleet_client: Client) -> None:
    stranger = Client(raise_request_exception=False)
    response = without_hanging(lambda: stranger.post("/account/login/", SIGN_IN_FORM))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Nothing you had is lost. Try again in a minute." in response.content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_process_answers_every_page_and_accepts_files(
    dead_redis_url: str, alice: Account, alice_client: Client, tmp_path: Path
) -> None:
    variables = {name: os.environ[name] for name in ("SECRET_KEY", "CREDENTIAL_KEYS")}
    variables |= {"DATABASE_URL": process_environment()["DATABASE_URL"]}
    variables |= {"REDIS_URL": dead_redis_url, "HOSTED": "false"}
    headers = {
        "Cookie": f"__Host-sessionid={alice_client.cookies['sessionid'].value}",
        "Origin": f"https://{HOST_NAME}",
    }
    with run_web_process(tmp_path, **variables) as web:
        for address in PAGES:
            web.request("GET", address, **headers)  # a new process reads its templates
            response = without_hanging(lambda path=address: web.request("GET", path, **headers))  # type: ignore[misc]
            assert response.status in (200, 302)
        page = web.request("GET", "/files/", **headers)
        csrf = re.search(r"__Host-csrftoken=(\w+)", page.headers["Set-Cookie"])
        assert csrf
        headers["Cookie"] += f"; {csrf[0]}"
        form = {"body": f"csrfmiddlewaretoken={csrf[1]}&login=a", "Content_Type": "application/x-www-form-urlencoded"}
        stranger = {"Cookie": csrf[0], "Origin": headers["Origin"]}
        assert without_hanging(lambda: web.request("POST", "/account/login/", **form, **stranger)).status == 503
        upload = upload_form(csrf[1])
        assert without_hanging(lambda: web.request("POST", "/files/", **upload, **headers)).status == 303
    assert Job.across_accounts.filter(owner=alice, state="queued").count() == 1


def upload_form(csrf_token: str) -> dict[str, str]:
    """Returns body and content type of an upload of one file, as a browser's form sends it."""
    name, data = list(ride_files(2).items())[1]
    file_field = f'form-data; name="files"; filename="{name}"'
    fields = {'form-data; name="csrfmiddlewaretoken"': csrf_token, file_field: data.decode()}
    body = "".join(f"--x\r\nContent-Disposition: {name}\r\n\r\n{value}\r\n" for name, value in fields.items())
    return {"body": f"{body}--x--\r\n", "Content_Type": "multipart/form-data; boundary=x"}
