"""Makes the installs of the dumps, upgrades them once for a module of tests, and runs processes on them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.running_fleet import temporary_database
from tests.ports import free_port
from tests.upgrade.database import ForeignKey
from tests.upgrade.install import Install, load_dump, wait_for_address
from tests.upgrade.tables import Tables


@dataclass(frozen=True)
class Upgrade:
    """An upgrade is an install after it, the tables before and after it, and the foreign keys before it."""

    install: Install
    foreign_keys_before: set[ForeignKey]
    before: Tables
    after: Tables


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"upgrade-{name}")) for name in ("sqlite", "postgresql")],
)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Install]:
    """Yields the install of a dump, as 127d88c left it."""
    data: Path = tmp_path_factory.mktemp("upgrade") / "data"
    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = f"sqlite:///{data}/tracekit.sqlite3" if is_sqlite else stack.enter_context(temporary_database())
        yield load_dump(request.param, url, data, free_port())


@pytest.fixture(scope="module")
def upgrade(loaded: Install) -> Upgrade:
    """Returns the same install after the release of this checkout, which migrates it."""
    foreign_keys, before = loaded.database.foreign_keys(), loaded.database.tables()
    released = loaded.machine.release()
    assert released.status == 0, released.err
    return Upgrade(loaded, foreign_keys, before, loaded.database.tables())


@pytest.fixture(scope="module")
def install(upgrade: Upgrade) -> Iterator[Install]:
    """Yields the upgraded install while the sandbox that it knows runs."""
    address = upgrade.install.machine.variables["SANDBOX_API_URL"]
    port, sandbox = address.rpartition(":")[2], upgrade.install.machine.data / "sandbox"
    with upgrade.install.running("python", "-m", "providers.sandbox", "--folder", str(sandbox), "--port", port):
        wait_for_address(address)
        yield upgrade.install


@pytest.fixture(scope="module")
def address(install: Install) -> Iterator[str]:
    """Yields the address of the upgraded install's web process."""
    port = free_port()
    server = ("python", "-m", "gunicorn", "tracekit_site.wsgi", "--threads", "4", "--no-control-socket")
    with install.running(*server, "--bind", f"127.0.0.1:{port}"):
        wait_for_address(f"http://localhost:{port}/privacy/")
        yield f"http://localhost:{port}"
