"""Passkeys: added, signed in with, asked for, removed; and everything that only looks like one."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Account
from accounts.services.security import has_second_factor_session
from tests.accounts.clients import is_signed_in, page_text, reauthenticate, sign_in
from tests.accounts.soft_passkey import ADD, SIGN_IN, SoftPasskey, add_passkey, sign_in_with_passkey

pytestmark = pytest.mark.postgres

STEP, SECURITY, REMOVE = "/account/2fa/", "/settings/security/", "/account/2fa/passkey/delete/"
REFUSED = "That passkey was not taken. Nothing was changed."


def removal(client: Client) -> str:
    """Where the only passkey is removed."""
    page = page_text(client.get(SECURITY))
    return REMOVE + page.split(f'href="{REMOVE}')[1].split('"')[0]


def test_a_passkey_is_listed_under_its_name(passkey: SoftPasskey, alice_client: Client) -> None:
    page = page_text(alice_client.get(SECURITY))
    assert "Laptop<small>added today, not used yet" in page
    assert "10 of 10 left." in page


def test_without_a_name_it_gets_one(alice_client: Client) -> None:
    reauthenticate(alice_client)
    add_passkey(alice_client, SoftPasskey(), "")
    add_passkey(alice_client, SoftPasskey(), "  ")
    names = [row.data["name"] for row in Authenticator.objects.filter(type="webauthn").order_by("pk")]
    assert names == ["Passkey", "Passkey 2"]


def test_a_passkey_alone_signs_in(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with_passkey(client, passkey)["Location"] == "/"
    assert is_signed_in(client)
    assert "used today" in page_text(client.get(SECURITY))


def test_signing_in_goes_on_to_the_page_that_was_asked_for(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with_passkey(client, passkey, next="/settings/profile/")["Location"] == "/settings/profile/"
    assert sign_in_with_passkey(Client(), passkey, next="https://evil.example/")["Location"] == "/"


def test_the_password_alone_does_not_any_more(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in(client, "alice@example.org")["Location"] == STEP
    options = client.get(STEP).context["js_data"]["request_options"]
    assert client.post(STEP, {"credential": json.dumps(passkey.get(options))})["Location"] == "/"
    assert is_signed_in(client)


def test_a_passkey_shows_who_is_there(passkey: SoftPasskey, client: Client) -> None:
    sign_in_with_passkey(client, passkey)
    again = client.get(ADD)["Location"]
    assert again == f"/account/reauthenticate/?next={ADD}"
    where = f"/account/reauthenticate/passkey/?next={ADD}"
    assert "/account/reauthenticate/passkey/?next=%2Faccount%2F2fa%2Fpasskey%2Fadd%2F" in page_text(client.get(again))
    options = client.get(where).context["js_data"]["request_options"]
    assert client.post(where, {"credential": json.dumps(passkey.get(options))})["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_passkey_that_does_not_fit_says_so_on_the_same_page(passkey: SoftPasskey, alice_client: Client) -> None:
    where = f"/account/reauthenticate/passkey/?next={ADD}"
    options = alice_client.get(where).context["js_data"]["request_options"]
    answer = alice_client.post(where, {"credential": json.dumps(SoftPasskey().get(options))})
    assert answer["Location"] == where
    assert REFUSED in page_text(alice_client.get(where))


def test_adding_and_removing_signs_others_out(passkey: SoftPasskey, alice_client: Client, elsewhere: Client) -> None:
    add_passkey(alice_client, SoftPasskey(), "Phone")
    assert is_signed_in(alice_client)
    assert not is_signed_in(elsewhere)
    elsewhere = Client()
    sign_in_with_passkey(elsewhere, passkey)
    alice_client.post(removal(alice_client))
    assert not is_signed_in(elsewhere)


def test_a_removed_passkey_lets_nobody_in(passkey: SoftPasskey, alice_client: Client, client: Client) -> None:
    assert 'Remove <span class="text-wrap">Laptop</span>?' in page_text(alice_client.get(removal(alice_client)))
    assert alice_client.post(removal(alice_client))["Location"] == SECURITY
    assert not Authenticator.objects.exists()
    sign_in_with_passkey(client, passkey)
    assert not is_signed_in(client)


def test_nobody_removes_anothers(passkey: SoftPasskey, alice_client: Client, mallory_client: Client) -> None:
    reauthenticate(mallory_client)
    for address in (removal(alice_client), f"{REMOVE}?passkey={'0' * 32}", REMOVE):
        assert mallory_client.get(address).status_code == mallory_client.post(address).status_code == 404
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("who", ["removed", "locked", "nobody"])
def test_everybody_who_may_not_come_in_is_turned_away(
    passkey: SoftPasskey, client: Client, alice: Account, who: str
) -> None:
    if who == "locked":
        Account.objects.update(is_active=False)
    elif who == "removed":
        alice.delete()
    else:
        passkey.owner = "bm9ib2R5"
    assert sign_in_with_passkey(client, passkey)["Location"] == "/account/login/"
    assert 'role="alert"' in page_text(client.get("/account/login/"))
    assert not is_signed_in(client)


def test_asking_too_often_has_to_wait(client: Client, db: None) -> None:
    answers = [client.get(SIGN_IN, headers={"accept": "application/json"}).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


# A session that a second factor was shown in.


def second_factor(client: Client) -> bool:
    return has_second_factor_session(client.get("/settings/profile/").wsgi_request)


def test_a_session_knows_whether_a_second_factor_was_shown(passkey: SoftPasskey, alice_client: Client) -> None:
    assert not second_factor(alice_client)
    by_passkey, by_step = Client(), Client()
    sign_in_with_passkey(by_passkey, passkey)
    assert second_factor(by_passkey)
    sign_in(by_step, "alice@example.org")
    options = by_step.get(STEP).context["js_data"]["request_options"]
    by_step.post(STEP, {"credential": json.dumps(passkey.get(options))})
    assert second_factor(by_step)


def test_a_stranger_has_shown_none(client: Client, db: None) -> None:
    assert not has_second_factor_session(client.get("/account/login/").wsgi_request)
