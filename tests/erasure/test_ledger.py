"""The ledger remembers erased accounts: a restored database erases them again before a page is served."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, Erasure
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_erasure
from activities.storage.file_storage import FileStorage
from activities.storage.storage_errors import StorageUnavailable
from tests.erasure.requests import confirm, erase
from tracekit_site import ledger_gate
from tracekit_site.ledger_gate import LEDGER_GATE, LedgerGate
from tracekit_site.services.erasure_ledger import FOLDER, erase_restored_accounts, verify_ledger
from tracekit_site.services.install import register_install

pytestmark = pytest.mark.postgres


def restore(account: Account) -> None:
    """Brings an erased account back, as the restored backup of a database does."""
    Account.objects.create(pk=account.pk, email=account.email, password="x")


class NoConnection:
    """Keeps the test's own connection open."""

    def close(self) -> None:
        """Closes nothing."""


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[LedgerGate]:
    monkeypatch.setattr(ledger_gate, "connection", NoConnection())
    yield LEDGER_GATE
    LEDGER_GATE.is_open = True


def test_a_restored_account_is_erased_again_with_its_receipt(
    alice: Account, mallory: Account, alice_client: Client, file_store: FileStorage
) -> None:
    register_install(adopt=True)
    receipt = erase(alice_client)
    Erasure.objects.all().delete()
    restore(alice)
    assert Client().get(receipt).status_code == 404
    erase_restored_accounts()
    assert Account.objects.get() == mallory
    assert Client().get(receipt).status_code == 200


def test_the_entry_is_written_before_a_row_goes_and_does_not_name_the_account(
    alice: Account, alice_client: Client, file_store: FileStorage
) -> None:
    register_install(adopt=True)
    confirm(alice_client)
    assert file_store.listdir(FOLDER)[1] == []
    run_erasure(Erasure.objects.get().pk)
    (name,) = file_store.listdir(FOLDER)[1]
    with file_store.open(f"{FOLDER}/{name}") as entry:
        content = entry.read().decode()
    for text in (name, content):
        assert alice.pk.hex not in text
        assert str(alice.pk) not in text
    assert content == str(Erasure.objects.get().pk)


def test_no_row_goes_while_the_ledger_cannot_be_written(alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_down(*_: object) -> None:
        raise StorageUnavailable("gone")

    monkeypatch.setattr("activities.storage.folder.Folder.exists", be_down)
    assert not run_erasure(start_erasure(alice.pk).pk)
    assert Account.objects.get() == alice


def test_a_web_process_serves_nothing_before_it_has_erased_again(
    alice: Account, alice_client: Client, gate: LedgerGate
) -> None:
    erase(alice_client)
    restore(alice)
    gate.close_and_open()
    assert not Account.objects.exists()


def test_the_first_request_erases_when_the_database_was_down_at_the_start(
    alice: Account, alice_client: Client, gate: LedgerGate
) -> None:
    erase(alice_client)
    restore(alice)
    with patch.object(ledger_gate, "erase_restored_accounts", side_effect=OperationalError):
        gate.close_and_open()
        assert Client(raise_request_exception=False).get("/").status_code == 503
        assert Client().get("/health/live").status_code == 200
    assert Account.objects.exists()
    assert Client().get("/").status_code == 200
    assert not Account.objects.exists()


def test_without_a_ledger_a_hosted_web_process_does_not_start_and_others_serve_no_page(
    gate: LedgerGate, settings: Settings, client: Client
) -> None:
    with patch("activities.storage.folder.Folder.listdir", side_effect=StorageUnavailable("gone")):
        gate.close_and_open()
        assert client.get("/").status_code == 503
        settings.HOSTED = True
        with pytest.raises(StorageUnavailable):
            gate.close_and_open()
        settings.HOSTED = False
    assert client.get("/").status_code == 200


def test_the_doctor_counts_the_entries(alice_client: Client, file_store: FileStorage) -> None:
    register_install(adopt=True)
    assert verify_ledger() == 0
    erase(alice_client)
    assert verify_ledger() == 1
