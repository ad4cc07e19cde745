"""`python -m tracekit doctor` reports each thing that does not fit the install in one sentence."""

import time
from pathlib import Path

import pytest
import redis
from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from bench.fleet.temporary_cluster import Cluster
from tests.commands.machine import Machine, connect_as_superuser, single_fault
from tests.ports import free_port, silent_port
from tests.site.hosted_install import OPERATOR, read_example
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

OTHER_KEYS = {"SECRET_KEY": f"${get_random_secret_key()}", "CREDENTIAL_KEYS": new_key()}
"""Django's generated keys may begin with a dollar sign."""
HANG_S = 120.0
"""A doctor that takes longer hangs; it waits a few seconds at most for a server that does not answer."""


def test_the_doctor_of_one_machine_says_what_is_right_and_that_no_worker_is_alive(single_machine: Machine) -> None:
    result = single_machine.doctor()
    assert result.out.splitlines() == [
        "database: SQLite 3, migrations applied",
        "keys: fit this database",
        f"files: the shared store ({single_machine.data}/files), writable",
        "erasures: none is late; 0 in the ledger",
        "static files: collected",
        "sign-up: closed",
        "proxy: no fault seen within a day",
        "queue: 0 due, 0 stopped",
    ]
    assert (result.status, result.err) == (1, "No worker is running, so no files are read. Start one.\n")
    assert single_machine.doctor("--quiet") == (0, "", "")
    assert "No worker on this machine has received" in single_fault(single_machine, "--here")
    with single_machine.running("python", "manage.py", "work"):
        wait_until(lambda: single_machine.doctor("--here") == (0, "worker: receives messages\n", ""))
        assert single_machine.doctor().out.splitlines()[-1] == "workers: 1 alive"


def test_the_doctor_of_a_fleet_checks_redis_and_the_clock_too(fleet_machine: Machine) -> None:
    lines = fleet_machine.doctor().out.splitlines()
    assert lines[0].startswith("database: PostgreSQL ")
    assert lines[-5:-3] == ["Redis: answers", "clock: within 0.1 s of the database's"]


WRITE_AND_ANALYZE = """
from django.db import connection
from accounts.jobs.services.database_statistics import analyze_grown_tables
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Upload
account = Account.objects.create(email="alice@example.org")
with owner_scope(account):
    Upload.objects.bulk_create([Upload() for _ in range(500)])
cursor = connection.cursor()
cursor.execute("SELECT pg_stat_force_next_flush()")
analyze_grown_tables()
analyzed = "SELECT reltuples FROM pg_class WHERE relname = 'activities_upload'"
cursor.execute(f"SELECT count(*), ({analyzed}) FROM activities_upload")
print(*cursor.fetchone())
"""
ERASE = """
from accounts.models import Account
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_erasure
print(run_erasure(start_erasure(Account.objects.get().pk).pk), Account.objects.count())
"""


def test_a_hosted_install_refuses_a_role_that_no_rule_of_the_database_binds(
    fleet_machine: Machine, cluster: Cluster
) -> None:
    keys = {
        "SECRET_KEY": fleet_machine.read_key("secret-key"),
        "CREDENTIAL_KEYS": fleet_machine.read_key("credential-keys"),
    }
    own = {
        "REDIS_URL": fleet_machine.variables["REDIS_URL"],
        "DATABASE_URL": cluster.application_url,
        "RELEASE_DATABASE_URL": cluster.url,
    }
    hosted = fleet_machine.with_variables(**read_example() | keys | OPERATOR | own)
    assert hosted.release() == (0, "The database is ready for this release.\n", "")
    assert "database role: bound by row security" in hosted.doctor().out
    assert hosted.run_python(WRITE_AND_ANALYZE) == (0, "0 500.0\n", "")
    assert hosted.run_python(ERASE)[:2] == (0, "True 0\n")
    owner = single_fault(hosted.with_variables(DATABASE_URL=cluster.url))
    assert owner.startswith("DATABASE_URL must name a role that does not own the tables")
    superuser = f"postgres://postgres@127.0.0.1:{cluster.port}/tracekit"
    fault = single_fault(hosted.with_variables(DATABASE_URL=superuser))
    assert fault.startswith("DATABASE_URL must name a role without SUPERUSER and BYPASSRLS")
    assert fleet_machine.with_variables(DATABASE_URL=superuser).doctor("--quiet").status == 0
    with connect_as_superuser(cluster) as connection:
        connection.execute("ALTER ROLE tracekit_app BYPASSRLS")
        try:
            assert single_fault(hosted) == fault
        finally:
            connection.execute("ALTER ROLE tracekit_app NOBYPASSRLS")


