"""Where a bench of the fleet plays: a cluster and a Redis of its own, a database of this release, accounts in it."""

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
    """The servers, the environment of the fleet's processes, and where they write."""

    cluster: Cluster
    redis: str
    environment: dict[str, str]
    log: IO[bytes]

    @property
    def plain_redis(self) -> str:
        """The database of plain Celery in the same Redis."""
        return f"{self.redis}/1"

    @property
    def port(self) -> int:
        """Of the web process."""
        return int(self.environment["PORT"])

    def process(self, line: str, name: str = "", **more: str) -> SupervisedProcess:
        """One of the Procfile's, by its own line."""
        return SupervisedProcess(name or line, procfile_line(line), self.environment | more, self.log)

    def plain_worker(self, name: str) -> SupervisedProcess:
        """A worker of plain Celery, which knows nothing of Django."""
        alone = {name: value for name, value in self.environment.items() if name != "DJANGO_SETTINGS_MODULE"}
        return SupervisedProcess(name, PLAIN_LINE % name, alone, self.log)


@contextmanager
def open_testbed(accounts: int, log: Path | None = None) -> Iterator[Testbed]:
    """All of it ready, and Django set up in this process; nothing of it is left afterwards.

    SIGTERM and a closed terminal end it as Ctrl-C does, by KeyboardInterrupt.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with (
        temporary_cluster() as cluster,
        temporary_redis() as redis,
        tempfile.TemporaryDirectory(prefix="tracekit-data-") as data,
        open(log or os.devnull, "ab") as out,
    ):
        ready = Testbed(cluster, redis, _environment(cluster, redis, data), out)
        os.environ.clear()
        os.environ.update(ready.environment)
        subprocess.run(["sh", "-c", procfile_line("release")], cwd=ROOT, check=True, stdout=out, stderr=out)
        _set_up(accounts)
        yield ready


def _environment(cluster: Cluster, redis: str, data: str) -> dict[str, str]:
    """Nothing of the caller's own install gets in."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR", "TZ") if name in os.environ}
    return kept | {
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

    people = (account_id(number, accounts) for number in range(accounts))
    Account.objects.bulk_create(Account(pk=pk, email=f"athlete-{pk.int}@example.org", password="!") for pk in people)
