"""Everything encrypted is encrypted again with another key, while everything runs."""

import base64
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account, Session
from accounts.secrets import Tampered, UnknownKey, key_name
from accounts.services.outgoing_mail import enqueue_mail
from accounts.services.rotate import EncryptedText, keys_in_use, rotate_keys
from tests.accounts.clients import activate_app, is_signed_in, sent_mails, sign_in
from tests.accounts.one_time_codes import app_code
from tracekit_site.command_line import main
from tracekit_site.models import Install
from tracekit_site.services.install import register_install

pytestmark = pytest.mark.postgres

K1, K2 = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(("k1", "k2"), 1))


@pytest.fixture
def app(settings: Settings, alice_client: Client, mallory_client: Client) -> tuple[str, list[str]]:
    """Returns an app's key and codes, encrypted with k1 as the sessions are; now k2 encrypts."""
    settings.CREDENTIAL_KEYS = K1
    for client, email in ((alice_client, "alice@example.org"), (mallory_client, "mallory@example.org")):
        sign_in(client, email)
    key_and_codes = activate_app(alice_client)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    return key_and_codes


def run_command() -> str:
    output = StringIO()
    call_command("rotate_keys", stdout=output)
    return output.getvalue().strip()


def test_a_rotation_encrypts_everything_with_the_first_key(app: tuple[str, list[str]], settings: Settings) -> None:
    count = 2 + Session.objects.count()
    assert keys_in_use() == {"k1": count}
    assert rotate_keys() == {"k2": count}
    settings.CREDENTIAL_KEYS = K2
    assert rotate_keys() == {"k2": count}


def test_everything_works_without_the_old_key_after_a_rotation(
    app: tuple[str, list[str]], alice_client: Client, settings: Settings
) -> None:
    rotate_keys()
    settings.CREDENTIAL_KEYS = K2
    assert is_signed_in(alice_client)
    for code in (app_code(app[0], 1), app[1][0]):
        browser = Client()
        sign_in(browser, "alice@example.org")
        browser.post("/account/2fa/", {"code": code})
        assert is_signed_in(browser)


def test_nothing_works_without_the_old_key_before_a_rotation(
    app: tuple[str, list[str]], alice_client: Client, settings: Settings
) -> None:
    settings.CREDENTIAL_KEYS = K2
    assert not is_signed_in(alice_client)
    with pytest.raises(UnknownKey):
        rotate_keys()


def test_a_rotation_does_not_overwrite_a_value_that_changed_meanwhile(
    app: tuple[str, list[str]], alice: Account
) -> None:
    stale = Authenticator.objects.get(type="recovery_codes")
    assert Authenticator.objects.get(pk=stale.pk).wrap().validate_code(app[1][0])
    current = Authenticator.objects.get(pk=stale.pk).data
    EncryptedText(stale, "data", "allauth.mfa", "seed").reencrypt()
    assert Authenticator.objects.get(pk=stale.pk).data == current


def test_a_mail_that_waits_is_sent_after_the_old_key_is_removed(settings: Settings, db: None) -> None:
    settings.CREDENTIAL_KEYS = K1
    enqueue_mail(EmailMessage("Hello", "A body.", to=["alice@example.org"]))
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert rotate_keys() == {"k2": 1}
    settings.CREDENTIAL_KEYS = K2
    assert [mail.subject for mail in sent_mails()] == ["Hello"]


def test_a_rotation_reads_values_in_batches(app: tuple[str, list[str]]) -> None:
    with patch("accounts.services.rotate.BATCH_SIZE", 1):
        assert set(rotate_keys()) == {"k2"}


def test_the_command_lists_the_keys_that_can_be_removed(app: tuple[str, list[str]]) -> None:
    count = 2 + Session.objects.count()
    message = f"{count} values sealed again. Under k2: {count}. The key k1 can be removed from CREDENTIAL_KEYS."
    assert run_command() == message
    assert run_command() == message.replace(f"{count} values", "0 values")


def test_the_command_does_not_list_a_key_in_use(app: tuple[str, list[str]], settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = f"{K1},{K2}"
    count = 2 + Session.objects.count()
    assert run_command() == f"0 values sealed again. Under k1: {count}. The key k2 can be removed from CREDENTIAL_KEYS."
    settings.CREDENTIAL_KEYS = K1
    assert run_command() == f"0 values sealed again. Under k1: {count}."


def test_a_rotation_encrypts_the_proof_of_the_installs_keys_again(db: None, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = K1
    register_install(adopt=True)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    run_command()
    assert key_name(bytes(Install.objects.get().encrypted_id)) == "k2"
    settings.CREDENTIAL_KEYS = K1
    with pytest.raises(CommandError, match="CREDENTIAL_KEYS are not the ones that the database was created with"):
        run_command()


def test_a_rotation_of_an_empty_install_does_nothing(db: None) -> None:
    assert run_command() == "0 values sealed again. Under k1: 0."


@pytest.mark.parametrize("fault", ["another key", "changed"])
def test_a_value_that_cannot_be_decrypted_stops_a_rotation_with_a_sentence(
    app: tuple[str, list[str]], settings: Settings, fault: str
) -> None:
    if fault == "another key":
        settings.CREDENTIAL_KEYS = K2
    else:
        row = Authenticator.objects.get(type="totp")
        Authenticator.objects.filter(pk=row.pk).update(data={"secret": row.data["secret"][:-8] + "AAAAAAA="})
    with pytest.raises(
        CommandError, match=r"^Stopped at a value that cannot be decrypted: .* Do not remove any key yet\.$"
    ):
        run_command()
    assert keys_in_use()["k1"]


def test_a_seed_that_is_not_encrypted_is_an_error(app: tuple[str, list[str]]) -> None:
    Authenticator.objects.filter(type="totp").update(data={"secret": "JBSWY3DPEHPK3PXP"})
    with pytest.raises(Tampered):
        keys_in_use()


def test_a_session_that_is_not_encrypted_is_ignored(app: tuple[str, list[str]]) -> None:
    Session.objects.filter(account__email="mallory@example.org").update(session_data="eyJhIjoxfQ:1abc:signed")
    assert set(rotate_keys()) == {"k2"}


def test_the_command_line_has_the_rotation(app: tuple[str, list[str]], capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rotate-keys"])
    assert ended.value.code == 0
    assert "can be removed from CREDENTIAL_KEYS." in capsys.readouterr().out
