"""Passkeys are added, signed in with, asked for again, and deleted."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Account
from accounts.services.security import has_second_factor_session
from tests.accounts.clients import is_signed_in, page_text, reauthenticate, sign_in
from tests.accounts.soft_passkey import ADD, SIGN_IN, SoftPasskey, add_passkey, sign_in_with_passkey

pytestmark = pytest.mark.postgres

SECOND_FACTOR, SECURITY, DELETE = "/account/2fa/", "/settings/security/", "/account/2fa/passkey/delete/"
REFUSED = "That passkey wasn’t accepted. Nothing was changed."


def deletion_address(client: Client) -> str:
    """Returns the address that deletes the only passkey."""
    page = page_text(client.get(SECURITY))
    return DELETE + page.split(f'href="{DELETE}')[1].split('"')[0]


def test_a_passkey_is_listed_under_its_name(passkey: SoftPasskey, alice_client: Client) -> None:
    page = page_text(alice_client.get(SECURITY))
    assert "Laptop<small>added today, not used yet" in page
    assert "10 of 10 left." in page


def test_a_passkey_without_a_name_gets_one(alice_client: Client) -> None:
    reauthenticate(alice_client)
    add_passkey(alice_client, SoftPasskey(), "")
    add_passkey(alice_client, SoftPasskey(), "  ")
    names = [row.data["name"] for row in Authenticator.objects.filter(type="webauthn").order_by("pk")]
    assert names == ["Passkey", "Passkey 2"]


def test_a_passkey_alone_signs_in(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with_passkey(client, passkey)["Location"] == "/"
    assert is_signed_in(client)
    assert "used today" in page_text(client.get(SECURITY))


def test_a_sign_in_leads_to_the_requested_page(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with_passkey(client, passkey, next="/settings/profile/")["Location"] == "/settings/profile/"
    assert sign_in_with_passkey(Client(), passkey, next="https://evil.example/")["Location"] == "/"


def test_an_account_with_a_passkey_needs_more_than_its_password(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in(client, "alice@example.org")["Location"] == SECOND_FACTOR
    options = client.get(SECOND_FACTOR).context["js_data"]["request_options"]
    assert client.post(SECOND_FACTOR, {"credential": json.dumps(passkey.get(options))})["Location"] == "/"
    assert is_signed_in(client)


def test_a_passkey_reauthenticates(passkey: SoftPasskey, client: Client) -> None:
    sign_in_with_passkey(client, passkey)
    address = client.get(ADD)["Location"]
    assert address == f"/account/reauthenticate/?next={ADD}"
    passkey_page = f"/account/reauthenticate/passkey/?next={ADD}"
    assert "/account/reauthenticate/passkey/?next=%2Faccount%2F2fa%2Fpasskey%2Fadd%2F" in page_text(client.get(address))
    options = client.get(passkey_page).context["js_data"]["request_options"]
    assert client.post(passkey_page, {"credential": json.dumps(passkey.get(options))})["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_wrong_passkey_shows_the_same_page_with_an_error(passkey: SoftPasskey, alice_client: Client) -> None:
    passkey_page = f"/account/reauthenticate/passkey/?next={ADD}"
    options = alice_client.get(passkey_page).context["js_data"]["request_options"]
    response = alice_client.post(passkey_page, {"credential": json.dumps(SoftPasskey().get(options))})
    assert response["Location"] == passkey_page
    assert REFUSED in page_text(alice_client.get(passkey_page))


def test_adding_and_deleting_a_passkey_signs_out_other_browsers(
    passkey: SoftPasskey, alice_client: Client, other_browser: Client
) -> None:
    add_passkey(alice_client, SoftPasskey(), "Phone")
    assert is_signed_in(alice_client)
    assert not is_signed_in(other_browser)
    other_browser = Client()
    sign_in_with_passkey(other_browser, passkey)
    alice_client.post(deletion_address(alice_client))
    assert not is_signed_in(other_browser)


def test_a_deleted_passkey_signs_nobody_in(passkey: SoftPasskey, alice_client: Client, client: Client) -> None:
    address = deletion_address(alice_client)
    assert 'Remove <span class="text-wrap">Laptop</span>?' in page_text(alice_client.get(address))
    assert alice_client.post(address)["Location"] == SECURITY
    assert not Authenticator.objects.exists()
    sign_in_with_passkey(client, passkey)
    assert not is_signed_in(client)


def test_a_passkey_of_another_account_cannot_be_deleted(
    passkey: SoftPasskey, alice_client: Client, mallory_client: Client
) -> None:
    reauthenticate(mallory_client)
    for address in (deletion_address(alice_client), f"{DELETE}?passkey={'0' * 32}", DELETE):
        assert mallory_client.get(address).status_code == mallory_client.post(address).status_code == 404
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("reason", ["deleted", "deactivated", "unknown"])
def test_a_passkey_of_no_active_account_signs_nobody_in(
    passkey: SoftPasskey, client: Client, alice: Account, reason: str
) -> None:
    if reason == "deactivated":
        Account.objects.update(is_active=False)
    elif reason == "deleted":
        alice.delete()
    else:
        passkey.owner = "bm9ib2R5"
    assert sign_in_with_passkey(client, passkey)["Location"] == "/account/login/"
    assert 'role="alert"' in page_text(client.get("/account/login/"))
    assert not is_signed_in(client)


def test_passkey_sign_ins_are_limited(client: Client, db: None) -> None:
    responses = [client.get(SIGN_IN, headers={"accept": "application/json"}).status_code for _ in range(61)]
    assert responses == [200] * 60 + [429]


def has_second_factor(client: Client) -> bool:
    return has_second_factor_session(client.get("/settings/profile/").wsgi_request)


def test_a_session_knows_whether_a_second_factor_was_used(passkey: SoftPasskey, alice_client: Client) -> None:
    assert not has_second_factor(alice_client)
    by_passkey, by_second_step = Client(), Client()
    sign_in_with_passkey(by_passkey, passkey)
    assert has_second_factor(by_passkey)
    sign_in(by_second_step, "alice@example.org")
    options = by_second_step.get(SECOND_FACTOR).context["js_data"]["request_options"]
    by_second_step.post(SECOND_FACTOR, {"credential": json.dumps(passkey.get(options))})
    assert has_second_factor(by_second_step)


def test_a_strangers_session_has_no_second_factor(client: Client, db: None) -> None:
    assert not has_second_factor_session(client.get("/account/login/").wsgi_request)
