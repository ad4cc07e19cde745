"""`manage.py release`: a database, keys and a store of files that belong together, however often it is run."""

import stat
import subprocess
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from bench.fleet.temporary_cluster import Cluster
from tests.commands.machine import Machine, wait_for_result
from tests.ports import free_port
from tests.site import hosted

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

OTHER = {"SECRET_KEY": get_random_secret_key(), "CREDENTIAL_KEYS": new_key()}
KEYS = ("secret-key", "credential-keys")
INSTALLS = "from tracekit_site.models import Install; print([str(one.pk) for one in Install.objects.all()])"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing was ever run."""
    return Machine(tmp_path / "data")


def test_the_first_one_makes_keys_that_only_their_owner_reads_and_says_where(machine: Machine) -> None:
    first = machine.release()
    assert (first.status, first.err) == (0, "")
    assert first.out.startswith(f"Your data lies in {machine.data}, and the keys that open it")
    assert "Make the first account: http://localhost:8000/start/" in first.out
    for file in KEYS:
        assert stat.S_IMODE((machine.data / file).stat().st_mode) == 0o600
    made = [machine.key(file) for file in KEYS]
    again = machine.release()
    assert (again.status, "keys" in again.out) == (0, False)
    assert [machine.key(file) for file in KEYS] == made
    assert machine.doctor("--quiet") == (0, "", "")


def test_keys_that_the_environment_gives_are_not_made(machine: Machine) -> None:
    given = machine.but(**OTHER)
    assert given.release().status == 0
    assert not any((machine.data / file).exists() for file in KEYS)
    assert given.doctor("--quiet") == (0, "", "")


def test_no_link_is_printed_once_there_is_an_operator(machine: Machine) -> None:
    link = machine.release().out.split()[-1]
    make = "from accounts.services.links import make_first_account as make\n"
    make += f"make({link.split('/')[-2]!r}, email='me@example.org', password='long enough', time_zone='UTC')"
    assert machine.python(make).status == 0
    assert "/start/" not in machine.release().out


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_several_at_once_are_harmless(machine: Machine, engine: str, request: pytest.FixtureRequest) -> None:
    if engine == "PostgreSQL":
        machine = machine.but(DATABASE_URL=request.getfixturevalue("database"))
    started = [machine.start("python", "manage.py", "release") for _ in range(3)]
    for one in map(wait_for_result, started):
        assert (one.status, one.err) == (0, "")
    assert machine.python(INSTALLS).out.count("-") == 4
    assert machine.doctor("--quiet") == (0, "", "")


def test_it_waits_for_a_database_that_is_still_starting(
    machine: Machine,
    cluster: Cluster,
    database: str,
) -> None:
    cluster.stop()
    waiting = machine.but(DATABASE_URL=database).start("python", "manage.py", "release")
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(4)
    cluster.restart("fast")
    assert wait_for_result(waiting).status == 0


def test_a_database_that_never_answers_is_one_sentence(machine: Machine) -> None:
    there = machine.but(DATABASE_URL=f"postgres://tracekit@127.0.0.1:{free_port()}/tracekit")
    said = there.python("from tracekit_site.services.release import *\nwait_for_database(0)").err.splitlines()[-1]
    assert "The database does not answer. Nothing was changed. Check DATABASE_URL" in said


@pytest.mark.parametrize("name", OTHER)
def test_other_keys_are_refused_until_they_are_meant(machine: Machine, name: str) -> None:
    machine.release()
    changed = machine.but(**{name: OTHER[name]})
    refused = changed.release()
    assert refused.status == 1
    assert f"{name} than the database was made with" in refused.err
    assert OTHER[name] not in refused.err
    assert machine.release().status == 0
    assert changed.release("--adopt").status == 0
    assert changed.doctor("--quiet") == (0, "", "")
    assert machine.release().status == 1


def test_files_of_another_database_are_refused_before_any_sweep_can_take_them(machine: Machine, tmp_path: Path) -> None:
    machine.release()
    fresh = machine.but(DATABASE_URL=f"sqlite:///{tmp_path}/fresh.sqlite3")
    for _ in range(2):
        refused = fresh.release()
        assert refused.status == 1
        assert "are those of another database" in refused.err
    assert machine.doctor("--quiet") == (0, "", "")
    assert fresh.release("--adopt").status == 0
    assert fresh.doctor("--quiet") == (0, "", "")


def test_a_folder_that_cannot_be_used_is_one_sentence(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = machine.elsewhere(tmp_path / "file" / "data").release()
    assert (said.status, said.out) == (1, "")
    assert said.err == f"{tmp_path}/file/data cannot be used: Not a directory.\n"


def test_a_hosted_one_prints_no_link_and_keeps_no_keys(
    machine: Machine,
    database: str,
    redis_url: str,
) -> None:
    given = hosted.environment(DATABASE_URL=database, REDIS_URL=redis_url, FILES_BUCKET="")
    said = Machine(machine.data, given).release()
    assert (said.status, said.err) == (0, "")
    assert said.out == "The database is ready for this release.\n"
    assert not any((machine.data / file).exists() for file in KEYS)
