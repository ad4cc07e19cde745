"""The proxies of the guide and of compose pass requests on while slow clients use them."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bench.slow_clients import HEADS, slow_clients, time_page
from tests.house.deployment_files import ROOT, read_mounted_file
from tests.ports import free_port
from tests.required import skip_or_fail
from tests.waiting import wait_until
from tests.web_server.server import run_server
from tests.worker_process import stop_process

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

TLS = re.compile(r" ssl;|^ +ssl_\w+ .*\n", re.MULTILINE)


@contextmanager
def run_program(name: str, *options: str) -> Iterator[None]:
    """Runs a proxy as long as the block lasts; skips where this machine has none."""
    program = shutil.which(name, path="/usr/local/bin:/usr/bin:/usr/sbin:/bin")
    if program is None:
        skip_or_fail(f"this machine has no {name}: the test was not run")
    process = subprocess.Popen([str(program), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        stop_process(process)


@contextmanager
def run_nginx(folder: Path, port: int, upstream: int) -> Iterator[None]:
    """Runs nginx with the guide's configuration, without TLS."""
    guide = (ROOT / "docs/self-hosting.md").read_text().partition("### nginx")[2].partition("###")[0]
    text = "".join(line for line in guide.splitlines(keepends=True) if line.startswith("    ") or line == "\n")
    text = TLS.sub(lambda match: ";" if match[0] == " ssl;" else "", text)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    folders = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log stderr; daemon off; events {{ worker_connections 1000; }} "
        f"http {{ access_log off; {folders}\n{text} }}"
    )
    with run_program("nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")):
        yield


@contextmanager
def run_caddy(folder: Path, port: int, upstream: int) -> Iterator[None]:
    """Runs Caddy with the configuration of compose, without TLS."""
    text = read_mounted_file("proxy", "/etc/caddy/Caddyfile").replace("web:{$PORT:8000}", f"127.0.0.1:{upstream}")
    text = text.replace("{$BASE_URL:https://localhost}", f"http://localhost:{port}")
    (folder / "Caddyfile").write_text(text.replace("servers {", "admin off\n\tservers {"))
    with run_program("caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"):
        yield


@pytest.mark.parametrize("mode", HEADS)
@pytest.mark.parametrize("run_proxy", [run_nginx, run_caddy])
def test_a_page_is_answered_through_a_proxy_that_slow_clients_use(
    tmp_path: Path, run_proxy: Callable[[Path, int, int], AbstractContextManager[None]], mode: str
) -> None:
    port = free_port()
    address = ("127.0.0.1", port)
    tmp_path.chmod(0o777)
    with run_server("BufferingWorker", TRUSTED_PROXY_COUNT="1") as server, run_proxy(tmp_path, port, server.port):
        wait_until(lambda: time_page(address, "/") is not None)
        with slow_clients(address, 200, mode):
            assert None not in [time_page(address, "/") for _ in range(10)]
        assert server.is_up()
