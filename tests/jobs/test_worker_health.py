"""A fleet worker reports that it is alive and receives messages, and ends when it receives none any more."""

import signal

import pytest
from django.db import InterfaceError
from django.utils import timezone

from accounts.jobs import worker_health
from accounts.jobs.models import Worker
from accounts.jobs.worker_health import WorkerHealth

pytestmark = pytest.mark.django_db


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> WorkerHealth:
    """Returns the watch of a worker whose canaries can be sent."""
    monkeypatch.setattr(worker_health, "send_canary", lambda: True)
    monkeypatch.setattr(worker_health, "REPORT_EVERY_S", 0.0)
    return WorkerHealth()


def test_a_worker_is_alive_from_its_first_report_and_receiving_from_its_first_message(health: WorkerHealth) -> None:
    health.check()
    assert Worker.objects.alive(timezone.now()).count() == 1
    assert not Worker.objects.receiving(timezone.now()).exists()
    health.record_message()
    health.check()
    assert Worker.objects.receiving(timezone.now()).get() == health.worker


def test_a_worker_that_receives_none_of_its_canaries_ends(
    health: WorkerHealth, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals: list[int] = []
    monkeypatch.setattr(worker_health, "STALLED_AFTER_S", -1.0)
    monkeypatch.setattr("os.kill", lambda pid, number: signals.append(number))
    monkeypatch.setattr("os._exit", signals.append)
    monkeypatch.setattr(worker_health, "SHUTDOWN_GRACE_S", 0.0)
    health.check()
    assert health.is_stalled()
    health._end_process()
    assert signals == [signal.SIGTERM, 1]
    health.record_message()
    assert not health.is_stalled()


def test_a_worker_whose_redis_does_not_answer_is_not_stalled(
    health: WorkerHealth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_health, "send_canary", lambda: False)
    monkeypatch.setattr(worker_health, "STALLED_AFTER_S", -1.0)
    health.check()
    assert not health.is_stalled()


def test_a_worker_that_stops_deletes_its_row(health: WorkerHealth) -> None:
    health.check()
    health.stop()
    assert not Worker.objects.exists()


def test_a_worker_survives_a_database_that_does_not_answer(
    health: WorkerHealth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise InterfaceError

    monkeypatch.setattr(worker_health, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker_health, "register_worker", fail)
    health._check_and_log()
    assert health.worker is None
