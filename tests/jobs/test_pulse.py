"""A fleet worker says that it is alive and that it hears, and ends when it hears nothing any more."""

import signal

import pytest
from django.utils import timezone

from accounts.jobs import pulse
from accounts.jobs.models import Worker
from accounts.jobs.pulse import Pulse

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating(monkeypatch: pytest.MonkeyPatch) -> Pulse:
    """A pulse whose canaries go out."""
    monkeypatch.setattr(pulse, "ring_canary", lambda: True)
    monkeypatch.setattr(pulse, "BEAT_S", 0.0)
    return Pulse()


def test_a_worker_is_alive_from_its_first_beat_and_hears_from_its_first_message(beating: Pulse) -> None:
    beating.look()
    assert Worker.objects.alive(timezone.now()).count() == 1
    assert not Worker.objects.hearing(timezone.now()).exists()
    beating.hear()
    beating.look()
    assert Worker.objects.hearing(timezone.now()).get() == beating.worker


def test_a_worker_that_hears_nothing_although_canaries_go_out_ends(
    beating: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(pulse, "DEAF_S", -1.0)
    monkeypatch.setattr(pulse.os, "kill", lambda pid, number: sent.append(number))
    monkeypatch.setattr(pulse.os, "_exit", sent.append)
    monkeypatch.setattr(pulse, "GRACE_S", 0.0)
    beating.look()
    assert beating.is_deaf()
    beating._end_process()
    assert sent == [signal.SIGTERM, 1]
    beating.hear()
    assert not beating.is_deaf()


def test_a_worker_whose_redis_is_away_is_not_taken_for_deaf(beating: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "ring_canary", lambda: False)
    monkeypatch.setattr(pulse, "DEAF_S", -1.0)
    beating.look()
    assert not beating.is_deaf()


def test_a_worker_that_stops_in_order_leaves_no_row(beating: Pulse) -> None:
    beating.look()
    beating.stop()
    assert not Worker.objects.exists()


def test_a_database_that_is_away_ends_nothing(beating: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise pulse.InterfaceError

    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    monkeypatch.setattr(pulse, "appear", away)
    beating._look()
    assert beating.worker is None
