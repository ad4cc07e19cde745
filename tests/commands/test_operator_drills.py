"""Each drill in docs/operate.md works: settings, backup and restore by a bound role, and the change of a key."""

import shutil
import stat
from pathlib import Path

import pytest
from django.conf import settings

from accounts.secrets import parse_keys
from bench.fleet.temporary_cluster import Cluster
from providers.sandbox.writers import fit
from tests.commands.machine import CommandResult, Machine, create_database
from tests.commands.test_drills import CREATE_ACCOUNT, PRINT_CONTENTS
from tests.house.operator_guide import read_drills
from tests.house.test_app_platform import ANNOUNCED, environment_of
from tests.site.hosted_install import read_settings

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

DRILLS = read_drills()


def run_drill(name: str, folder: Path, machine: Machine) -> CommandResult:
    """Runs the commands of a drill in a folder until one fails."""
    return machine.run("bash", "-c", f"set -eu\ncd {folder}\n{DRILLS[name]}")


def key_names(folder: Path) -> list[str]:
    """Returns the names of the keys in the settings file of a folder, which must be valid."""
    return [key.name for key in parse_keys(read_settings(folder / ".env")["CREDENTIAL_KEYS"])]


def test_the_settings_are_created_and_keys_are_changed_in_them(tmp_path: Path) -> None:
    shutil.copy(settings.BASE_DIR / ".env.hosted.example", tmp_path)
    machine = Machine(tmp_path / "data")
    assert run_drill("settings", tmp_path, machine) == (0, "", "")
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    first = read_settings(tmp_path / ".env")
    own_names = {name: environment_of("web")[name] for name in ANNOUNCED}
    hosted = machine.with_variables(**first | own_names)
    assert hosted.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING").status == 0
    names = [key_names(tmp_path)]
    for drill in ("add key", "put key first", "remove key"):
        assert run_drill(drill, tmp_path, machine) == (0, "", "")
        names.append(key_names(tmp_path))
    assert names == [["k1"], ["k1", "k2"], ["k2", "k1"], ["k2"]]
    assert {name: value for name, value in read_settings(tmp_path / ".env").items() if name != "CREDENTIAL_KEYS"} == {
        name: value for name, value in first.items() if name != "CREDENTIAL_KEYS"
    }


@pytest.fixture
def hosted_machine(fleet_machine: Machine, cluster: Cluster, tmp_path: Path) -> Machine:
    """Returns a machine whose processes own no table, with an account and a ride."""
    machine = fleet_machine.with_variables(DATABASE_URL=cluster.application_url, RELEASE_DATABASE_URL=cluster.url)
    assert machine.release().status == 0
    assert machine.run_python(CREATE_ACCOUNT).status == 0
    (tmp_path / "ride.fit").write_bytes(fit.fit(fit.file_id(), fit.session()))
    assert machine.run("python", "-m", "tracekit", "import", str(tmp_path / "ride.fit")).status == 0
    return machine


def test_a_backup_of_a_managed_database_is_restored_by_the_owner_of_the_tables(
    hosted_machine: Machine, cluster: Cluster, tmp_path: Path
) -> None:
    before = hosted_machine.run_python(PRINT_CONTENTS).out
    dump_plainly = hosted_machine.run("pg_dump", "--table", "activities_activity", cluster.url)
    assert "row-level security" in dump_plainly.err, "the database binds the owner of the tables, too"
    assert run_drill("managed backup", tmp_path, hosted_machine) == (0, "", "")
    create_database(cluster, "template1")
    restored = run_drill("managed restore", tmp_path, hosted_machine)
    assert restored == (0, "1\n", ""), "the ride is counted, and pg_restore has nothing to say"
    assert hosted_machine.release().status == 0
    assert hosted_machine.run_python(PRINT_CONTENTS).out == before
    assert hosted_machine.doctor("--quiet") == (0, "", "")
