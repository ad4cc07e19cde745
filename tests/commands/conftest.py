"""Provides machines of installs, and the servers that only these tests use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.fleet.temporary_cluster import Cluster, temporary_cluster
from bench.fleet.temporary_redis import temporary_redis
from tests.commands.machine import Machine, connect_as_superuser, create_database
from tests.required import skip_or_fail


@contextmanager
def skip_without_server() -> Iterator[None]:
    """Skips a test whose server this machine lacks, or fails it where everything is required."""
    try:
        yield
    except SystemExit as error:
        skip_or_fail(str(error))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Yields a PostgreSQL that only these tests use."""
    with skip_without_server(), temporary_cluster() as postgres_cluster:
        yield postgres_cluster


@pytest.fixture
def database(cluster: Cluster) -> str:
    """Returns the address of an empty database in the cluster, owned by a role that is no superuser."""
    return create_database(cluster, "template1")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Yields the address of a Redis that only these tests use."""
    with skip_without_server(), temporary_redis() as address:
        yield f"{address}/0"


@pytest.fixture(scope="session")
def released_fleet_machine(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster, redis_url: str) -> Machine:
    """Returns a machine of a fleet after its release, to copy; its database is to copy, too."""
    variables = {"DATABASE_URL": create_database(cluster, "template1"), "REDIS_URL": redis_url}
    machine = Machine(tmp_path_factory.mktemp("fleet"), variables)
    assert machine.release().status == 0
    with connect_as_superuser(cluster) as superuser:
        superuser.execute("ALTER DATABASE tracekit RENAME TO released")
    return machine


@pytest.fixture
def fleet_machine(released_fleet_machine: Machine, cluster: Cluster, tmp_path: Path) -> Machine:
    """Returns a machine of a fleet."""
    create_database(cluster, "released")
    return released_fleet_machine.with_data_copied_to(tmp_path / "data")
