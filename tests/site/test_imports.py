"""An install on one machine imports no package that only a fleet needs, and its supervisor imports no Django."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.commands.running_install import install_environment

FLEET_PACKAGES = {"celery", "kombu", "redis", "psycopg", "psycopg2", "boto3", "botocore", "storages", "sentry_sdk"}
PRINT_PACKAGES = """
import sys
import tracekit_site.wsgi
from django.urls import get_resolver
from accounts.jobs.loop import WorkerLoop
get_resolver().url_patterns
print(*{name.partition(".")[0] for name in sys.modules})
"""


def imported_packages(data: Path, **variables: str) -> set[str]:
    """Returns the packages that a web process and a worker have imported once they run."""
    environment = install_environment(data, 8000, **variables)
    command = [sys.executable, "-c", PRINT_PACKAGES]
    result = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


def test_an_install_on_one_machine_imports_no_fleet_package(tmp_path: Path) -> None:
    assert not FLEET_PACKAGES & imported_packages(tmp_path)


def test_a_fleet_imports_its_packages(tmp_path: Path) -> None:
    fleet = {"REDIS_URL": "redis://localhost:6379/0", "DATABASE_URL": "postgres://nobody@localhost/nothing"}
    packages = imported_packages(tmp_path, **fleet)
    assert {"celery", "kombu", "redis", "psycopg"} <= packages
    assert "sentry_sdk" not in packages, "without SENTRY_DSN nothing of it runs"
    assert "sentry_sdk" in imported_packages(tmp_path, **fleet, SENTRY_DSN="http://key@localhost/1")


def test_the_supervisor_imports_no_django() -> None:
    code = "import sys, tracekit_site.supervisor.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR).returncode == 0
