"""Machines of installs, and the servers of these tests' own that they use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.fleet.temporary_cluster import Cluster, temporary_cluster
from bench.fleet.temporary_redis import temporary_redis
from tests.commands.machine import Machine, connect_as_superuser, create_database


@contextmanager
def required() -> Iterator[None]:
    """A test whose server is not on this machine is skipped, or fails where everything is required."""
    try:
        yield
    except SystemExit as missing:
        pytest.fail(str(missing)) if os.environ.get("REQUIRE_EVERYTHING") else pytest.skip(str(missing))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of these tests' own."""
    with required(), temporary_cluster() as one:
        yield one


@pytest.fixture
def database(cluster: Cluster) -> str:
    """The address of an empty database in it, owned by a role that is no superuser."""
    return create_database(cluster, "template1")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis of these tests' own."""
    with required(), temporary_redis() as address:
        yield f"{address}/0"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on SQLite after its release, to copy."""
    machine = Machine(tmp_path_factory.mktemp("alone"))
    assert machine.release().status == 0
    return machine


@pytest.fixture(scope="module")
def released_fleet(
    tmp_path_factory: pytest.TempPathFactory,
    cluster: Cluster,
    redis_url: str,
) -> Machine:
    """A machine of a fleet after its release, to copy; so is its database."""
    given = {"DATABASE_URL": create_database(cluster, "template1"), "REDIS_URL": redis_url}
    machine = Machine(tmp_path_factory.mktemp("fleet"), given)
    assert machine.release().status == 0
    with connect_as_superuser(cluster) as superuser:
        superuser.execute("ALTER DATABASE tracekit RENAME TO released")
    return machine


@pytest.fixture
def alone(released: Machine, tmp_path: Path) -> Machine:
    """A machine on SQLite."""
    return released.copied(tmp_path / "data")


@pytest.fixture
def member(
    released_fleet: Machine,
    cluster: Cluster,
    tmp_path: Path,
) -> Machine:
    """A machine of a fleet."""
    create_database(cluster, "released")
    return released_fleet.copied(tmp_path / "data")
