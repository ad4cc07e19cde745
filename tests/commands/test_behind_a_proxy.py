"""A refusal behind a proxy says which setting is missing; with that setting the same request succeeds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from tests.commands.forwarding_proxy import ProxyOptions, run_proxy, send_sign_in_form
from tests.commands.machine import Machine
from tests.markup import visible_text
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

SIGN_IN = "/account/login/"
HOST = "nas.example"
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
NOT_SIGNED_IN = "Wrong email or password."

REFUSALS = {
    "a proxy that nobody has named": (
        FORWARDED,
        {"ALLOWED_HOSTS": HOST},
        403,
        "Set TRUSTED_PROXY_COUNT='1', and start tracekit again.",
        {"TRUSTED_PROXY_COUNT": "1"},
    ),
    "a proxy that hides the scheme": (
        {},
        {"ALLOWED_HOSTS": HOST},
        403,
        "Set BASE_URL to the address that the browser shows",
        {"BASE_URL": f"https://{HOST}"},
    ),
    "a proxy that changes the host": (
        FORWARDED | {"Host": "localhost"},
        {},
        403,
        "set BASE_URL to the address that the browser shows",
        {"BASE_URL": f"https://{HOST}"},
    ),
    "a host name that is not allowed": (
        FORWARDED,
        {"TRUSTED_PROXY_COUNT": "1"},
        400,
        "add it to ALLOWED_HOSTS, as in ALLOWED_HOSTS='nas.local,localhost'",
        {"ALLOWED_HOSTS": HOST},
    ),
    "a host name that BASE_URL names": (
        FORWARDED,
        {"TRUSTED_PROXY_COUNT": "1"},
        400,
        "ALLOWED_HOSTS",
        {"BASE_URL": f"https://{HOST}"},
    ),
}


@contextmanager
def run_web(machine: Machine, log: Path) -> Iterator[int]:
    """Yields the port of a web process that the Procfile's line has started."""
    port = free_port()
    variables = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    with log.open("w") as file, machine.with_variables(**variables).running("bin/run", "web", stderr=file) as process:
        wait_until(lambda: is_up(port) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield port


def is_up(port: int) -> bool:
    """Returns whether a web process answers on the port."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/health/live", timeout=TIMEOUT_S).ok
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_names_the_setting_that_cures_it(single_machine: Machine, tmp_path: Path, name: str) -> None:
    headers, variables, status, message, cure = REFUSALS[name]
    log, options = tmp_path / "log", ProxyOptions(headers)
    machine = single_machine.with_variables(**variables)
    with run_web(machine, log) as port, run_proxy(port, options) as address:
        for _ in range(3):
            response = send_sign_in_form(address, SIGN_IN, host=HOST, origin=f"https://{HOST}")
            assert response.status_code == status
            assert message in visible_text(response.text)
        assert re.findall(r"[A-Z_]{6,}", message)[0] in machine.doctor().out
    assert message in log.read_text()
    assert log.read_text().count("\n") == 1
    assert HOST not in log.read_text()
    with run_web(machine.with_variables(**cure), log) as port, run_proxy(port, options) as address:
        response = send_sign_in_form(address, SIGN_IN, host=HOST, origin=f"https://{HOST}")
        assert response.status_code == 200
        assert NOT_SIGNED_IN in response.text


def test_the_doctor_names_a_missing_setting_until_the_next_release(single_machine: Machine, tmp_path: Path) -> None:
    advice = "If the proxy is yours, set TRUSTED_PROXY_COUNT='1', or how many there are."
    with run_web(single_machine, tmp_path / "log") as port, run_proxy(port, ProxyOptions(FORWARDED)) as address:
        assert advice not in single_machine.doctor().out
        assert requests.get(address, headers={"Host": "localhost"}, timeout=TIMEOUT_S).ok
        assert advice in single_machine.doctor().out
    assert advice not in single_machine.with_variables(TRUSTED_PROXY_COUNT="1").doctor().out
    assert single_machine.release().status == 0
    assert advice not in single_machine.doctor().out


@pytest.mark.parametrize("stripped_path", ["", "/tracekit"], ids=["kept", "stripped"])
def test_a_path_of_a_shared_host_name_serves_everything(
    single_machine: Machine, tmp_path: Path, stripped_path: str
) -> None:
    machine = single_machine.with_variables(BASE_URL=f"https://{HOST}/tracekit")
    link = re.findall(r"\S+/start/\S+", machine.release().out)[0]
    assert link.startswith(f"https://{HOST}/tracekit/start/")
    options = ProxyOptions(FORWARDED, stripped_path)
    with run_web(machine, tmp_path / "log") as port, run_proxy(port, options) as address:
        local_link = link.replace(f"https://{HOST}", address)
        for page in (f"{address}/tracekit/", f"{address}/tracekit{SIGN_IN}", local_link):
            check_page(page)
        form = send_sign_in_form(address, f"/tracekit{SIGN_IN}", host=HOST, origin=f"https://{HOST}")
        assert NOT_SIGNED_IN in form.text
        files = requests.get(f"{address}/tracekit/files/", headers={"Host": HOST}, allow_redirects=False, timeout=10)
        assert files.headers["Location"] == "/tracekit/account/login/?next=/tracekit/files/"
        missing = requests.get(f"{address}/tracekit/nothing/", headers={"Host": HOST}, timeout=TIMEOUT_S)
        assert missing.status_code == 404
        assert 'href="/tracekit/"' in missing.text
        assert is_up(port)


def check_page(address: str) -> None:
    """Checks that every address on a page lies below the path and answers, and that cookies are for the path only."""
    response = requests.get(address, headers={"Host": HOST}, timeout=TIMEOUT_S)
    assert response.status_code == 200
    for cookie in response.cookies:
        assert cookie.path == "/tracekit/"
    links = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', response.text))
    assert any("/static/" in link for link in links)
    for link in links:
        assert link.startswith("/tracekit/"), link
        answer = requests.get(urljoin(address, link), headers={"Host": HOST}, allow_redirects=False, timeout=TIMEOUT_S)
        assert answer.status_code in (200, 302, 405), link


@pytest.mark.parametrize("path", ["/files", "/calendar", "/operator/tracekit", "/static"])
def test_a_path_that_begins_like_a_page_is_refused(single_machine: Machine, path: str) -> None:
    result = single_machine.with_variables(BASE_URL=f"https://{HOST}{path}").release()
    assert result.status == 1
    assert result.err.startswith(f"BASE_URL cannot end in {path}, because tracekit has a page of that name.")
    assert result.err.count("\n") == 1
