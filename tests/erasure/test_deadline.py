"""An erasure is complete within 24 hours, whatever does not answer, and operators are told in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.erasure_loop import ErasureLoop
from accounts.jobs.models import Worker
from accounts.models import Account, Erasure, OutboxEntry
from accounts.scope import owner_scope
from accounts.services.outbox import deliver_outbox
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_due_erasures
from activities.storage.storage_errors import StorageUnavailable
from providers.sandbox.server import Sandbox
from tests.accounts.clients import page_text, sent_mails
from tests.accounts.conftest import mail  # noqa: F401 - a fixture
from tests.accounts.dump import database_rows
from tests.connections.test_disconnect import has_grant
from tests.erasure.clock import Clock
from tests.factories import AccountFactory, ActivityFactory
from tests.jobs.processes import silent_server
from tests.ports import free_port
from tests.providers.factories import connected, pulled

pytestmark = pytest.mark.postgres

STEP = timedelta(minutes=10)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def pass_hours(clock: Clock, hours: float) -> None:
    """Moves the clock in steps of ten minutes; a worker runs erasures and the outbox in each."""
    until = clock.now + timedelta(hours=hours)
    while clock.now < until:
        run_due_erasures()
        deliver_outbox()
        clock.move(minutes=STEP.total_seconds() / 60)


def test_with_everything_up_it_takes_minutes_and_the_grant_is_revoked(
    alice: Account, sandbox: Sandbox, clock: Clock
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    erasure = start_erasure(alice.pk)
    for _ in range(3):
        run_due_erasures()
        deliver_outbox()
        clock.move(seconds=30)
    erasure.refresh_from_db()
    assert erasure.ended_at
    assert erasure.confirmed_at
    assert erasure.ended_at - erasure.confirmed_at < timedelta(minutes=5)
    assert not has_grant(sandbox, athlete.code)
    assert "1 ended there" in page_text(Client().get(f"/receipts/{erasure.pk}/"))


@contextmanager
def broken_platform(fault: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yields the address of a platform that refuses connections, answers every call by 500, or never answers."""
    monkeypatch.setattr("providers.http.TIMEOUT_S", (0.05, 0.05))
    port = free_port()
    if fault == "refuses":
        yield f"http://127.0.0.1:{port}"
    elif fault == "hangs":
        with silent_server(port):
            yield f"http://127.0.0.1:{port}"
    else:
        with HTTPServer(("127.0.0.1", port), FailingPlatform) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{port}"
            server.shutdown()


class FailingPlatform(BaseHTTPRequestHandler):
    """Answers every call by 500."""

    def do_POST(self) -> None:
        self.send_error(500)

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


