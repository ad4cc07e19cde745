"""What every answer carries, whoever asks for what and however it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from accounts.models import Account
from tests.browser import launch_chromium, new_page
from tests.house.test_every_address import METHODS, Address, addresses, stay_in, values
from tests.site.hosted import BY_HTTPS, NAME
from tracekit_site.middleware import DENIED_FEATURES, HEADERS, PASSKEY_FEATURES, PERMISSIONS, POLICY
from tracekit_site.views import home

NO_SUCH = values("0b4e0f3c-9a1f-4f5e-8d57-111111111111") | {"object_id": "1", "app_label": "jobs"}
HEALTH = (Address("health/live", "live"), Address("health/ready", "ready"))


def read(answer: Any) -> Any:
    assert b"".join(answer)
    return answer


def crash(error: type[Exception]) -> Callable[[Client], HttpResponse]:
    def asked(client: Client) -> HttpResponse:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(home, "landing_example", lambda: (_ for _ in ()).throw(error))
            return client.get("/")

    return asked


ENDINGS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "a static file": (200, lambda client: read(client.get("/static/css/base.css"))),
    "a static file that is not there": (404, lambda client: client.get("/static/nothing.css")),
    "a page that is not there": (404, lambda client: client.get("/nothing/")),
    "a slash that is missing": (301, lambda client: client.get("/privacy")),
    "a name that is not ours": (400, lambda client: client.get("/", headers={"host": "elsewhere.example"})),
    "a name that is none": (400, lambda client: client.get("/", headers={"host": "no host{"})),
    "an old form": (403, lambda client: client.post("/account/login/")),
    "too much": (413, lambda client: client.post("/account/login/", b"x" * 3_000_000, "text/plain")),
    "untold length": (411, lambda client: client.post("/", headers={"transfer-encoding": "chunked"})),
    "a mistake of ours": (500, crash(ValueError)),
    "a database that is away": (503, crash(OperationalError)),
    "not this way": (405, lambda client: client.post("/health/live")),
}


def assert_carries(answer: Any) -> None:
    kept = {name: answer.headers.get(name) for name in HEADERS}
    if "Content-Disposition" in answer.headers:
        assert kept.pop("Content-Security-Policy") == "default-src 'none'; sandbox"
        assert kept == {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
    else:
        assert kept == HEADERS


@pytest.fixture(params=["self-hosted", "hosted"])
def told(request: pytest.FixtureRequest, db: None) -> dict[str, str]:
    """The mode, as what a browser's request is told about on its way."""
    if request.param == "self-hosted":
        return {}
    request.getfixturevalue("hosted")
    return BY_HTTPS


@pytest.mark.parametrize("who", ["a stranger", "alice"])
def test_every_address_by_every_method(told: dict[str, str], alice: Account, who: str) -> None:
    client = Client(headers=told)
    walked = 0
    for address in (*addresses(), *HEALTH):
        for method in METHODS:
            if who == "alice":
                stay_in(client, alice)
            assert_carries(getattr(client, method)(address.path(**NO_SUCH)))
            walked += 1
    assert walked > 150


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending(settings: Any, told: dict[str, str], ending: str) -> None:
    settings.WHITENOISE_USE_FINDERS = True  # static files are not collected for tests
    status, ask = ENDINGS[ending]
    answer = ask(Client(headers=told, enforce_csrf_checks=True, raise_request_exception=False))
    assert answer.status_code == status
    assert_carries(answer)


def test_the_way_on_to_https(hosted: Any) -> None:
    for host, status in ((NAME, 301), ("elsewhere.example", 400)):
        answer = Client(headers={"host": host}).get("/")
        assert answer.status_code == status
        assert_carries(answer)


def test_a_downloaded_file_can_do_nothing_at_all(alice_client: Client) -> None:
    alice_client.post("/files/", {"files": SimpleUploadedFile("a.gpx", b"<script>alert(1)</script>")})
    address = next(one for one in alice_client.get("/files/").content.decode().split('"') if one.endswith("/original/"))
    answer = alice_client.get(address)
    assert b"".join(answer) == b"<script>alert(1)</script>"
    assert "Content-Disposition" in answer.headers
    assert_carries(answer)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_a_page_may_ask_a_browser_for_passkeys_and_nothing_else() -> None:
    assert "*" not in PERMISSIONS
    assert PERMISSIONS.count("=(self)") == len(PASSKEY_FEATURES)


@pytest.mark.browser
def test_a_browser_understands_every_permission_and_keeps_to_it(live_server: Any) -> None:
    with launch_chromium() as browser:
        page = new_page(browser)
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text))
        page.goto(f"{live_server.url}/privacy/")
        allowed = set(page.evaluate("document.featurePolicy.allowedFeatures()"))
    assert said == []
    assert not allowed & set(DENIED_FEATURES)
    assert allowed >= set(PASSKEY_FEATURES)
