"""Recovery codes are shown once, and each signs in once."""

import pytest
from django.test import Client

from tests.accounts.clients import activate_app, enter_second_factor, is_signed_in, page_text, reauthenticate
from tests.accounts.one_time_codes import app_code

pytestmark = pytest.mark.postgres

ON, SECOND_FACTOR, SECURITY = "/account/2fa/app/on/", "/account/2fa/", "/settings/security/"
RECOVERY, NEW_CODES = "/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/new/"


def test_ten_codes_are_shown_once(alice_client: Client) -> None:
    _, codes = activate_app(alice_client)
    assert len(set(codes)) == 10
    page = page_text(alice_client.get(RECOVERY))
    assert "Your codes were shown once" in page
    assert not [code for code in codes if code in page]
    assert "10 of 10 left." in page_text(alice_client.get(SECURITY))


def test_recovery_codes_can_be_downloaded(alice_client: Client) -> None:
    reauthenticate(alice_client)
    key = alice_client.get(ON).context["form"].secret
    page = page_text(alice_client.post(ON, {"code": app_code(key)}, follow=True))
    assert 'download="tracekit-recovery-codes.txt"' in page
    assert "data:text/plain;charset=utf-8," in page


def test_a_recovery_code_signs_in_once(alice_client: Client, client: Client) -> None:
    _, codes = activate_app(alice_client)
    enter_second_factor(client, codes[3])
    assert is_signed_in(client)
    assert "9 of 10 left." in page_text(client.get(SECURITY))
    browser = Client()
    assert 'role="alert"' in page_text(enter_second_factor(browser, codes[3]))
    enter_second_factor(browser, codes[4])
    assert is_signed_in(browser)


def test_new_recovery_codes_replace_the_old_ones(alice_client: Client, client: Client) -> None:
    _, codes = activate_app(alice_client)
    assert "Your 10 unused codes" in page_text(alice_client.get(NEW_CODES))
    new_codes = alice_client.post(NEW_CODES, follow=True).context["unused_codes"]
    assert not set(codes) & set(new_codes)
    assert 'role="alert"' in page_text(enter_second_factor(client, codes[0]))
    client.post(SECOND_FACTOR, {"code": new_codes[0]})
    assert is_signed_in(client)


def test_an_account_without_a_second_factor_has_no_recovery_codes(alice_client: Client) -> None:
    reauthenticate(alice_client)
    assert "Add an authenticator app or a passkey first." in page_text(alice_client.post(NEW_CODES))
    assert alice_client.get(RECOVERY).status_code == 404
