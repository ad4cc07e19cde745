"""Each drill in docs/self-hosting.md works: backup, restore, and the move to compose."""

import json
import os
import re
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from bench.fleet.temporary_cluster import Cluster
from providers.sandbox.writers import fit
from tests.commands.machine import CommandResult, Machine, create_database

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

GUIDE = (settings.BASE_DIR / "docs/self-hosting.md").read_text()
DRILLS = dict(re.findall(r"<!-- drill: (.+) -->\n\n((?:    .+\n)+)", GUIDE))

DOCKER = """#!{python}
import os, subprocess, sys
_, compose, verb, *arguments = sys.argv
arguments = [argument.replace("/data", "{data}") for argument in arguments]
while arguments and arguments[0].startswith("-"):
    del arguments[0]
start = [["python", "manage.py", "release"], ["python", "-m", "tracekit", "doctor", "--quiet"]]
if verb in ("exec", "run"):
    service, program, *arguments = arguments
    commands = [[os.path.join("{programs}", program) if service == "db" else program, *arguments]]
else:
    commands = start if verb == "up" and not arguments else []
os.chdir("{checkout}")
for command in commands:
    subprocess.run(command, check=True, env={environment} | {{"PATH": os.environ["PATH"]}})
"""
"""This program replaces docker compose: `db` is the cluster, `/data` the data folder, and `up` runs the release."""

BIN_UP = "#!/bin/sh\n.venv/bin/python manage.py release && .venv/bin/python -m tracekit doctor --quiet\n"
CREATE_ACCOUNT = """
from accounts.models import Account
Account.objects.create_user("me@example.org", "long enough", is_operator=True)
"""
PRINT_CONTENTS = """
import json
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
with owner_scope(Account.objects.get()):
    files = [file.content.read().hex() for file in SourceFile.objects.order_by("pk")]
    print(json.dumps([files, list(Activity.objects.values_list("provider_id", "elapsed_s").order_by("pk"))]))
"""


@dataclass(frozen=True)
class Drill:
    """Represents a folder in which commands of the guide run; its `bin/up` and compose only run the release."""

    folder: Path
    machine: Machine

    def run(self, name: str) -> CommandResult:
        """Runs the commands of a drill in the guide until one fails."""
        path = f"{self.folder}/programs:{self.machine.environment['PATH']}"
        result = self.machine.run("bash", "-c", f"set -eu\ncd {self.folder}\nPATH={path}\n{DRILLS[name]}")
        sys.stderr.write(result.err)
        return result


def create_drill(folder: Path, machine: Machine, composed: Machine, programs: Path) -> Drill:
    """Creates a folder with the files of the checkout, except those that start tracekit and those that hold data."""
    (folder / "bin").mkdir(parents=True)
    (folder / "programs").mkdir()
    apps = ("accounts", "activities", "providers", "matching", "tracekit_site")
    for name in (".venv", "manage.py", "tracekit.py", *apps):
        (folder / name).symlink_to(settings.BASE_DIR / name)
    docker = DOCKER.format(
        python=sys.executable,
        data=composed.data,
        programs=programs,
        checkout=settings.BASE_DIR,
        environment=composed.environment,
    )
    for path, text in ((folder / "bin/up", BIN_UP), (folder / "programs/docker", docker)):
        path.write_text(text)
        path.chmod(stat.S_IRWXU)
    return Drill(folder, machine)


def fill_machine(machine: Machine, ride: Path) -> str:
    """Releases a machine and adds an account and a ride; returns its contents as JSON."""
    assert machine.release().status == 0
    assert machine.run_python(CREATE_ACCOUNT).status == 0
    ride.write_bytes(fit.fit(fit.file_id(), fit.session()))
    assert machine.run("python", "-m", "tracekit", "import", str(ride)).status == 0
    contents = machine.run_python(PRINT_CONTENTS).out
    files, activities = json.loads(contents)
    assert (files, len(activities)) == ([ride.read_bytes().hex()], 1)
    return contents


@pytest.fixture
def source_machine(released_machine: Machine, tmp_path: Path) -> Machine:
    """Returns the machine on which `bin/up` ran until now."""
    return released_machine.with_data_copied_to(tmp_path / "source/data")


