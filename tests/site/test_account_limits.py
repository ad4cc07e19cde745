"""What an account sends is limited by kind of address; no address slips through, and nobody waits for another."""

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.models import SourceFile
from tests.accounts.clients import page_text
from tests.files_pages.uploads import gpx_ride, post_files
from tests.house.addresses import addresses, keep_signed_in, path_values
from tests.ports import free_port
from tracekit_site import rate_limits
from tracekit_site.account_limits import LIMITED_BY, NEVER_REFUSED
from tracekit_site.rate_limits import Limit, parse_limits
from tracekit_site.views.errors import describe_wait
from tracekit_site.wrong_settings import WrongSettings

ID = "0b6f8d6e-0000-4000-8000-000000000000"
NOON = 1_796_126_400.0
"""At this time every window begins."""
JSON = {"accept": "application/json"}
FORM, ROW = "/first-steps/dismiss/", "/files/uploads/"


def at(seconds: float) -> Any:
    """Lets the limits, and nothing else, see a time after noon."""
    clock = SimpleNamespace(time=lambda: NOON + seconds, monotonic=time.monotonic)
    return patch.object(rate_limits, "time", clock)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets the windows of all limits begin now."""
    monkeypatch.setattr(rate_limits, "_uncounted_until", 0.0)
    with at(0):
        yield


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> dict[str, tuple[Limit, ...]]:
    """Returns the limits, which allow three requests a minute to each kind of address."""
    settings.ACCOUNT_LIMITS = dict.fromkeys(("forms", "rows", "platforms"), (Limit(3, 60),)) | {"uploads": ()}
    limits: dict[str, tuple[Limit, ...]] = settings.ACCOUNT_LIMITS
    return limits


def post_statuses(client: Client, path: str, count: int = 4) -> list[int]:
    return [client.post(path).status_code for _ in range(count)]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_address_slips_through(
    method: str, alice: Account, alice_client: Client, limits: dict[str, tuple[Limit, ...]]
) -> None:
    limits |= dict.fromkeys(("forms", "rows", "platforms"), (Limit(0, 60),))
    refused: set[str] = set()
    accepted: set[str] = set()
    for address in addresses():
        keep_signed_in(alice_client, alice)
        response = getattr(alice_client, method)(address.path(**path_values(ID)))
        (refused if response.status_code == 429 else accepted).add(address.name)
    assert len(refused) > 50
    assert accepted == NEVER_REFUSED


def test_the_table_names_addresses_that_exist() -> None:
    names = {address.name for address in addresses()}
    assert {*LIMITED_BY, *NEVER_REFUSED} <= names
    assert not {*LIMITED_BY} & NEVER_REFUSED


def test_reading_is_not_limited(alice_client: Client) -> None:
    assert {alice_client.get("/settings/profile/").status_code for _ in range(9)} == {200}


def test_each_kind_and_each_account_has_a_limit_of_its_own(alice_client: Client, mallory_client: Client) -> None:
    assert post_statuses(mallory_client, FORM)[-1] == 429
    assert post_statuses(mallory_client, ROW, 3) == [201] * 3
    assert 429 not in post_statuses(alice_client, FORM, 3)


def test_two_browsers_share_the_limit_of_their_account(alice: Account, alice_client: Client) -> None:
    other = Client()
    keep_signed_in(other, alice)
    assert 429 not in post_statuses(alice_client, FORM, 3)
    assert other.post(FORM).status_code == 429


def test_a_refusal_says_for_how_long_and_lasts_no_longer(alice_client: Client) -> None:
    post_statuses(alice_client, FORM, 3)
    with at(18.5):
        response = alice_client.post(FORM)
    assert response.headers["Retry-After"] == "42"
    assert "so nothing was done this time. It works again in 42 seconds." in page_text(response)
    with at(60.5):
        assert alice_client.post(FORM).status_code != 429


def test_a_script_is_told_the_same_as_json(alice_client: Client) -> None:
    post_statuses(alice_client, ROW, 3)
    response = alice_client.post(ROW, headers=JSON)
    assert (response.status_code, response.headers["Content-Type"]) == (429, "application/json")
    assert response.headers["Retry-After"] == "61"


def test_only_what_calls_no_platform_may_be_sent_again_by_a_script(alice_client: Client) -> None:
    for path, may_repeat in ((FORM, True), (ROW, True), ("/sync/pull/", False), ("/writes/undo/", False)):
        post_statuses(alice_client, path, 3)
        response = alice_client.post(path)
        assert response.status_code == 429
        assert response.headers.get("X-May-Repeat") == ("true" if may_repeat else None), path


def test_uploads_are_limited_by_bytes_in_an_hour_and_a_day(
    alice_client: Client, limits: dict[str, tuple[Limit, ...]], as_alice: Account
) -> None:
    limits |= {"rows": (), "uploads": (Limit(1000, 3600), Limit(100_000, 86400))}
    assert post_files(alice_client, ("a.gpx", gpx_ride())).status_code == 303
    refused = post_files(alice_client, ("b.gpx", gpx_ride()))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3601")
    assert "It works again in 61 minutes." in page_text(refused)
    assert SourceFile.objects.count() == 1
    assert alice_client.post(FORM).status_code != 429
    with at(3600):
        assert post_files(alice_client, ("b.gpx", gpx_ride())).status_code == 303


def test_counting_makes_no_statement(alice_client: Client, settings: Settings) -> None:
    counts = []
    for setting in (settings.ACCOUNT_LIMITS, dict.fromkeys(settings.ACCOUNT_LIMITS, ())):
        settings.ACCOUNT_LIMITS = setting
        with CaptureQueriesContext(connection) as queries:
            alice_client.post(FORM)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_without_a_cache_clicks_go_on_and_the_cache_is_left_alone_for_a_while(
    alice_client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "RETRY_AFTER_S", 60.0)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    backend = {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", "LOCATION": settings.REDIS_URL}
    settings.CACHES = {"default": {**backend, "OPTIONS": settings.REDIS_TIMEOUTS}}
    assert 429 not in post_statuses(alice_client, FORM)
    with patch.object(rate_limits, "cache") as unused:
        assert alice_client.post(FORM).status_code != 429
    assert not unused.mock_calls


def test_known_files_are_limited_by_requests(alice_client: Client) -> None:
    upload = alice_client.post(ROW).json()["upload"]
    body: dict[str, Any] = {"upload": upload, "files": []}
    send = lambda: alice_client.post("/files/known/", json.dumps(body), "application/json").status_code  # noqa: E731
    assert [send() for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("off", ()),
        ("120/m", (Limit(120, 60),)),
        ("2GB/h, 10GB/d", (Limit(2_000_000_000, 3600), Limit(10_000_000_000, 86400))),
        ("500MB/m", (Limit(500_000_000, 60),)),
    ],
)
def test_a_setting_is_read(text: str, expected: tuple[Limit, ...]) -> None:
    assert parse_limits("FORM_LIMIT", text) == expected


@pytest.mark.parametrize("text", ["", "none", "120", "120/s", "1 GB/h", "120/m,", "-1/m"])
def test_a_wrong_setting_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(WrongSettings, match="FORM_LIMIT must be off, or limits for a minute"):
        parse_limits("FORM_LIMIT", text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (90, "90 seconds"), (120, "120 seconds"), (121, "3 minutes"), (7201, "3 hours")],
)
def test_a_wait_is_worded_and_rounded_up(seconds: int, words: str) -> None:
    assert describe_wait(seconds) == words
