"""Starts the installs that are attacked, each in a temporary folder, with an athlete and an attacker in it."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import requests

from bench.fleet.ports import free_port
from bench.fleet.supervised import ROOT, procfile_line
from bench.fleet.testbed import open_testbed

ATHLETE, ATTACKER = "athlete@example.org", "attacker@example.org"
PASSWORD = secrets.token_urlsafe()
START_TIMEOUT_S = 120.0
SMALL_QUOTAS = {"QUOTAS_OF_BENCH": "true", "QUOTA_STORED_BYTES": "500000000", "QUOTA_FILES": "2000"}
"""An attack reaches these limits in seconds."""
CREATE_ACCOUNTS = """
import django; django.setup()
from allauth.account.models import EmailAddress
from accounts.models import Account
for email in {emails!r}:
    account = Account.objects.create_user(email, {password!r}, time_zone="Europe/Vienna", is_time_zone_confirmed=True)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
"""


@dataclass(frozen=True, slots=True)
class AttackedInstall:
    """An attacked install answers at `url`; behind a proxy, clients are told apart by X-Forwarded-For."""

    url: str
    is_behind_proxy: bool

    def headers(self, address: str) -> dict[str, str]:
        """Returns what a proxy would add for a client with that address."""
        return {"X-Forwarded-For": address} if self.is_behind_proxy else {}


@contextmanager
def silent_platform() -> Iterator[str]:
    """Yields the address of a platform that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def up_install(**variables: str) -> Iterator[AttackedInstall]:
    """Runs what `bin/up` runs, with its sandbox."""
    with tempfile.TemporaryDirectory(prefix="tracekit-siege-") as folder, ExitStack() as stack:
        port = free_port()
        own = {"DATA_DIR": folder, "PORT": str(port), "SIGNUP": "closed", "LOG_LEVEL": "ERROR", "SANDBOX": "true"}
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tracekit_site.settings",
            **own,
            **variables,
        }
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        install = AttackedInstall(f"http://127.0.0.1:{port}", is_behind_proxy=False)
        _wait_until_ready(install)
        _create_accounts(environment)
        yield install


@contextmanager
def fleet_install(**variables: str) -> Iterator[AttackedInstall]:
    """Runs the Procfile's web process and two workers, with quotas, behind a proxy that only adds headers."""
    own = {"TRUSTED_PROXY_COUNT": "1", "SANDBOX": "true", **SMALL_QUOTAS}
    with open_testbed(accounts=0) as testbed, ExitStack() as stack:
        own |= {"DATABASE_URL": testbed.cluster.application_url, "RELEASE_DATABASE_URL": testbed.cluster.url}
        release = ["sh", "-c", procfile_line("release")]
        subprocess.run(release, cwd=ROOT, env=testbed.environment | own, check=True, stdout=subprocess.DEVNULL)
        for name in ("web", "worker", "worker", "beat"):
            process = testbed.process(name, **own, **variables)
            process.start()
            stack.callback(process.kill_all)
        install = AttackedInstall(f"http://127.0.0.1:{testbed.port}", is_behind_proxy=True)
        _wait_until_ready(install)
        _create_accounts(testbed.environment)
        yield install


INSTALLS: dict[str, Callable[..., AbstractContextManager[AttackedInstall]]] = {"up": up_install, "fleet": fleet_install}


def _create_accounts(environment: dict[str, str]) -> None:
    script = CREATE_ACCOUNTS.format(emails=(ATHLETE, ATTACKER), password=PASSWORD)
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)


def _wait_until_ready(install: AttackedInstall) -> None:
    """Waits until the web process answers. Raises TimeoutError."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{install.url}/health/live", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError("The install did not answer.")
