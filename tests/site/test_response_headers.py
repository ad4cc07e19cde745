"""Every response carries the headers, whoever requests what and however it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account
from tests.house.addresses import METHODS, Address, addresses, keep_signed_in, path_values
from tests.site.hosted_install import HOST_NAME, HTTPS_HEADERS
from tracekit_site.middleware import DENIED_FEATURES, HEADERS, PASSKEY_FEATURES, PERMISSIONS, POLICY
from tracekit_site.views import home

UNKNOWN_VALUES = path_values("0b4e0f3c-9a1f-4f5e-8d57-111111111111") | {"object_id": "1", "app_label": "jobs"}
HEALTH = (Address("health/live", "live"), Address("health/ready", "ready"))


def read_stream(response: Any) -> Any:
    """Reads a streaming response to its end; returns it."""
    assert b"".join(response)
    return response


def get_failing_page(error: type[Exception]) -> Callable[[Client], Any]:
    """Returns a function that gets a page while its view raises the error."""

    def get_page(client: Client) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(home, "landing_example", lambda: (_ for _ in ()).throw(error))
            return client.get("/")

    return get_page


OUTCOMES: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "a static file": (200, lambda client: read_stream(client.get("/static/css/base.css"))),
    "an unknown static file": (404, lambda client: client.get("/static/nothing.css")),
    "a folder of static files": (404, lambda client: client.get("/static/css/")),
    "an unknown page": (404, lambda client: client.get("/nothing/")),
    "a missing slash": (301, lambda client: client.get("/privacy")),
    "an unknown host": (400, lambda client: client.get("/", headers={"host": "elsewhere.example"})),
    "an invalid host": (400, lambda client: client.get("/", headers={"host": "no host{"})),
    "an expired form": (403, lambda client: client.post("/account/login/")),
    "a too large body": (413, lambda client: client.post("/account/login/", b"x" * 3_000_000, "text/plain")),
    "an unknown length": (411, lambda client: client.post("/", headers={"transfer-encoding": "chunked"})),
    "a server error": (500, get_failing_page(ValueError)),
    "a database outage": (503, get_failing_page(OperationalError)),
    "a wrong method": (405, lambda client: client.post("/health/live")),
    "a method that no address has": (405, lambda client: client.trace("/privacy/")),
}


def assert_has_headers(response: Any) -> None:
    """Checks the headers of a response; a download has an even stricter policy, and text says its encoding."""
    kind = response.headers.get("Content-Type", "").replace('"', "")
    assert "charset=utf-8" in kind or not kind.startswith("text/"), kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    headers = {name: response.headers.get(name) for name in HEADERS}
    if "Content-Disposition" in response.headers:
        assert headers.pop("Content-Security-Policy") == "default-src 'none'; sandbox"
        assert headers == {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
    else:
        assert headers == HEADERS


@pytest.fixture(params=["self-hosted", "hosted"])
def proxy_headers(request: pytest.FixtureRequest, db: None) -> dict[str, str]:
    """Sets the mode; returns the headers that a request has in it."""
    if request.param == "self-hosted":
        return {}
    request.getfixturevalue("hosted")
    return HTTPS_HEADERS


@pytest.mark.parametrize("actor", ["stranger", "alice"])
def test_every_address_and_method_has_the_headers(proxy_headers: dict[str, str], alice: Account, actor: str) -> None:
    client = Client(headers=proxy_headers)
    count = 0
    for address in (*addresses(), *HEALTH):
        for method in METHODS:
            if actor == "alice":
                keep_signed_in(client, alice)
            assert_has_headers(getattr(client, method)(address.path(**UNKNOWN_VALUES)))
            count += 1
    assert count > 150


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_the_headers(settings: Settings, proxy_headers: dict[str, str], outcome: str) -> None:
    settings.WHITENOISE_USE_FINDERS = True  # static files are not collected for tests
    status, send_request = OUTCOMES[outcome]
    client = Client(headers=proxy_headers, enforce_csrf_checks=True, raise_request_exception=False)
    response = send_request(client)
    assert response.status_code == status
    assert_has_headers(response)


def test_the_redirect_to_https_has_the_headers(hosted: Settings, db: None) -> None:
    for host, status in ((HOST_NAME, 301), ("elsewhere.example", 400)):
        response = Client(headers={"host": host}).get("/")
        assert response.status_code == status
        assert_has_headers(response)


def test_a_downloaded_file_can_do_nothing(alice_client: Client) -> None:
    alice_client.post("/files/", {"files": SimpleUploadedFile("a.gpx", b"<script>alert(1)</script>")})
    page = alice_client.get("/files/").content.decode()
    address = next(part for part in page.split('"') if part.endswith("/original/"))
    response = alice_client.get(address)
    assert b"".join(response) == b"<script>alert(1)</script>"
    assert "Content-Disposition" in response.headers
    assert_has_headers(response)


def test_the_headers_are_these(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_the_policy_has_these_directives() -> None:
    needed = {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'self'"}
    assert needed | {"frame-ancestors 'none'"} <= set(POLICY.split("; "))
    assert "object-src" not in POLICY  # the default counts


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_pages_may_use_passkeys_and_no_other_feature() -> None:
    assert "*" not in PERMISSIONS
    assert PERMISSIONS.count("=(self)") == len(PASSKEY_FEATURES)


@pytest.mark.browser
def test_a_browser_knows_every_permission_and_obeys(live_server: LiveServer, anonymous_page: Page) -> None:
    messages: list[str] = []
    anonymous_page.on("console", lambda message: messages.append(message.text))
    anonymous_page.goto(f"{live_server.url}/privacy/")
    allowed = set(anonymous_page.evaluate("document.featurePolicy.allowedFeatures()"))
    assert messages == []
    assert not allowed & set(DENIED_FEATURES)
    assert allowed >= set(PASSKEY_FEATURES)
