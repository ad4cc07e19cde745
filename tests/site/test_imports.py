"""A tracekit on one machine needs nothing of a fleet."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.commands.running_install import install_environment

OF_A_FLEET = {"celery", "kombu", "redis", "psycopg", "psycopg2", "boto3", "botocore", "storages"}
LOADED = """
import sys
import tracekit_site.wsgi
from django.urls import get_resolver
from accounts.jobs.loop import WorkerLoop
get_resolver().url_patterns
print(*{name.partition(".")[0] for name in sys.modules})
"""


def loaded(data: Path, **more: str) -> set[str]:
    """The packages that a web process and a worker have loaded once they answer."""
    env = install_environment(data, 8000, **more)
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_neither_celery_nor_redis_nor_postgresql_nor_a_bucket_is_loaded(tmp_path: Path) -> None:
    assert not OF_A_FLEET & loaded(tmp_path)


def test_the_look_finds_them_in_a_fleet(tmp_path: Path) -> None:
    fleet = {"REDIS_URL": "redis://localhost:6379/0", "DATABASE_URL": "postgres://nobody@localhost/nothing"}
    assert {"celery", "kombu", "redis", "psycopg"} <= loaded(tmp_path, **fleet)