def test_the_doctor_says_what_to_run_before_the_first_release(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    fault = single_fault(Machine(tmp_path / "data"))
    assert fault == "The database is not made ready for this release. Run `python manage.py release` once.\n"


@pytest.mark.parametrize(("name", "file"), [("SECRET_KEY", "secret-key"), ("CREDENTIAL_KEYS", "credential-keys")])
def test_the_doctor_names_other_keys_and_never_shows_them(single_machine: Machine, name: str, file: str) -> None:
    fault = single_fault(single_machine.with_variables(**{name: OTHER_KEYS[name]}))
    assert f"{name} " in fault
    assert "that the database was created with." in fault
    assert f"Set the same one, in the environment or in {single_machine.data}" in fault
    assert single_machine.read_key(file) not in fault
    assert OTHER_KEYS[name] not in fault


def test_any_key_of_the_list_fits_the_install_and_each_start_encrypts_with_the_first(single_machine: Machine) -> None:
    old, new = single_machine.read_key("credential-keys"), new_key().replace("k1:", "k2:")
    assert single_machine.with_variables(CREDENTIAL_KEYS=f"{old},{new}").doctor("--quiet") == (0, "", "")
    assert "CREDENTIAL_KEYS" in single_fault(single_machine.with_variables(CREDENTIAL_KEYS=new))
    assert single_machine.with_variables(CREDENTIAL_KEYS=f"{new},{old}").doctor("--quiet") == (0, "", "")
    assert single_machine.with_variables(CREDENTIAL_KEYS=new).doctor("--quiet") == (0, "", "")
    assert "CREDENTIAL_KEYS" in single_fault(single_machine)


def test_the_doctor_counts_encrypted_values_and_reports_a_missing_key(single_machine: Machine) -> None:
    assert single_machine.run_python("from accounts.sessions import SessionStore\nSessionStore().save()").status == 0
    assert "keys: fit this database; 1 encrypted with k1" in single_machine.doctor().out
    old, new = single_machine.read_key("credential-keys"), new_key().replace("k1:", "k2:")
    assert single_machine.with_variables(CREDENTIAL_KEYS=f"{new},{old}").doctor("--quiet").status == 0
    errors = single_machine.with_variables(CREDENTIAL_KEYS=new).doctor().err
    assert "CREDENTIAL_KEYS does not list k1, and values are encrypted with it." in errors


def test_the_doctor_reports_a_stopped_silent_or_full_redis(
    fleet_machine: Machine,
    redis_url: str,
) -> None:
    assert fleet_machine.doctor("--quiet") == (0, "", "")
    assert "Redis does not answer" in single_fault(
        fleet_machine.with_variables(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    )
    with silent_port() as port:
        started_at = time.monotonic()
        assert "Redis does not answer" in single_fault(
            fleet_machine.with_variables(REDIS_URL=f"redis://127.0.0.1:{port}/0")
        )
        assert time.monotonic() - started_at < HANG_S
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory", 1)
        assert "accept writes (OutOfMemoryError)" in single_fault(fleet_machine)
        client.config_set("maxmemory", 0)
    assert fleet_machine.doctor("--quiet") == (0, "", "")


def test_the_doctor_reports_a_stopped_or_silent_database(fleet_machine: Machine) -> None:
    with silent_port() as silent:
        for port in (silent, free_port()):
            started_at = time.monotonic()
            url = f"postgres://tracekit:s3cret@127.0.0.1:{port}/tracekit"
            fault = single_fault(fleet_machine.with_variables(DATABASE_URL=url))
            assert fault.startswith("The database does not answer.")
            assert "s3cret" not in fault
            assert time.monotonic() - started_at < HANG_S


@pytest.mark.parametrize(("offset_s", "side"), [(-312, "ahead of"), (312, "behind")])
def test_the_doctor_reports_a_clock_that_differs_from_the_databases(
    fleet_machine: Machine,
    cluster: Cluster,
    offset_s: int,
    side: str,
) -> None:
    with connect_as_superuser(cluster, "tracekit") as superuser:
        superuser.execute("CREATE SCHEMA elsewhere")
        superuser.execute(
            "CREATE FUNCTION elsewhere.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
            f"$$ SELECT pg_catalog.clock_timestamp() + interval '{offset_s} s' $$"
        )
        superuser.execute("GRANT USAGE ON SCHEMA elsewhere TO tracekit")
        superuser.execute("ALTER DATABASE tracekit SET search_path = elsewhere, public, pg_catalog")
    fault = single_fault(fleet_machine)
    assert fault == f"The clock is 312 s {side} the database's. Set it by NTP, then start again.\n"


def test_the_doctor_reports_several_faults_at_once(single_machine: Machine) -> None:
    (single_machine.data / "files/.install").unlink()
    result = single_machine.with_variables(SECRET_KEY=OTHER_KEYS["SECRET_KEY"]).doctor("--quiet")
    assert (result.status, result.out) == (1, "")
    assert result.err.count("\n") == 2


def test_the_doctor_reports_a_folder_of_files_that_cannot_be_read_or_is_nobody_s(
    single_machine: Machine, tmp_path: Path
) -> None:
    missing = single_machine.with_variables(ACTIVITIES_DIR=str(tmp_path / "missing"))
    assert f"The folder {tmp_path / 'missing'} cannot be read." in missing.doctor().err
    unclear = single_machine.with_variables(ACTIVITIES_DIR=str(tmp_path), ACTIVITIES_OWNER="nobody@example.org")
    assert "Set ACTIVITIES_OWNER to the email address of an account." in unclear.doctor().err
