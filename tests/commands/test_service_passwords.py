"""The database and Redis of the compose file have passwords, except in volumes of the release before."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from bench.fleet.temporary_cluster import programs_folder
from tests.commands.conftest import skip_without_server
from tests.house.deployment_files import ROOT, read_compose
from tests.ports import free_port
from tests.required import skip_or_fail
from tests.waiting import TIMEOUT_S, wait_until
from tracekit_site.service_passwords import add_database_password, add_redis_password

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

POSTGRES_ENTRYPOINT = """#!/bin/sh
# Does what the entrypoint of the image postgres does: the first start creates the volume and runs the scripts.
set -e
shift # postgres
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initdb -D "$PGDATA" -U postgres -A trust > /dev/null
    pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' -c unix_socket_directories=$SOCKETS $*" start > /dev/null
    psql -v ON_ERROR_STOP=1 -h "$SOCKETS" -U postgres -q -f "$ROLE_SCRIPT"
    pg_ctl -D "$PGDATA" -w -m fast stop > /dev/null
fi
exec postgres -D "$PGDATA" -c listen_addresses=127.0.0.1 -c "port=$PORT" -c "unix_socket_directories=$SOCKETS" "$@"
"""
REDIS_ENTRYPOINT = '#!/bin/sh\ncommand=$1; config=$2; shift 2; exec "$command" "$config" --port "$PORT" "$@"\n'
OLD_VOLUME = """
initdb -D "$PGDATA" -U postgres -A trust > /dev/null
pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' -c unix_socket_directories=$SOCKETS" start > /dev/null
psql -h "$SOCKETS" -U postgres -q -c "CREATE ROLE tracekit LOGIN" -c "CREATE DATABASE tracekit OWNER tracekit"
pg_ctl -D "$PGDATA" -w -m fast stop > /dev/null
"""
OLD_REDIS_VOLUME = """
redis-server --port "$PORT" --appendonly yes --save "" --dir "$PGDATA" > /dev/null &
until redis-cli -p "$PORT" set kept yes > /dev/null; do sleep 0.1; done
redis-cli -p "$PORT" shutdown
wait
"""
SERVICES = read_compose()["services"]


class ComposedService:
    """Runs the start script of a service of the compose file, with folders for its volumes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        for name in ("bin", "passwords", "volume", "sockets", "etc"):
            (folder / name).mkdir()
        for name in ("start-db.sh", "start-redis.sh", "role.sql", "pg_hba.conf", "pg_hba_without_password.conf"):
            text = (ROOT / "deploy" / name).read_text().replace("/etc/postgresql", str(folder / "etc"))
            (folder / "etc" / name).write_text(text)
        self.environment = {
            "PATH": f"{folder / 'bin'}:{programs_folder()}:{os.environ['PATH']}",
            "PASSWORDS_DIR": str(folder / "passwords"),
            "PGDATA": str(folder / "volume"),
            "SOCKETS": str(folder / "sockets"),
            "ROLE_SCRIPT": str(folder / "etc/role.sql"),
            "PORT": str(self.port),
        }

    def command(self, *arguments: str) -> list[str]:
        """Returns the command as a user that is not root, as PostgreSQL demands."""
        return [*(["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []), *arguments]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        """Runs a command in its folder to its end."""
        self._own_files()
        command = self.command(*arguments)
        return subprocess.run(command, cwd=self.folder, env=self.environment, timeout=TIMEOUT_S, capture_output=True)

    @contextmanager
    def running(self, script: str, entrypoint: str, *arguments: str) -> Iterator[None]:
        """Runs a start script, whose entrypoint is a stand-in for the one of the image, until the block ends."""
        (self.folder / "bin/docker-entrypoint.sh").write_text(entrypoint)
        (self.folder / "bin/docker-entrypoint.sh").chmod(0o755)
        self._own_files()
        command = self.command("sh", str(self.folder / "etc" / script), *arguments)
        process = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            yield
        finally:
            process.terminate()
            process.communicate(timeout=TIMEOUT_S)

    def database_settings(self, password: str = "") -> dict[str, str]:
        """Returns what settings.py makes of a DATABASE_URL with this password, or with none."""
        database = {"HOST": "db", "PASSWORD": password}
        add_database_password(database, str(self.folder / "passwords"))
        return database

    def is_up(self) -> bool:
        """Returns whether the database answers, even if it refuses whoever asks."""
        arguments = ("pg_isready", "--quiet", "--host=127.0.0.1", f"--port={self.port}")
        return self.run(*arguments).returncode == 0

    def can_connect(self, user: str = "tracekit", password: str = "") -> bool:
        """Returns whether a role gets in over the network."""
        with suppress(psycopg.OperationalError):
            psycopg.connect(
                host="127.0.0.1", port=self.port, user=user, password=password, dbname="tracekit", connect_timeout=5
            ).close()
            return True
        return False

    def _own_files(self) -> None:
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                with suppress(FileNotFoundError):
                    shutil.chown(path, "postgres")


@pytest.fixture
def service() -> Iterator[ComposedService]:
    """Yields a service with empty volumes."""
    with skip_without_server(), tempfile.TemporaryDirectory(prefix="tracekit-service-") as folder:
        yield ComposedService(Path(folder))


@pytest.fixture
def start_database(service: ComposedService) -> Iterator[Callable[..., None]]:
    """Yields a function that starts the database, and waits until our services can use it."""
    with ExitStack() as stack:

        def start(url_password: str = "") -> None:
            service.environment["DATABASE_URL"] = f"postgres://tracekit:{url_password}@db:5432/tracekit"
            stack.enter_context(service.running("start-db.sh", POSTGRES_ENTRYPOINT, *SERVICES["db"]["command"]))
            wait_until(service.is_up)

        yield start


def test_a_new_volume_gets_a_random_password(service: ComposedService, start_database: Callable[..., None]) -> None:
    start_database()
    password = service.database_settings()["PASSWORD"]
    assert len(password) == 40
    assert service.can_connect(password=password)
    assert not service.can_connect(password="")
    assert not service.can_connect(password="secret")
    assert not service.can_connect(user="postgres", password=password)


def test_an_address_with_a_password_gives_it_to_a_new_volume(
    service: ComposedService, start_database: Callable[..., None]
) -> None:
    start_database("s%40fe-1")
    assert service.database_settings()["PASSWORD"] == "s@fe-1"
    assert service.can_connect(password="s@fe-1")
    assert not service.can_connect(password="other")


@pytest.mark.parametrize("url_password", ["", "secret"], ids=["without", "as the hosted example had it"])
def test_an_older_volume_starts_unaided(
    service: ComposedService, start_database: Callable[..., None], url_password: str
) -> None:
    old = service.run("sh", "-euc", OLD_VOLUME)
    assert old.returncode == 0, old.stderr
    start_database(url_password)
    assert service.database_settings(url_password)["PASSWORD"] == url_password
    assert service.can_connect(password=url_password)


def test_the_password_stays_at_the_next_start(service: ComposedService) -> None:
    passwords = []
    for _ in range(2):
        with service.running("start-db.sh", POSTGRES_ENTRYPOINT, *SERVICES["db"]["command"]):
            wait_until(service.is_up)
            passwords.append(service.database_settings()["PASSWORD"])
            assert service.can_connect(password=passwords[-1])
    assert passwords[0] == passwords[1] != ""


@pytest.mark.parametrize("is_old", [False, True], ids=["new", "old"])
def test_redis_gets_a_random_password_and_keeps_its_data(service: ComposedService, is_old: bool) -> None:
    if not shutil.which("redis-server"):
        skip_or_fail("no redis-server on this machine: its password was not tested")
    arguments = [*SERVICES["redis"]["command"], "--dir", str(service.folder / "volume")]
    if is_old:
        result = service.run("sh", "-euc", OLD_REDIS_VOLUME)
        assert result.returncode == 0, result.stderr
    with service.running("start-redis.sh", REDIS_ENTRYPOINT, *arguments):
        wait_until(lambda: (service.folder / "passwords/redis").exists())
        url = add_redis_password("redis://redis:6379/0", str(service.folder / "passwords"))
        client = redis.Redis.from_url(url.replace("@redis:6379", f"@127.0.0.1:{service.port}"))
        wait_until(lambda: _answers(client))
        assert client.get("kept") == (b"yes" if is_old else None)
        client.close()
        with redis.Redis(port=service.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        ping = f"sed 's/redis-cli/redis-cli -p {service.port}/' etc/start-redis.sh | sh -s ping"
        check = service.run("sh", "-c", ping)
        assert (check.returncode, check.stdout) == (0, b"PONG\n"), check.stderr


def _answers(client: redis.Redis) -> bool:
    with suppress(redis.ConnectionError):
        return bool(client.ping())
    return False


def test_addresses_of_other_servers_stay_as_they_are(tmp_path: Path) -> None:
    for name in ("db", "redis"):
        (tmp_path / name).write_text("generated")
    for url in ("", "redis://elsewhere:6379/0", "redis://:own@redis:6379/0", "unix:///run/redis.sock"):
        assert add_redis_password(url, str(tmp_path)) == url
    for host in ("elsewhere", "/run", ""):
        database = {"HOST": host, "PASSWORD": ""}
        add_database_password(database, str(tmp_path))
        assert database["PASSWORD"] == ""


def test_release_waits_for_the_passwords(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy2(ROOT / "bin/run", tmp_path / "bin/run")
    (tmp_path / "Procfile").write_text("release: cat $PASSWORDS_DIR/db\n")
    (tmp_path / "redis").touch()
    process = subprocess.Popen(
        [tmp_path / "bin/run", "release"],
        env={"PATH": os.environ["PATH"], "PASSWORDS_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    (tmp_path / "db").write_text("generated")
    assert process.communicate(timeout=TIMEOUT_S)[0] == b"generated"
