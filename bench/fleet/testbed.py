"""Prepares what a bench of the fleet runs on: a cluster, a Redis, a database of this release, and accounts in it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.fleet.job_profiles import account_id
from bench.fleet.ports import free_port
from bench.fleet.supervised import ROOT, SupervisedProcess, procfile_line
from bench.fleet.temporary_cluster import Cluster, temporary_cluster
from bench.fleet.temporary_redis import temporary_redis

PLAIN_LINE = (
    "exec celery -A bench.fleet.plain_celery worker --pool solo --without-gossip --without-mingle --loglevel WARNING "
    "--hostname %s@plain"
)


@dataclass(frozen=True, slots=True)
class Testbed:
    """A testbed holds the servers, the environment of the fleet's processes, and the file that they log to."""

    cluster: Cluster
    redis: str
    environment: dict[str, str]
    log: IO[bytes]

    @property
    def plain_redis(self) -> str:
        """Returns the address of plain Celery's database in the same Redis."""
        return f"{self.redis}/1"

    @property
    def port(self) -> int:
        """Returns the port of the web process."""
        return int(self.environment["PORT"])

    def process(self, line: str, name: str = "", **variables: str) -> SupervisedProcess:
        """Returns one of the Procfile's processes, with more variables in its environment."""
        return SupervisedProcess(name or line, procfile_line(line), self.environment | variables, self.log)

    def plain_worker(self, name: str) -> SupervisedProcess:
        """Returns a worker of plain Celery, which knows nothing of Django."""
        without_django = {name: value for name, value in self.environment.items() if name != "DJANGO_SETTINGS_MODULE"}
        return SupervisedProcess(name, PLAIN_LINE % name, without_django, self.log)


@contextmanager
def open_testbed(accounts: int, log: Path | None = None) -> Iterator[Testbed]:
    """Starts the servers, sets Django up in this process, and leaves nothing behind.

    SIGTERM and a closed terminal end it as Ctrl-C does, by KeyboardInterrupt.
    """
    # A shell starts background processes with SIGINT ignored, so it is set as well.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with (
        temporary_cluster() as cluster,
        temporary_redis() as redis,
        tempfile.TemporaryDirectory(prefix="tracekit-data-") as data,
        open(log or os.devnull, "ab") as log_file,
    ):
        testbed = Testbed(cluster, redis, _environment(cluster, redis, data), log_file)
        os.environ.clear()
        os.environ.update(testbed.environment)
        subprocess.run(["sh", "-c", procfile_line("release")], cwd=ROOT, check=True, stdout=log_file, stderr=log_file)
        _set_up(accounts)
        yield testbed


def _environment(cluster: Cluster, redis: str, data: str) -> dict[str, str]:
    """Returns the environment of every process; nothing of the caller's own install gets in."""
    inherited = {name: os.environ[name] for name in ("LANG", "TMPDIR", "TZ") if name in os.environ}
    return inherited | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "bench.fleet.settings",
        "DATABASE_URL": cluster.url,
        "REDIS_URL": f"{redis}/0",
        "PLAIN_REDIS_URL": f"{redis}/1",
        "DATA_DIR": data,
        "HOSTED": "false",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "2",
    }


def _set_up(accounts: int) -> None:
    import django

    django.setup()
    from accounts.models import Account

    ids = (account_id(number, accounts) for number in range(accounts))
    Account.objects.bulk_create(Account(pk=pk, email=f"athlete-{pk.int}@example.org", password="!") for pk in ids)
