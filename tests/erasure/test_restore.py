"""The backup of a database from before an erasure, restored alone, brings nobody back: tried with real processes."""

import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.commands.machine import Machine
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import stop_process

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

CREATE_ACCOUNT = """
from accounts.models import Account
from accounts.scope import owner_scope
from tests.factories import ActivityFactory
account = Account.objects.create_user("alice@example.org", "long enough")
with owner_scope(account):
    ActivityFactory.create(name="Xalicex")
"""


def stored_bytes(machine: Machine) -> bytes:
    return b"".join(path.read_bytes() for path in machine.data.glob("tracekit.sqlite3*"))


@contextmanager
def web_process(machine: Machine) -> Iterator[str]:
    """Yields the address of a web process alone: no release and no worker runs beside it."""
    port = free_port()
    command = ["gunicorn", "tracekit_site.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2"]
    config = ["--config", "python:tracekit_site.web_server.config", "--no-control-socket"]
    with machine.with_variables(PORT=str(port), HOST="127.0.0.1").running(*command, *config) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            stop_process(process)


def page_status(address: str) -> int | None:
    """Returns the status of the first page; None while nothing listens."""
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as response:
            return int(response.status)
    except OSError:
        return None


def test_a_restored_account_is_gone_before_the_first_page(single_machine: Machine) -> None:
    machine = single_machine
    created = machine.run_python(CREATE_ACCOUNT)
    assert created.status == 0, created.err
    database, backup = machine.data / "tracekit.sqlite3", machine.data / "backup.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(database, backup)
    erased = machine.run("python", "-m", "tracekit", "erase", "--yes")
    assert erased.status == 0, erased.err
    receipt = erased.out.strip().rpartition("/receipts/")[2]
    assert b"Xalicex" not in stored_bytes(machine)

    for path in machine.data.glob("tracekit.sqlite3*"):
        path.unlink()
    shutil.copy(backup, database)
    assert b"Xalicex" in stored_bytes(machine)
    with web_process(machine) as address:
        wait_until(lambda: page_status(f"{address}/privacy/") == 200)
        assert b"Xalicex" not in stored_bytes(machine)
        assert b"alice@example.org" not in stored_bytes(machine)
        assert page_status(f"{address}/receipts/{receipt}") == 200

    for path in machine.data.glob("tracekit.sqlite3*"):
        path.unlink()
    shutil.copy(backup, database)
    assert machine.release().status == 0
    assert b"Xalicex" not in stored_bytes(machine)
