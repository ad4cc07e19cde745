"""What only looks like a passkey: never added, never a way in, never a crash."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.clients import is_signed_in, page_text, reauthenticate
from tests.accounts.soft_passkey import ADD, SIGN_IN, SoftPasskey, add_passkey, sign_in_options

pytestmark = pytest.mark.postgres

REFUSED = "That passkey was not taken. Nothing was changed."


def test_one_that_does_not_make_sure_who_uses_it_is_not_added(alice_client: Client) -> None:
    reauthenticate(alice_client)
    assert REFUSED in page_text(add_passkey(alice_client, SoftPasskey(verifies=False)))
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
    assert REFUSED in page_text(client.get("/account/login/"))


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
    reauthenticate(alice_client)
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
    reauthenticate(alice_client)
    options = alice_client.get(ADD).context["js_data"]["creation_options"]
    credential = SoftPasskey().create(options) | {
        "more": "a sentinel \x00",
        "clientExtensionResults": {"x": "sentinel"},
    }
    alice_client.post(ADD, {"name": "x", "credential": json.dumps(credential)})
    assert "sentinel" not in json.dumps(Authenticator.objects.get(type="webauthn").data)
