"""A fleet worker says that it is alive and that it hears, and ends when it hears nothing any more."""

import signal

import pytest
from django.utils import timezone

from accounts.jobs import worker_health
from accounts.jobs.models import Worker
from accounts.jobs.worker_health import WorkerHealth

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating(monkeypatch: pytest.MonkeyPatch) -> WorkerHealth:
    """A pulse whose canaries go out."""
    monkeypatch.setattr(worker_health, "send_canary", lambda: True)
    monkeypatch.setattr(worker_health, "REPORT_EVERY_S", 0.0)
    return WorkerHealth()


def test_a_worker_is_alive_from_its_first_beat_and_hears_from_its_first_message(beating: WorkerHealth) -> None:
    beating.check()
    assert Worker.objects.alive(timezone.now()).count() == 1
    assert not Worker.objects.receiving(timezone.now()).exists()
    beating.record_message()
    beating.check()
    assert Worker.objects.receiving(timezone.now()).get() == beating.worker


def test_a_worker_that_hears_nothing_although_canaries_go_out_ends(
    beating: WorkerHealth, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(worker_health, "STALLED_AFTER_S", -1.0)
    monkeypatch.setattr(worker_health.os, "kill", lambda pid, number: sent.append(number))
    monkeypatch.setattr(worker_health.os, "_exit", sent.append)
    monkeypatch.setattr(worker_health, "SHUTDOWN_GRACE_S", 0.0)
    beating.check()
    assert beating.is_stalled()
    beating._end_process()
    assert sent == [signal.SIGTERM, 1]
    beating.record_message()
    assert not beating.is_stalled()


def test_a_worker_whose_redis_is_away_is_not_taken_for_deaf(
    beating: WorkerHealth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_health, "send_canary", lambda: False)
    monkeypatch.setattr(worker_health, "STALLED_AFTER_S", -1.0)
    beating.check()
    assert not beating.is_stalled()


def test_a_worker_that_stops_in_order_leaves_no_row(beating: WorkerHealth) -> None:
    beating.check()
    beating.stop()
    assert not Worker.objects.exists()


def test_a_database_that_is_away_ends_nothing(beating: WorkerHealth, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise worker_health.InterfaceError

    monkeypatch.setattr(worker_health, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker_health, "register_worker", away)
    beating._check_and_log()
    assert beating.worker is None
