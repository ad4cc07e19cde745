"""Loads the install of a dump, upgrades it as its operator would, and runs its processes."""

import base64
import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from django.test import override_settings

from accounts.browser import BROWSER_KEY
from accounts.sessions import SessionStore
from tests.commands.machine import Machine
from tests.upgrade.database import Database
from tests.upgrade.dump_secrets import KEYS
from tests.upgrade.renames import new_table, restore_old_names
from tests.upgrade.tables import Row
from tests.waiting import TIMEOUT_S, wait_until

CHECKOUT = Path(__file__).parents[2]
DUMPS = Path(__file__).parent / "dumps"

PASSWORD = "correct horse battery"
"""Every account in the dumps has this password."""

SANDBOX_CLIENT = ("sandbox", "sandbox-secret")


@dataclass(frozen=True)
class Install:
    """An install is a machine with a data folder, its database, and what a dump knows of it."""

    machine: Machine
    database: Database
    known: dict[str, Any]

    @contextmanager
    def running(self, *command: str, **settings: str) -> "Iterator[subprocess.Popen[bytes]]":
        """Runs a process of the install while the block does; it ends with the block, in order or by force."""
        machine = self.machine.with_variables(**settings)
        log = self.machine.data / "processes.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                command, env=machine.environment, cwd=CHECKOUT, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def rows(self, table: str, **values: object) -> list[Row]:
        """Returns the rows with these values now, all in the words of 127d88c: table, columns, and stored values."""
        rows = (restore_old_names(table, row) for row in self.database.rows(f'SELECT * FROM "{new_table(table)}"'))
        return [row for row in rows if all(_text(row[name]) == _text(value) for name, value in values.items())]

    def calls(self, athlete: str) -> list[dict[str, Any]]:
        """Returns every call that the sandbox has received for an athlete, before the upgrade and since."""
        url = f"{self.machine.variables['SANDBOX_API_URL']}/control/athletes/{athlete}/calls"
        response = requests.get(url, auth=SANDBOX_CLIENT, timeout=TIMEOUT_S)
        response.raise_for_status()
        calls: list[dict[str, Any]] = response.json()
        return calls

    def count_puts(self, write_back: dict[str, str]) -> int:
        """Returns how many PUTs have ever reached the sandbox for the activity of a write-back."""
        calls = self.calls(write_back["athlete"])
        path = f"/activities/{write_back['provider_id']}"
        return sum(call["method"] == "PUT" and path in call["target"] for call in calls)


def load_dump(engine: str, url: str, data: Path, sandbox_port: int) -> Install:
    """Makes the install of a dump anew: its database at the address, its files and its sandbox in the folder."""
    dump, database = DUMPS / engine, Database(url)
    data.mkdir(parents=True, exist_ok=True)
    database.load((dump / "database.sql").read_text())
    _date_sign_ins_today(database)
    for name, content in json.loads((dump / "files.json").read_text()).items():
        path = data / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    _load_sandbox(dump, data / "sandbox")
    address = f"http://127.0.0.1:{sandbox_port}"
    sandbox = {"SANDBOX": "true", "SANDBOX_URL": address, "SANDBOX_API_URL": address}
    machine = Machine(data, {"DATABASE_URL": url, **KEYS, **sandbox})
    return Install(machine, database, json.loads((dump / "known.json").read_text()))


def _date_sign_ins_today(database: Database) -> None:
    """Dates the sign-ins of all sessions now, or they would be over 30 days after the dump was made."""
    store = SessionStore()
    with override_settings(CREDENTIAL_KEYS=KEYS["CREDENTIAL_KEYS"]):
        for row in database.rows("SELECT session_key, session_data FROM accounts_session"):
            session = store.decode(str(row["session_data"]))
            if browser := session.get(BROWSER_KEY):
                session[BROWSER_KEY] = {**browser, "since": datetime.now(UTC).isoformat()}
            text = store.encode(session)
            database.load(
                f"UPDATE accounts_session SET session_data = '{text}' WHERE session_key = '{row['session_key']}'"
            )


def _load_sandbox(dump: Path, folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "sandbox.sqlite3")) as connection:
        connection.executescript((dump / "sandbox.sql").read_text())


def wait_for_address(address: str) -> None:
    """Waits until something answers over HTTP at the address."""
    wait_until(lambda: _answers(address))


def _answers(address: str) -> bool:
    try:
        requests.get(address, timeout=TIMEOUT_S)
    except requests.RequestException:
        return False
    return True


def _text(value: object) -> str:
    """Returns a value as text; an id is the same with and without hyphens, as the two databases have it."""
    return str(value).replace("-", "")