@pytest.mark.parametrize("fault", ["refuses", "500", "hangs"])
def test_a_platform_that_never_answers_delays_only_the_receipt(
    fault: str,
    alice: Account,
    sandbox: Sandbox,
    clock: Clock,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with owner_scope(alice):
        athlete = connected(sandbox, "small")
        ActivityFactory.create(name="Xalicex")
    with broken_platform(fault, monkeypatch) as settings.SANDBOX_API_URL:
        erasure = start_erasure(alice.pk)
        _pass_a_day_without_a_platform(clock, erasure)
    assert alice.pk.hex not in database_rows().replace("-", "")
    page = page_text(Client().get(f"/receipts/{erasure.pk}/"))
    assert "0 ended there, 1 not confirmed" in page
    assert "Remove tracekit yourself" in page
    assert has_grant(sandbox, athlete.code)


def _pass_a_day_without_a_platform(clock: Clock, erasure: Erasure) -> None:
    """Checks that rows go at once, and tokens at hour 22."""
    revocations = OutboxEntry.objects.filter(kind="providers.revocation")
    pass_hours(clock, 0.5)
    erasure.refresh_from_db()
    assert erasure.erased_at
    assert not Account.objects.exists()
    assert "Xalicex" not in database_rows()
    assert revocations.get().expires_at == erasure.forced_at
    pass_hours(clock, 21)
    assert revocations.exists()
    pass_hours(clock, 1)
    erasure.refresh_from_db()
    assert erasure.ended_at
    assert erasure.deadline
    assert erasure.ended_at < erasure.deadline - timedelta(hours=1)
    assert not revocations.exists()


@pytest.mark.usefixtures("mail")
def test_operators_are_told_once_at_hour_20(
    alice: Account, sandbox: Sandbox, clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    operator = AccountFactory.create(email="operator@example.org", is_operator=True)
    with owner_scope(alice):
        connected(sandbox, "small")
    settings.SANDBOX_API_URL = f"http://127.0.0.1:{free_port()}"
    erasure = start_erasure(alice.pk)
    pass_hours(clock, 20)
    assert Erasure.objects.get().alarmed_at is None
    assert sent_mails() == []
    pass_hours(clock, 1)
    assert Erasure.objects.get().alarmed_at == erasure.confirmed_at + timedelta(hours=20)  # type: ignore[operator]
    (warning,) = sent_mails()
    assert warning.to == [operator.email]
    assert f"/operator/accounts/erasure/{erasure.pk}/change/" in str(warning.body)
    assert "connected services have not answered yet" in str(warning.body)
    lines = [record.getMessage() for record in caplog.records if "has to be complete by" in record.getMessage()]
    assert len(lines) == 1
    for text in (str(warning.body), lines[0]):
        assert alice.email not in text
        assert str(alice.pk) not in text


def test_a_file_storage_that_is_down_holds_up_the_rows_only_until_hour_22(
    alice: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger has to be written before rows go; in the last hours the rows go all the same."""

    def be_down(*_: object, **__: object) -> None:
        raise StorageUnavailable("gone")

    erasure = start_erasure(alice.pk)
    with monkeypatch.context() as patch:
        for name in ("listdir", "exists"):
            patch.setattr(f"activities.storage.folder.Folder.{name}", be_down)
        pass_hours(clock, 21)
        assert Account.objects.exists()
        pass_hours(clock, 1.5)
        assert not Account.objects.exists()
        erasure.refresh_from_db()
        assert erasure.ended_at is None
        assert erasure.error == "ledger: StorageUnavailable"
    pass_hours(clock, 0.5)
    erasure.refresh_from_db()
    assert erasure.ended_at


def test_a_redis_that_is_dead_delays_only_the_receipt(alice: Account, clock: Clock, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    options = {"LOCATION": settings.REDIS_URL, "OPTIONS": settings.REDIS_TIMEOUTS}
    settings.CACHES = {"default": {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", **options}}
    erasure = start_erasure(alice.pk)
    pass_hours(clock, 0.5)
    assert not Account.objects.exists()
    erasure.refresh_from_db()
    assert erasure.error.startswith("cache: ")
    pass_hours(clock, 22)
    erasure.refresh_from_db()
    assert erasure.ended_at
    assert erasure.deadline
    assert erasure.ended_at < erasure.deadline - timedelta(hours=1)


def test_a_web_process_runs_erasures_while_no_worker_does(alice: Account, clock: Clock) -> None:
    loop = ErasureLoop(is_worker=False)
    worker = Worker.objects.create(host="here", pid=11, seen_at=timezone.now())
    start_erasure(alice.pk)
    loop.run_once()
    assert Account.objects.exists(), "the web process did the worker's work"
    Worker.objects.filter(pk=worker.pk).update(seen_at=clock.move(seconds=50))
    loop.run_once()
    assert Account.objects.exists()
    Worker.objects.filter(pk=worker.pk).update(seen_at=clock.move(seconds=50))
    loop.run_once()
    assert not Account.objects.exists(), "the worker is alive and does nothing, and nor does the web process"


def test_a_web_process_runs_erasures_when_no_worker_is_alive(alice: Account, clock: Clock) -> None:
    start_erasure(alice.pk)
    ErasureLoop(is_worker=False).run_once()
    assert not Account.objects.exists()
