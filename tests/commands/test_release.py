"""`manage.py release` makes database, keys and file store belong together, however often it runs."""

import sqlite3
import stat
import subprocess
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from bench.fleet.temporary_cluster import Cluster
from tests.commands.machine import Machine, wait_for_result
from tests.ports import free_port
from tests.site import hosted_install

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

OTHER_KEYS = {"SECRET_KEY": get_random_secret_key(), "CREDENTIAL_KEYS": new_key()}
KEY_FILES = ("secret-key", "credential-keys")
PRINT_INSTALLS = (
    "from tracekit_site.models import Install; print([str(install.pk) for install in Install.objects.all()])"
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Returns a machine on which nothing was ever run."""
    return Machine(tmp_path / "data")


def test_the_first_release_creates_keys_that_only_their_owner_can_read_and_says_where(machine: Machine) -> None:
    first = machine.release()
    assert (first.status, first.err) == (0, "")
    assert first.out.startswith(f"Your data and its keys are in {machine.data}.")
    assert "Create the first account: http://localhost:8000/start/" in first.out
    for file in KEY_FILES:
        assert stat.S_IMODE((machine.data / file).stat().st_mode) == 0o600
    keys = [machine.read_key(file) for file in KEY_FILES]
    second = machine.release()
    assert (second.status, "keys" in second.out) == (0, False)
    assert [machine.read_key(file) for file in KEY_FILES] == keys
    assert machine.doctor("--quiet") == (0, "", "")


def test_a_release_creates_no_keys_that_the_environment_gives(machine: Machine) -> None:
    configured = machine.with_variables(**OTHER_KEYS)
    assert configured.release().status == 0
    assert not any((machine.data / file).exists() for file in KEY_FILES)
    assert configured.doctor("--quiet") == (0, "", "")


def test_no_link_is_printed_once_there_is_an_operator(single_machine: Machine) -> None:
    link = single_machine.release().out.split()[-1]
    token, details = link.split("/")[-2], "email='me@example.org', password='long enough', time_zone='UTC'"
    script = "from accounts.services.links import create_first_account\n"
    script += f"create_first_account({token!r}, {details})"
    assert single_machine.run_python(script).status == 0
    assert "/start/" not in single_machine.release().out


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_several_releases_at_once_are_harmless(machine: Machine, engine: str, request: pytest.FixtureRequest) -> None:
    if engine == "PostgreSQL":
        machine = machine.with_variables(DATABASE_URL=request.getfixturevalue("database"))
    with ExitStack() as stack:
        releases = [stack.enter_context(machine.running("python", "manage.py", "release")) for _ in range(3)]
        for result in map(wait_for_result, releases):
            assert (result.status, result.err) == (0, "")
    assert machine.run_python(PRINT_INSTALLS).out.count("-") == 4
    assert machine.doctor("--quiet") == (0, "", "")


def test_a_release_waits_for_a_database_that_is_still_starting(
    machine: Machine,
    cluster: Cluster,
    database: str,
) -> None:
    cluster.stop()
    with machine.with_variables(DATABASE_URL=database).running("python", "manage.py", "release") as release:
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                release.wait(4)
        finally:
            cluster.restart("fast")
        assert wait_for_result(release).status == 0


def test_a_release_waits_for_another_one_that_writes_to_the_file_for_long(single_machine: Machine) -> None:
    script = (
        "import django; django.setup()\n"
        "import time; from django.db import connection; from tracekit_site.services.release import wait_for_database\n"
        "connection.settings_dict['OPTIONS']['timeout'] = 0.05\n"
        "time.sleep = lambda seconds: print('again', flush=True)\n"
        "wait_for_database(600); print('ready')"
    )
    waiting = single_machine.with_variables(DJANGO_SETTINGS_MODULE="tracekit_site.settings")
    other = sqlite3.connect(single_machine.data / "tracekit.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with closing(other), waiting.running("python", "-c", script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "again\n"
        other.execute("ROLLBACK")
        result = wait_for_result(process)
    assert (result.status, result.out.splitlines()[-1], result.err) == (0, "ready", "")


def test_a_database_that_never_answers_is_one_sentence(machine: Machine) -> None:
    unreachable = machine.with_variables(DATABASE_URL=f"postgres://tracekit@127.0.0.1:{free_port()}/tracekit")
    script = "from tracekit_site.services.release import *\nwait_for_database(0)"
    fault = unreachable.run_python(script).err.splitlines()[-1]
    assert "The database does not answer. Nothing was changed. Check DATABASE_URL" in fault


@pytest.mark.parametrize("name", OTHER_KEYS)
def test_other_keys_are_refused_unless_they_are_adopted(single_machine: Machine, name: str) -> None:
    changed = single_machine.with_variables(**{name: OTHER_KEYS[name]})
    refused = changed.release()
    assert refused.status == 1
    assert f"{name} " in refused.err
    assert "that the database was created with" in refused.err
    assert OTHER_KEYS[name] not in refused.err
    assert single_machine.release().status == 0
    assert changed.release("--adopt").status == 0
    assert changed.doctor("--quiet") == (0, "", "")
    assert single_machine.release().status == 1


def test_files_of_another_database_are_refused_before_any_sweep_can_delete_them(
    single_machine: Machine, tmp_path: Path
) -> None:
    fresh = single_machine.with_variables(DATABASE_URL=f"sqlite:///{tmp_path}/fresh.sqlite3")
    for _ in range(2):
        refused = fresh.release()
        assert refused.status == 1
        assert "belong to another database" in refused.err
    assert single_machine.doctor("--quiet") == (0, "", "")
    assert fresh.release("--adopt").status == 0
    assert fresh.doctor("--quiet") == (0, "", "")


def test_a_hosted_release_prints_no_link_and_writes_no_keys(
    machine: Machine,
    database: str,
    redis_url: str,
) -> None:
    variables = hosted_install.hosted_environment(
        DATABASE_URL=database, RELEASE_DATABASE_URL="", REDIS_URL=redis_url, FILES_BUCKET=""
    )
    result = Machine(machine.data, variables).release()
    assert (result.status, result.err) == (0, "")
    assert result.out == "The database is ready for this release.\n"
    assert not any((machine.data / file).exists() for file in KEY_FILES)
