"""Changing the key of everything that is sealed, while everything runs."""

import base64
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, Session
from accounts.secrets import Tampered, UnknownKey, key_name
from accounts.services.rotate import EncryptedText, keys_in_use, rotate_keys
from tests.accounts.clients import activate_app, is_signed_in, sign_in
from tests.accounts.one_time_codes import app_code
from tracekit_site.command_line import main
from tracekit_site.models import Install
from tracekit_site.services.install import register_install

pytestmark = pytest.mark.postgres

K1, K2 = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(("k1", "k2"), 1))


@pytest.fixture
def sealed(settings: Settings, alice_client: Client, mallory_client: Client) -> tuple[str, list[str]]:
    """An app's key and recovery codes, and sessions, sealed with k1; from now on k2 writes."""
    settings.CREDENTIAL_KEYS = K1
    for client, email in ((alice_client, "alice@example.org"), (mallory_client, "mallory@example.org")):
        sign_in(client, email)
    found = activate_app(alice_client)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    return found


def rotated() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue().strip()


def test_everything_stands_under_the_writing_key_afterwards(sealed: tuple[str, list[str]], settings: Settings) -> None:
    count = 2 + Session.objects.count()
    assert keys_in_use() == {"k1": count}
    assert rotate_keys() == {"k2": count}
    settings.CREDENTIAL_KEYS = K2
    assert rotate_keys() == {"k2": count}


def test_everything_still_works_with_the_old_key_gone(
    sealed: tuple[str, list[str]], alice_client: Client, settings: Settings
) -> None:
    rotate_keys()
    settings.CREDENTIAL_KEYS = K2
    assert is_signed_in(alice_client)
    for code in (app_code(sealed[0], 1), sealed[1][0]):
        browser = Client()
        sign_in(browser, "alice@example.org")
        browser.post("/account/2fa/", {"code": code})
        assert is_signed_in(browser)


def test_before_that_it_did_not(sealed: tuple[str, list[str]], alice_client: Client, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = K2
    assert not is_signed_in(alice_client)
    with pytest.raises(UnknownKey):
        rotate_keys()


def test_what_changes_meanwhile_is_left_to_whoever_changed_it(sealed: tuple[str, list[str]], alice: Account) -> None:
    stale = Authenticator.objects.get(type="recovery_codes")
    assert Authenticator.objects.get(pk=stale.pk).wrap().validate_code(sealed[1][0])
    kept = Authenticator.objects.get(pk=stale.pk).data
    EncryptedText(stale, "data", "allauth.mfa", "seed").reencrypt()
    assert Authenticator.objects.get(pk=stale.pk).data == kept


def test_the_number_of_values_does_not_matter(sealed: tuple[str, list[str]]) -> None:
    with patch("accounts.services.rotate.BATCH_SIZE", 1):
        assert set(rotate_keys()) == {"k2"}


def test_the_command_says_which_keys_can_go(sealed: tuple[str, list[str]]) -> None:
    count = 2 + Session.objects.count()
    said = f"{count} values sealed again. Under k2: {count}. The key k1 can be removed from CREDENTIAL_KEYS."
    assert rotated() == said
    assert rotated() == said.replace(f"{count} values", "0 values")


def test_a_key_that_something_needs_is_not_to_be_removed(sealed: tuple[str, list[str]], settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = f"{K1},{K2}"
    count = 2 + Session.objects.count()
    assert rotated() == f"0 values sealed again. Under k1: {count}. The key k2 can be removed from CREDENTIAL_KEYS."
    settings.CREDENTIAL_KEYS = K1
    assert rotated() == f"0 values sealed again. Under k1: {count}."


def test_what_proves_the_keys_of_the_install_goes_along(db: None, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = K1
    register_install(adopt=True)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    rotated()
    assert key_name(bytes(Install.objects.get().sealed)) == "k2"
    settings.CREDENTIAL_KEYS = K1
    with pytest.raises(CommandError, match="other CREDENTIAL_KEYS than the database was made with"):
        rotated()


def test_with_nothing_sealed_there_is_nothing_to_do(db: None) -> None:
    assert rotated() == "0 values sealed again. Under k1: 0."


@pytest.mark.parametrize("fault", ["another key", "changed"])
def test_a_value_that_does_not_open_stops_it_in_a_sentence(
    sealed: tuple[str, list[str]], settings: Settings, fault: str
) -> None:
    if fault == "another key":
        settings.CREDENTIAL_KEYS = K2
    else:
        row = Authenticator.objects.get(type="totp")
        Authenticator.objects.filter(pk=row.pk).update(data={"secret": row.data["secret"][:-8] + "AAAAAAA="})
    with pytest.raises(CommandError, match=r"^Stopped at a value that does not open: .* Remove no key yet\.$"):
        rotated()
    assert keys_in_use()["k1"]


def test_a_seed_that_was_never_sealed_is_not_passed_over(sealed: tuple[str, list[str]]) -> None:
    Authenticator.objects.filter(type="totp").update(data={"secret": "JBSWY3DPEHPK3PXP"})
    with pytest.raises(Tampered):
        keys_in_use()


def test_a_session_from_before_sealing_does_not_stand_in_the_way(sealed: tuple[str, list[str]]) -> None:
    Session.objects.filter(account__email="mallory@example.org").update(session_data="eyJhIjoxfQ:1abc:signed")
    assert set(rotate_keys()) == {"k2"}


def test_the_command_line_knows_it(sealed: tuple[str, list[str]], capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rotate-keys"])
    assert ended.value.code == 0
    assert "can be removed from CREDENTIAL_KEYS." in capsys.readouterr().out
