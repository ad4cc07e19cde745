"""Accounts are erased on the command line, and erasures go on there without a worker."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account, Erasure
from accounts.scope import owner_scope
from accounts.services.outbox import deliver_outbox
from accounts.services.request_erasure import start_erasure
from providers.sandbox.server import Sandbox
from tests.ports import free_port
from tests.providers.factories import connected
from tests.run_jobs import retry_outbox

pytestmark = pytest.mark.postgres


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("builtins.input", lambda _: text)


def test_erase_asks_and_erases(
    alice: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, " Alice@example.org")
    call_command("erase")
    assert not Account.objects.exists()
    assert f"Erased. The receipt: http://localhost:8000/receipts/{Erasure.objects.get().pk}/" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "mallory@example.org", "yes"])
def test_another_answer_erases_nothing(alice: Account, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, text)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("erase")
    assert Account.objects.get().closed_at is None


def test_erase_without_a_terminal_needs_yes(alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def have_no_terminal(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", have_no_terminal)
    with pytest.raises(CommandError, match="Add --yes"):
        call_command("erase")
    call_command("erase", "--yes")
    assert not Account.objects.exists()


def test_erase_names_one_of_several_accounts(alice: Account, mallory: Account) -> None:
    with pytest.raises(CommandError, match="more than one account"):
        call_command("erase", "--yes")
    call_command("erase", "--yes", "--user", alice.email)
    assert Account.objects.get() == mallory


def test_purge_due_goes_on_and_says_what_is_waited_for(
    alice: Account, sandbox: Sandbox, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("purge_due")
    assert "No erasure is due." in capsys.readouterr().out
    with owner_scope(alice):
        connected(sandbox, "small")
    settings.SANDBOX_API_URL = f"http://127.0.0.1:{free_port()}"
    erasure = start_erasure(alice.pk)
    with pytest.raises(CommandError, match="connected services have not answered yet; due by"):
        call_command("purge_due")
    assert not Account.objects.exists()
    settings.SANDBOX_API_URL = sandbox.url
    retry_outbox()
    deliver_outbox()
    call_command("purge_due")
    assert "Complete: 1." in capsys.readouterr().out
    erasure.refresh_from_db()
    assert erasure.ended_at


def test_purge_due_deletes_requests_that_nobody_confirmed(alice: Account) -> None:
    Erasure.objects.create(account_id=alice.pk, requested_at=timezone.now() - timedelta(hours=2))
    call_command("purge_due")
    assert not Erasure.objects.exists()
    assert Account.objects.exists()
