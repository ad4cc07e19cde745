"""Each kind of process reports what fails in it: web, both kinds of workers, and beat."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.services.delete import DELETE_FILE_JOB
from tests.ports import free_port
from tests.site.web_process import run_web_process
from tests.telemetry.collector import run_collector
from tests.waiting import wait_until
from tests.worker_process import process_environment, running_worker, stop_process
from tracekit_site import VERSION

pytestmark = pytest.mark.slow

SENTINEL = "sentinel-of-alice"


def test_the_web_process_of_a_hosted_install_reports(tmp_path: Path) -> None:
    with (
        run_collector() as collector,
        run_web_process(tmp_path, app="tests.site.crashing_view", SENTRY_DSN=collector.dsn) as web,
    ):
        assert web.request("PUT", f"/crash/{SENTINEL}/?{SENTINEL}", SENTINEL).status == 500
        wait_until(lambda: bool(collector.items))
    (event,) = collector.events()
    assert event["environment"] == "hosted"
    assert event["release"] == VERSION
    assert event["tags"]["method"] == "PUT"
    assert event["tags"]["error_code"] in web.log.read_text(), "the code on the page leads to the report"
    assert SENTINEL.encode() not in b"\n".join(collector.sent)


@pytest.mark.django_db(transaction=True)
def test_a_worker_reports(engine: str, as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueue(DELETE_FILE_JOB, dedup_key=SENTINEL)
    with run_collector() as collector:
        monkeypatch.setenv("SENTRY_DSN", collector.dsn)
        with running_worker():
            wait_until(lambda: bool(collector.items))
    event = collector.events()[0]
    assert event["tags"] == {"job_kind": DELETE_FILE_JOB}
    assert event["exception"]["values"][-1]["type"] == "django.core.exceptions.ValidationError"
    assert SENTINEL.encode() not in b"\n".join(collector.sent)


@pytest.mark.django_db(transaction=True)
def test_beat_reports(fleet: None) -> None:
    command = ("-m", "celery", "--quiet", "-A", "tracekit_site", "beat", "--scheduler", "celery.beat:Scheduler")
    with run_collector() as collector:
        unreachable = {"REDIS_URL": f"redis://:{SENTINEL}@127.0.0.1:{free_port()}/0", "SENTRY_DSN": collector.dsn}
        beat = subprocess.Popen(
            [sys.executable, *command], env=process_environment() | unreachable, cwd=settings.BASE_DIR
        )
        try:
            wait_until(lambda: bool(collector.items))
        finally:
            stop_process(beat)
    assert SENTINEL.encode() not in b"\n".join(collector.sent)
    assert collector.events()[0]["exception"]["values"]