@pytest.fixture
def composed(cluster: Cluster, redis_url: str, tmp_path: Path) -> Machine:
    """Returns the machine that compose runs, with an empty database."""
    (tmp_path / "composed").mkdir()
    variables = {"DATABASE_URL": create_database(cluster, "template1"), "REDIS_URL": redis_url}
    return Machine(tmp_path / "composed", variables | {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port)})


def test_old_backups_are_deleted_and_new_ones_stay(tmp_path: Path, released_machine: Machine) -> None:
    (tmp_path / "programs").mkdir()
    days = settings.BACKUP_DAYS
    for name, age in (("backup", 0), ("keys", 0), ("backup-old", days + 2), ("keys-old", days + 2), ("other", 90)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("")
        os.utime(tmp_path / name, (time.time() - age * 86400,) * 2)
    assert Drill(tmp_path, released_machine).run("old backups").status == 0
    assert {path.name for path in tmp_path.iterdir()} == {"backup", "keys", "other", "programs"}
    assert DRILLS["old backups"].index("keys*") < DRILLS["old backups"].index("backup*")


def test_a_restored_backup_keeps_the_newer_ledger_of_erasures(
    tmp_path: Path, source_machine: Machine, composed: Machine, cluster: Cluster
) -> None:
    source = create_drill(tmp_path / "source", source_machine, composed, cluster.programs)
    fill_machine(source.machine, tmp_path / "ride.fit")
    assert source.run("sqlite backup").status == 0
    assert source.machine.run("python", "-m", "tracekit", "erase", "--yes").status == 0
    assert source.run("sqlite restore").status == 0
    accounts = source.machine.run_python("from accounts.models import Account; print(Account.objects.count())")
    assert accounts.out.strip() == "0"


def test_a_backup_of_bin_up_is_restored(
    tmp_path: Path,
    source_machine: Machine,
    composed: Machine,
    cluster: Cluster,
) -> None:
    source = create_drill(tmp_path / "source", source_machine, composed, cluster.programs)
    before = fill_machine(source.machine, tmp_path / "ride.fit")
    assert source.run("sqlite backup").status == 0
    assert source.machine.run_python("from accounts.models import Account; Account.objects.all().delete()").status == 0
    assert source.run("sqlite restore").status == 0
    assert source.machine.run_python(PRINT_CONTENTS).out == before
    for key in ("secret-key", "credential-keys"):
        assert stat.S_IMODE((source.machine.data / key).stat().st_mode) == 0o600


def test_a_backup_of_compose_is_restored_on_a_new_machine(
    tmp_path: Path,
    composed: Machine,
    cluster: Cluster,
) -> None:
    source = create_drill(tmp_path / "source", composed, composed, cluster.programs)
    before = fill_machine(composed, tmp_path / "ride.fit")
    assert source.run("compose backup").status == 0
    create_database(cluster, "template1")
    new = composed.with_data(tmp_path / "new")
    assert new.release().status == 0
    target = create_drill(tmp_path / "target", new, new, cluster.programs)
    for name in ("backup", "keys"):
        (target.folder / name).symlink_to(source.folder / name)
    assert target.run("compose restore").status == 0
    assert new.run_python(PRINT_CONTENTS).out == before


def test_the_data_of_bin_up_moves_to_compose(
    tmp_path: Path,
    source_machine: Machine,
    composed: Machine,
    cluster: Cluster,
) -> None:
    source = create_drill(tmp_path / "source", source_machine, composed, cluster.programs)
    before = fill_machine(source.machine, tmp_path / "ride.fit")
    assert source.run("move").status == 0
    assert composed.run_python(PRINT_CONTENTS).out == before
    assert composed.doctor("--quiet") == (0, "", "")


def test_keys_that_do_not_belong_to_the_database_are_refused(
    tmp_path: Path,
    source_machine: Machine,
    composed: Machine,
    cluster: Cluster,
) -> None:
    source = create_drill(tmp_path / "source", source_machine, composed, cluster.programs)
    fill_machine(source.machine, tmp_path / "ride.fit")
    assert source.run("sqlite backup").status == 0
    for key in ("secret-key", "credential-keys"):
        (source.folder / "keys" / key).write_text((source.folder / "keys" / key).read_text()[::-1])
    assert "SECRET_KEY is not the one that the database was created with" in source.run("sqlite restore").err
