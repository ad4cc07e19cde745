"""Runs other job queues whose queue is a table, where they are installed: procrastinate, and django-tasks."""

import subprocess
from collections.abc import Callable
from importlib.util import find_spec

from django.db import connection

from bench.fleet.job_engines import WORKERS, JobEngine
from bench.fleet.supervised import ROOT, SupervisedProcess
from bench.fleet.testbed import Testbed

SKIPPED = "{}: skipped, because it is not installed (python -m pip install -r bench/requirements.txt)"
PROCRASTINATE = "procrastinate --app bench.fleet.procrastinate_app.app"


def other_engines(testbed: Testbed) -> list[JobEngine]:
    """Returns the queues that are installed, and prints a line for each that is not."""
    engines = []
    for name, packages, create in (
        ("procrastinate", ("procrastinate",), _procrastinate),
        ("django-tasks", ("django_tasks", "django_tasks_db"), _django_tasks),
    ):
        if all(map(find_spec, packages)):
            engines.append(create(testbed))
        else:
            print(SKIPPED.format(name))
    return engines


def _procrastinate(testbed: Testbed) -> JobEngine:
    from procrastinate import App, SyncPsycopgConnector

    schema = f"{PROCRASTINATE} schema --apply"
    subprocess.run(
        ["sh", "-c", schema], cwd=ROOT, env=testbed.environment, check=True, stdout=testbed.log, stderr=testbed.log
    )
    app = App(connector=SyncPsycopgConnector(conninfo=testbed.environment["DATABASE_URL"]))
    app.open()
    task = app.configure_task("procrastinate.do_nothing")
    line = f"exec {PROCRASTINATE} worker --delete-jobs always"
    return _engine(testbed, "procrastinate", line, lambda number: task.defer(number=number), "procrastinate_jobs")


def _django_tasks(testbed: Testbed) -> JobEngine:
    from bench.fleet.database_tasks import do_nothing

    line = "exec python manage.py db_worker --interval 0.05 --no-startup-delay"
    open_rows = "django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    return _engine(testbed, "django-tasks, database", line, lambda number: do_nothing.enqueue(number), open_rows)


def _engine(testbed: Testbed, name: str, line: str, request: Callable[[int], object], open_rows: str) -> JobEngine:
    """Returns an engine that is only measured at jobs of no work."""

    def count_open() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {open_rows}")
            return int(cursor.fetchone()[0])

    return JobEngine(
        name,
        [SupervisedProcess(f"{name}-{number}", line, testbed.environment, testbed.log) for number in range(WORKERS)],
        redis_url="",
        request_nothing=request,
        request_timestamp=request,
        started_at=lambda number: None,
        open_jobs=count_open,
        ready=lambda: WORKERS,
    )
