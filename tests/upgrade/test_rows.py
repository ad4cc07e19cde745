"""An upgrade keeps every row of every table, under the names that it has now."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.upgrade.conftest import Upgrade
from tests.upgrade.database import apply_renames, find_faults, rename_foreign_key
from tests.upgrade.renames import ADDED_FOREIGN_KEYS, ADDED_JOBS, new_table
from tests.upgrade.tables import Tables

pytestmark = pytest.mark.own_servers

STATES = {
    ("matching_writeback", "state"): {
        *("queued", "compared", "sent", "taken", "done", "already", "conflict", "failed"),
    },
    ("jobs_job", "state"): {"queued", "running", "stopped"},
    ("jobs_job", "kind"): {
        *("accounts.notice", "activities.days", "demo.build", "demo.end", "files.read", "trim", "write"),
        *("pull.daily", "pull.due", "pull.first", "pull.now", "pull.whole"),
    },
    ("jobs_tick", "chore"): {
        *("ask_for_pulls", "ask_for_trims", "delete_expired", "end_demos", "remove_orphans", "sweep"),
    },
    ("activities_sourcefile", "state"): {"waiting", "read", "refused", "twin"},
    ("providers_connection", "state"): {"connected", "reconnect", "unavailable"},
    ("providers_pull", "kind"): {"first", "daily", "now", "whole"},
    ("mfa_authenticator", "type"): {"totp", "recovery_codes", "webauthn"},
}
"""These values are all that 127d88c could store in the columns; the dumps hold every one."""

EMPTY = {"account_emailconfirmation", "auth_group", "auth_group_permissions"}
"""No install uses these tables."""


def test_the_dumps_hold_every_table_and_every_state(upgrade: Upgrade) -> None:
    assert {table for table, rows in upgrade.before.items() if not rows} == EMPTY
    for (table, column), values in STATES.items():
        assert {row[column] for row in upgrade.before[table]} == values, (table, column)


def test_an_upgrade_keeps_every_row_and_adds_only_its_jobs(upgrade: Upgrade) -> None:
    added = [job for job in upgrade.after["jobs_job"] if job["kind"] in ADDED_JOBS]
    accounts = [account["id"] for account in upgrade.after["accounts_account"]]
    assert sorted(str(job["owner_id"]) for job in added) == sorted(map(str, accounts * len(ADDED_JOBS)))
    jobs = [job for job in upgrade.after["jobs_job"] if job not in added]
    assert find_faults(apply_renames(upgrade.before), upgrade.after | {"jobs_job": jobs}) == []


def test_an_upgrade_keeps_every_reference(upgrade: Upgrade) -> None:
    database = upgrade.install.database
    unchecked = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
    assert database.rows("PRAGMA foreign_key_check" if database.is_sqlite else unchecked) == []


def test_an_upgrade_keeps_every_foreign_key(upgrade: Upgrade) -> None:
    assert len(upgrade.foreign_keys_before) > 50
    renamed = {rename_foreign_key(key) for key in upgrade.foreign_keys_before}
    assert renamed | ADDED_FOREIGN_KEYS == upgrade.install.database.foreign_keys()


def test_a_second_upgrade_changes_nothing(upgrade: Upgrade) -> None:
    before = upgrade.install.database.tables()
    assert upgrade.install.machine.release().status == 0
    assert find_faults(before, upgrade.install.database.tables()) == []


def _lose_a_row(tables: Tables, table: str) -> None:
    del tables[table][0]


def _repeat_a_row(tables: Tables, table: str) -> None:
    tables[table].append(tables[table][0])


def _change_a_value(tables: Tables, table: str) -> None:
    tables[table][0]["id"] = "another"


def _lose_a_column(tables: Tables, table: str) -> None:
    for row in tables[table]:
        row.pop("owner_id", row.pop("email", None))


def _rename_a_column(tables: Tables, table: str) -> None:
    for row in tables[table]:
        row["key"] = row.pop("id")


def _lose_a_table(tables: Tables, table: str) -> None:
    del tables[table]


def _rename_a_table(tables: Tables, table: str) -> None:
    tables[f"{table}_new"] = tables.pop(table)


@pytest.mark.parametrize("table", ["accounts_account", "jobs_job", "matching_writeback", "providers_connection"])
@pytest.mark.parametrize(
    "damage",
    [
        *(_lose_a_row, _repeat_a_row, _change_a_value, _lose_a_column, _rename_a_column),
        *(_lose_a_table, _rename_a_table),
    ],
)
def test_the_comparison_notices_damage(upgrade: Upgrade, damage: Callable[[Tables, str], None], table: str) -> None:
    damaged = deepcopy(upgrade.after)
    damage(damaged, new_table(table))
    assert find_faults(apply_renames(upgrade.before), damaged)
