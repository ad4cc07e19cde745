"""Passkeys: added, signed in with, asked for, removed; and everything that only looks like one."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.services.security import is_second_factor_session
from tests.accounts.authenticator import ADD, SIGN_IN, SoftPasskey, add, sign_in_options, sign_in_with
from tests.accounts.doors import is_signed_in, said, show_it_is_you, sign_in

pytestmark = pytest.mark.postgres

STEP, SECURITY, REMOVE = "/account/2fa/", "/settings/security/", "/account/2fa/passkey/remove/"
REFUSED = "That passkey was not taken. Nothing was changed."


@pytest.fixture
def passkey(alice_client: Client) -> SoftPasskey:
    """A passkey of Alice."""
    show_it_is_you(alice_client)
    made = SoftPasskey()
    assert add(alice_client, made)["Location"] == "/account/2fa/recovery-codes/"
    return made


def removal(client: Client) -> str:
    """Where the only passkey is removed."""
    page = said(client.get(SECURITY))
    return REMOVE + page.split(f'href="{REMOVE}')[1].split('"')[0]


def test_a_passkey_is_listed_under_its_name(passkey: SoftPasskey, alice_client: Client) -> None:
    page = said(alice_client.get(SECURITY))
    assert "Laptop<small>added today, not used yet" in page
    assert "10 of 10 left." in page


def test_without_a_name_it_gets_one(alice_client: Client) -> None:
    show_it_is_you(alice_client)
    add(alice_client, SoftPasskey(), "")
    add(alice_client, SoftPasskey(), "  ")
    names = [row.data["name"] for row in Authenticator.objects.filter(type="webauthn").order_by("pk")]
    assert names == ["Passkey", "Passkey 2"]


def test_a_passkey_alone_signs_in(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with(client, passkey)["Location"] == "/"
    assert is_signed_in(client)
    assert "used today" in said(client.get(SECURITY))


def test_signing_in_goes_on_to_the_page_that_was_asked_for(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in_with(client, passkey, next="/settings/profile/")["Location"] == "/settings/profile/"
    assert sign_in_with(Client(), passkey, next="https://evil.example/")["Location"] == "/"


def test_the_password_alone_does_not_any_more(passkey: SoftPasskey, client: Client) -> None:
    assert sign_in(client, "alice@example.org")["Location"] == STEP
    options = client.get(STEP).context["js_data"]["request_options"]
    assert client.post(STEP, {"credential": json.dumps(passkey.get(options))})["Location"] == "/"
    assert is_signed_in(client)


def test_a_passkey_shows_who_is_there(passkey: SoftPasskey, client: Client) -> None:
    sign_in_with(client, passkey)
    again = client.get(ADD)["Location"]
    assert again == f"/account/again/?next={ADD}"
    where = f"/account/again/passkey/?next={ADD}"
    assert "/account/again/passkey/?next=%2Faccount%2F2fa%2Fpasskey%2Fadd%2F" in said(client.get(again))
    options = client.get(where).context["js_data"]["request_options"]
    assert client.post(where, {"credential": json.dumps(passkey.get(options))})["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_passkey_that_does_not_fit_says_so_on_the_same_page(passkey: SoftPasskey, alice_client: Client) -> None:
    where = f"/account/again/passkey/?next={ADD}"
    options = alice_client.get(where).context["js_data"]["request_options"]
    answer = alice_client.post(where, {"credential": json.dumps(SoftPasskey().get(options))})
    assert answer["Location"] == where
    assert REFUSED in said(alice_client.get(where))


def test_adding_and_removing_signs_others_out(passkey: SoftPasskey, alice_client: Client, elsewhere: Client) -> None:
    add(alice_client, SoftPasskey(), "Phone")
    assert is_signed_in(alice_client)
    assert not is_signed_in(elsewhere)
    elsewhere = Client()
    sign_in_with(elsewhere, passkey)
    alice_client.post(removal(alice_client))
    assert not is_signed_in(elsewhere)


def test_a_removed_passkey_lets_nobody_in(passkey: SoftPasskey, alice_client: Client, client: Client) -> None:
    assert 'Remove <span class="long">Laptop</span>?' in said(alice_client.get(removal(alice_client)))
    assert alice_client.post(removal(alice_client))["Location"] == SECURITY
    assert not Authenticator.objects.exists()
    sign_in_with(client, passkey)
    assert not is_signed_in(client)


def test_nobody_removes_anothers(passkey: SoftPasskey, alice_client: Client, mallory_client: Client) -> None:
    show_it_is_you(mallory_client)
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
    assert sign_in_with(client, passkey)["Location"] == "/account/login/"
    assert 'role="alert"' in said(client.get("/account/login/"))
    assert not is_signed_in(client)


def test_asking_too_often_has_to_wait(client: Client, db: None) -> None:
    answers = [client.get(SIGN_IN, headers={"accept": "application/json"}).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


# What only looks like one.


def test_one_that_does_not_make_sure_who_uses_it_is_not_added(alice_client: Client) -> None:
    show_it_is_you(alice_client)
    assert REFUSED in said(add(alice_client, SoftPasskey(verifies=False)))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("fault", ["unverified", "origin", "key", "owner", "challenge", "twice"])
def test_a_passkey_with_a_fault_lets_nobody_in(
    passkey: SoftPasskey, client: Client, mallory: Account, fault: str
) -> None:
    options = sign_in_options(client)
    if fault == "unverified":
        passkey.verifies = False
    elif fault == "origin":
        passkey.origin = "https://testserver.evil.example"
    elif fault == "key":
        passkey.key = SoftPasskey().key
    elif fault == "challenge":
        options["publicKey"]["challenge"] = sign_in_options(Client())["publicKey"]["challenge"]
    owner = mallory.pk.hex.encode().hex() if fault == "owner" else None
    answer = {"credential": json.dumps(passkey.get(options, owner))}
    if fault == "twice":
        client.post(SIGN_IN, answer)
        client.post("/account/logout/")
    client.post(SIGN_IN, answer)
    assert not is_signed_in(client)
    assert REFUSED in said(client.get("/account/login/"))


def spoilt(answer: dict[str, Any]) -> list[str]:
    """Answers with one part missing, of another kind, or cut off; and things that are none at all."""
    junk: list[Any] = [None, "", 0, 1.5, [], {}, "\x00", "ÿ", "A", "AAAA" * 500, "\ud800", True]
    bad = ["", "null", "[]", "1", '"x"', "{", "9" * 5000, "[" * 9000, '{"a":' * 3000, "{}", "\x00", "x" * 30_000]
    for path in ([name] for name in answer):
        bad += [_with(answer, path, value) for value in junk]
    for path in (["response", name] for name in answer["response"]):
        bad += [_with(answer, path, value) for value in junk]
        whole = answer["response"][path[1]]
        bad += [_with(answer, path, whole[:at]) for at in range(0, len(whole), max(1, len(whole) // 25))]
    return bad


def _with(answer: dict[str, Any], path: list[str], value: Any) -> str:
    copy = json.loads(json.dumps(answer))
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(copy)


def test_what_is_no_passkey_is_never_added_and_never_a_crash(alice_client: Client) -> None:
    show_it_is_you(alice_client)
    options = alice_client.get(ADD).context["js_data"]["creation_options"]
    for credential in spoilt(SoftPasskey().create(options)):
        answer = alice_client.post(ADD, {"name": "x", "credential": credential})
        assert answer.status_code in (200, 302), credential[:200]
    for row in Authenticator.objects.filter(type="webauthn"):  # what was spoilt does not matter to the key
        assert set(row.data["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}


def test_what_is_no_passkey_never_signs_in_and_is_never_a_crash(
    passkey: SoftPasskey, client: Client, settings: Settings
) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_login": None}
    answer = passkey.get(sign_in_options(client))
    for credential in spoilt(answer):
        client.post(SIGN_IN, {"credential": credential})
        if "signature" not in credential or json.loads(credential).get("response") != answer["response"]:
            assert not is_signed_in(client), credential[:200]
        client.post("/account/logout/")


def test_of_a_passkey_only_what_it_takes_is_kept(alice_client: Client) -> None:
    show_it_is_you(alice_client)
    options = alice_client.get(ADD).context["js_data"]["creation_options"]
    credential = SoftPasskey().create(options) | {
        "more": "a sentinel \x00",
        "clientExtensionResults": {"x": "sentinel"},
    }
    alice_client.post(ADD, {"name": "x", "credential": json.dumps(credential)})
    assert "sentinel" not in json.dumps(Authenticator.objects.get(type="webauthn").data)


# A session that a second factor was shown in.


def second_factor(client: Client) -> bool:
    return is_second_factor_session(client.get("/settings/profile/").wsgi_request)


def test_a_session_knows_whether_a_second_factor_was_shown(passkey: SoftPasskey, alice_client: Client) -> None:
    assert not second_factor(alice_client)
    by_passkey, by_step = Client(), Client()
    sign_in_with(by_passkey, passkey)
    assert second_factor(by_passkey)
    sign_in(by_step, "alice@example.org")
    options = by_step.get(STEP).context["js_data"]["request_options"]
    by_step.post(STEP, {"credential": json.dumps(passkey.get(options))})
    assert second_factor(by_step)


def test_a_stranger_has_shown_none(client: Client, db: None) -> None:
    assert not is_second_factor_session(client.get("/account/login/").wsgi_request)
