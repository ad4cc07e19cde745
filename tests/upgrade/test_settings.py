"""An install that runs with the settings of the former guide goes on after the upgrade, its people signed in.

A hosted one first has to name its operator, whom no earlier release asked for. `settings/hosted.env` is the example for
hosted installs of 127d88c, `settings/home.env` what its guide gave for HTTPS at home; neither is ever changed.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.celery_fleet import REDIS_URL
from tests.ports import free_port
from tests.site.hosted_install import OPERATOR
from tests.upgrade.dump_secrets import KEYS
from tests.upgrade.install import PASSWORD, Install, wait_for_address

pytestmark = [pytest.mark.own_servers, pytest.mark.slow]

SETTINGS = Path(__file__).parent / "settings"
OF_THIS_MACHINE = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "SECRET_KEY", "CREDENTIAL_KEYS")
"""The test gives its own values of these, because they are different on every machine."""

HOSTS = {"hosted": "tracekit.example.org", "home": "nas.local"}
COOKIES = {"hosted": "__Host-sessionid", "home": "sessionid"}
"""Cookies had these names in 127d88c; over HTTPS at home, the plain one counts until the session's next visit."""

SESSIONS = {"hosted": "session", "home": "other_session"}
"""Each way has a session of its own, because a visit may change it."""


class ProxiedBrowser(requests.Session):
    """A browser reaches the install by HTTPS, through a proxy on the same machine; it keeps cookies by hand."""

    def __init__(self, address: str, mode: str, session: str) -> None:
        super().__init__()
        self.address = address
        proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        address_line = {"Host": HOSTS[mode], "Referer": f"https://{HOSTS[mode]}/"}
        self.headers.update(proxy | address_line | {"Cookie": f"{COOKIES[mode]}={session}"})

    def open(self, path: str) -> requests.Response:
        """Returns the answer to a GET; the cookies that it sets replace the ones from before."""
        response = self.get(self.address + path, allow_redirects=False, timeout=60)
        cookies = {cookie.name: cookie.value for cookie in response.cookies}
        if cookies:
            self.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return response


@pytest.fixture(scope="module", params=HOSTS)
def mode(request: pytest.FixtureRequest, upgrade: object, loaded: Install) -> str:
    """Returns the way in which tracekit runs; a hosted install has PostgreSQL."""
    if request.param == "hosted" and loaded.database.is_sqlite:
        pytest.skip("a hosted install has PostgreSQL")
    return str(request.param)


@pytest.fixture(scope="module")
def old_settings(mode: str, loaded: Install) -> dict[str, str]:
    """Returns the settings of 127d88c, as `sh` reads them."""
    command = ["sh", "-euc", 'set -a; . "$0"; env -0', str(SETTINGS / f"{mode}.env")]
    output = subprocess.run(command, env={}, capture_output=True, check=True).stdout.decode()
    settings = dict(line.split("=", 1) for line in output.split("\0") if line)
    own = {"PORT": str(free_port()), **KEYS} | ({"REDIS_URL": REDIS_URL} if mode == "hosted" else {})
    shared = {name: value for name, value in settings.items() if name not in (*OF_THIS_MACHINE, "PWD")}
    return shared | own


@pytest.fixture(scope="module")
def named_settings(mode: str, old_settings: dict[str, str]) -> dict[str, str]:
    """Returns the old settings, with the operator that a hosted install has to name since."""
    return old_settings | (OPERATOR if mode == "hosted" else {})


@pytest.fixture(scope="module")
def address(loaded: Install, named_settings: dict[str, str]) -> Iterator[str]:
    """Yields the address at which the proxy finds the upgraded install's web process."""
    server = ("gunicorn", "tracekit_site.wsgi", "--config", "python:tracekit_site.web_server.config", "--threads", "4")
    with loaded.running(*server, "--no-control-socket", **named_settings):
        address = f"http://127.0.0.1:{named_settings['PORT']}"
        wait_for_address(f"{address}/health/live")
        yield address


def test_the_old_settings_are_refused_only_where_hosted_and_only_for_the_operator(
    loaded: Install, mode: str, old_settings: dict[str, str]
) -> None:
    machine = loaded.machine.with_variables(**old_settings)
    result = machine.run("python", "manage.py", "check")
    assert [line.partition(" must ")[0] for line in result.err.splitlines()] == (
        [*OPERATOR] if mode == "hosted" else []
    )
    assert result.status == (1 if mode == "hosted" else 0)


def test_a_session_of_the_release_before_goes_on(loaded: Install, mode: str, address: str) -> None:
    browser = ProxiedBrowser(address, mode, loaded.known["accounts"]["alice"][SESSIONS[mode]])
    response = browser.open("/settings/profile/")
    assert response.status_code == 200, response.headers.get("Location")
    assert mode == "hosted" or "__Host-sessionid" in response.headers["Set-Cookie"]
    assert browser.open("/settings/profile/").status_code == 200


def test_a_form_is_accepted_through_the_proxy(loaded: Install, mode: str, address: str) -> None:
    browser = ProxiedBrowser(address, mode, "")
    browser.open("/account/login/")
    (token,) = [part.partition("=")[2] for part in str(browser.headers["Cookie"]).split("; ") if "csrftoken" in part]
    response = browser.post(
        f"{address}/account/login/",
        data={"login": loaded.known["accounts"]["dora"]["email"], "password": PASSWORD},
        headers={"X-CSRFToken": token},
        allow_redirects=False,
        timeout=60,
    )
    assert response.status_code != 403
    assert "sessionid" in response.headers.get("Set-Cookie", "") or "password" in response.text


def test_without_the_proxy_there_is_no_https(mode: str, address: str) -> None:
    response = requests.get(
        f"{address}/account/login/", headers={"Host": HOSTS[mode]}, allow_redirects=False, timeout=60
    )
    assert (response.status_code == 301) == (mode == "hosted"), "a hosted install serves only HTTPS"
    assert "__Host-" not in response.headers.get("Set-Cookie", "")
