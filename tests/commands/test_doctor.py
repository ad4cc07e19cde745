"""`python -m tracekit doctor`: what does not fit an install is a sentence each, before any process starts with it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from bench.fleet.temporary_cluster import Cluster
from tests.commands.machine import Machine, connect_as_superuser, single_fault
from tests.ports import free_port
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

OTHER = {"SECRET_KEY": get_random_secret_key(), "CREDENTIAL_KEYS": new_key()}


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        yield listener.getsockname()[1]


def test_on_one_machine_it_says_what_is_right_and_that_nobody_works(alone: Machine) -> None:
    said = alone.doctor()
    assert said.out.splitlines() == [
        "database: SQLite 3, migrations applied",
        "keys: fit this database",
        f"files: the shared store ({alone.data}/files), writable",
        "static files: collected",
    ]
    assert (said.status, said.err) == (1, "No worker is alive, so nothing is read. Start one.\n")
    assert alone.doctor("--quiet") == (0, "", "")
    assert "No worker of this machine has heard" in single_fault(alone, "--here")
    with alone.started("python", "manage.py", "work"):
        wait_until(lambda: alone.doctor("--here") == (0, "worker: hears its queue\n", ""))
        assert alone.doctor().out.splitlines()[-1] == "workers: 1 alive"


def test_in_a_fleet_it_looks_at_redis_and_the_clock_too(member: Machine) -> None:
    lines = member.doctor().out.splitlines()
    assert lines[0].startswith("database: PostgreSQL ")
    assert lines[-2:] == ["Redis: answers", "clock: within 0.1 s of the database's"]


def test_before_the_first_release_it_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    said = single_fault(Machine(tmp_path / "data"))
    assert said == "The database is not made ready for this release. Run `python manage.py release` once.\n"


@pytest.mark.parametrize(("name", "file"), [("SECRET_KEY", "secret-key"), ("CREDENTIAL_KEYS", "credential-keys")])
def test_other_keys_are_named_and_never_shown(alone: Machine, name: str, file: str) -> None:
    said = single_fault(alone.but(**{name: OTHER[name]}))
    assert f"{name} than the database was made with. Give it the same, in the environment or as {alone.data}" in said
    assert alone.key(file) not in said
    assert OTHER[name] not in said


def test_any_key_of_the_list_opens_the_install_and_each_start_seals_it_with_the_first(alone: Machine) -> None:
    old, new = alone.key("credential-keys"), new_key().replace("k1:", "k2:")
    assert alone.but(CREDENTIAL_KEYS=f"{old},{new}").doctor("--quiet") == (0, "", "")
    assert "CREDENTIAL_KEYS" in single_fault(alone.but(CREDENTIAL_KEYS=new))
    assert alone.but(CREDENTIAL_KEYS=f"{new},{old}").doctor("--quiet") == (0, "", "")
    assert alone.but(CREDENTIAL_KEYS=new).doctor("--quiet") == (0, "", "")
    assert "CREDENTIAL_KEYS" in single_fault(alone)


def test_it_counts_what_is_sealed_and_misses_a_key_that_is_still_needed(alone: Machine) -> None:
    assert alone.python("from accounts.sessions import SessionStore\nSessionStore().save()").status == 0
    assert "keys: fit this database; 1 sealed under k1" in alone.doctor().out
    old, new = alone.key("credential-keys"), new_key().replace("k1:", "k2:")
    assert alone.but(CREDENTIAL_KEYS=f"{new},{old}").doctor("--quiet").status == 0
    said = alone.but(CREDENTIAL_KEYS=new).doctor().err
    assert "CREDENTIAL_KEYS does not list k1, and values are sealed with it." in said


def test_a_redis_that_is_gone_silent_or_full_is_a_sentence_in_time(
    member: Machine,
    redis_url: str,
) -> None:
    assert member.doctor("--quiet") == (0, "", "")
    assert "Redis does not answer" in single_fault(member.but(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0"))
    with silent_port() as port:
        begun = time.monotonic()
        assert "Redis does not answer" in single_fault(member.but(REDIS_URL=f"redis://127.0.0.1:{port}/0"))
        assert time.monotonic() - begun < 20
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory", 1)
        assert "takes nothing (OutOfMemoryError)" in single_fault(member)
        client.config_set("maxmemory", 0)
    assert member.doctor("--quiet") == (0, "", "")


def test_a_database_that_is_gone_or_silent_is_a_sentence_in_time(member: Machine) -> None:
    with silent_port() as port:
        for other in (port, free_port()):
            begun = time.monotonic()
            gone = member.but(DATABASE_URL=f"postgres://tracekit:s3cret@127.0.0.1:{other}/tracekit")
            said = single_fault(gone)
            assert said.startswith("The database does not answer.")
            assert "s3cret" not in said
            assert time.monotonic() - begun < 20


@pytest.mark.parametrize(("away", "side"), [(-312, "ahead of"), (312, "behind")])
def test_a_clock_that_differs_from_the_databases_is_a_sentence(
    member: Machine,
    cluster: Cluster,
    away: int,
    side: str,
) -> None:
    with connect_as_superuser(cluster, "tracekit") as superuser:
        superuser.execute("CREATE SCHEMA elsewhere")
        superuser.execute(
            "CREATE FUNCTION elsewhere.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
            f"$$ SELECT pg_catalog.clock_timestamp() + interval '{away} s' $$"
        )
        superuser.execute("GRANT USAGE ON SCHEMA elsewhere TO tracekit")
        superuser.execute("ALTER DATABASE tracekit SET search_path = elsewhere, public, pg_catalog")
    said = single_fault(member)
    assert said == f"The clock is 312 s {side} the database's. Set it by NTP, then start again.\n"


def test_several_faults_are_said_at_once(alone: Machine) -> None:
    (alone.data / "files/.install").unlink()
    said = alone.but(SECRET_KEY=OTHER["SECRET_KEY"]).doctor("--quiet")
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 2
