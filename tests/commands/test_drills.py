"""Backup, restore and the move to compose, by the very commands that docs/self-hosting.md gives."""

import json
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from bench.fleet.temporary_cluster import Cluster
from providers.sandbox.writers import fit
from tests.commands.machine import CommandResult, Machine, create_database

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

TEXT = (settings.BASE_DIR / "docs/self-hosting.md").read_text()
DRILLS = dict(re.findall(r"<!-- drill: (.+) -->\n\n((?:    .+\n)+)", TEXT))

DOCKER = """#!{python}
import os, subprocess, sys
_, compose, verb, *rest = sys.argv
words = [word.replace("/data", "{data}") for word in rest]
while words and words[0].startswith("-"):
    del words[0]
started = [["python", "manage.py", "release"], ["python", "-m", "tracekit", "doctor", "--quiet"]]
if verb in ("exec", "run"):
    service, program, *arguments = words
    todo = [[os.path.join("{programs}", program) if service == "db" else program, *arguments]]
else:
    todo = started if verb == "up" and not words else []
os.chdir("{checkout}")
for one in todo:
    subprocess.run(one, check=True, env={given} | {{"PATH": os.environ["PATH"]}})
"""
"""Compose, as far as these commands go: `db` is the cluster, `/data` the data folder, a start the release."""

UP = "#!/bin/sh\n.venv/bin/python manage.py release && .venv/bin/python -m tracekit doctor --quiet\n"
MAKE_ACCOUNT = """
from accounts.models import Account
Account.objects.create_user("me@example.org", "long enough", is_operator=True)
"""
SHOW = """
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
    """A folder in which the commands are given: `bin/up` and compose start and end here with the release."""

    folder: Path
    machine: Machine

    def do(self, name: str) -> CommandResult:
        """Every command of that part of the text; the first that fails ends it."""
        there = self.machine.environment
        script = f"set -eu\ncd {self.folder}\nPATH={self.folder}/programs:{there['PATH']}\n{DRILLS[name]}"
        done = self.machine.run("bash", "-c", script)
        sys.stderr.write(done.err)
        return done


def drill(folder: Path, machine: Machine, composed: Machine, programs: Path) -> Drill:
    """A folder with the checkout's files in it, but for what starts and what is kept."""
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
        given=composed.environment,
    )
    for path, text in ((folder / "bin/up", UP), (folder / "programs/docker", docker)):
        path.write_text(text)
        path.chmod(stat.S_IRWXU)
    return Drill(folder, machine)


def filled(machine: Machine, ride: Path) -> str:
    """A released machine with an account and a ride; what it shows of them."""
    assert machine.release().status == 0
    assert machine.python(MAKE_ACCOUNT).status == 0
    ride.write_bytes(fit.fit(fit.file_id(), fit.session()))
    assert machine.run("python", "-m", "tracekit", "import", str(ride)).status == 0
    shown = machine.python(SHOW).out
    files, activities = json.loads(shown)
    assert (files, len(activities)) == ([ride.read_bytes().hex()], 1)
    return shown


@pytest.fixture
def composed(cluster: Cluster, redis_url: str, tmp_path: Path) -> Machine:
    """What compose runs, on an empty database."""
    (tmp_path / "composed").mkdir()
    given = {"DATABASE_URL": create_database(cluster, "template1"), "REDIS_URL": redis_url}
    return Machine(tmp_path / "composed", given | {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port)})


def test_what_bin_up_kept_is_restored_from_the_backup(
    tmp_path: Path,
    composed: Machine,
    cluster: Cluster,
) -> None:
    here = drill(tmp_path / "here", Machine(tmp_path / "here/data"), composed, cluster.programs)
    before = filled(here.machine, tmp_path / "ride.fit")
    assert here.do("sqlite backup").status == 0
    assert here.machine.python("from accounts.models import Account; Account.objects.all().delete()").status == 0
    assert here.do("sqlite restore").status == 0
    assert here.machine.python(SHOW).out == before
    for key in ("secret-key", "credential-keys"):
        assert stat.S_IMODE((here.machine.data / key).stat().st_mode) == 0o600


def test_what_compose_kept_is_restored_on_a_new_machine(
    tmp_path: Path,
    composed: Machine,
    cluster: Cluster,
) -> None:
    here = drill(tmp_path / "here", composed, composed, cluster.programs)
    before = filled(composed, tmp_path / "ride.fit")
    assert here.do("compose backup").status == 0
    create_database(cluster, "template1")
    new = composed.elsewhere(tmp_path / "new")
    assert new.release().status == 0
    there = drill(tmp_path / "there", new, new, cluster.programs)
    for kept in ("backup", "keys"):
        (there.folder / kept).symlink_to(here.folder / kept)
    assert there.do("compose restore").status == 0
    assert new.python(SHOW).out == before


def test_what_bin_up_kept_moves_to_compose(
    tmp_path: Path,
    composed: Machine,
    cluster: Cluster,
) -> None:
    here = drill(tmp_path / "here", Machine(tmp_path / "here/data"), composed, cluster.programs)
    before = filled(here.machine, tmp_path / "ride.fit")
    assert here.do("move").status == 0
    assert composed.python(SHOW).out == before
    assert composed.doctor("--quiet") == (0, "", "")


def test_parts_that_do_not_belong_together_are_refused(
    tmp_path: Path,
    composed: Machine,
    cluster: Cluster,
) -> None:
    here = drill(tmp_path / "here", Machine(tmp_path / "here/data"), composed, cluster.programs)
    filled(here.machine, tmp_path / "ride.fit")
    assert here.do("sqlite backup").status == 0
    for key in ("secret-key", "credential-keys"):
        (here.folder / "keys" / key).write_text((here.folder / "keys" / key).read_text()[::-1])
    assert "SECRET_KEY than the database was made with" in here.do("sqlite restore").err
