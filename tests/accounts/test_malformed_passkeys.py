"""A malformed passkey is never added, never signs in, and never crashes a page."""

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

REFUSED = "That passkey wasn’t accepted. Nothing was changed."


def test_a_passkey_that_does_not_verify_its_user_is_not_added(alice_client: Client) -> None:
    reauthenticate(alice_client)
    assert REFUSED in page_text(add_passkey(alice_client, SoftPasskey(verifies=False)))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("fault", ["unverified", "origin", "key", "owner", "challenge", "twice"])
def test_a_wrong_passkey_signs_nobody_in(passkey: SoftPasskey, client: Client, mallory: Account, fault: str) -> None:
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
    response = {"credential": json.dumps(passkey.get(options, owner))}
    if fault == "twice":
        client.post(SIGN_IN, response)
        client.post("/account/logout/")
    client.post(SIGN_IN, response)
    assert not is_signed_in(client)
    assert REFUSED in page_text(client.get("/account/login/"))


def malformed(response: dict[str, Any]) -> list[str]:
    """Returns responses with one part missing, of another type, or cut off, and texts that are no response at all."""
    junk: list[Any] = [None, "", 0, 1.5, [], {}, "\x00", "ÿ", "A", "AAAA" * 500, "\ud800", True]
    texts = ["", "null", "[]", "1", '"x"', "{", "9" * 5000, "[" * 9000, '{"a":' * 3000, "{}", "\x00", "x" * 30_000]
    for path in ([name] for name in response):
        texts += [_with(response, path, value) for value in junk]
    for path in (["response", name] for name in response["response"]):
        texts += [_with(response, path, value) for value in junk]
        text = response["response"][path[1]]
        texts += [_with(response, path, text[:end]) for end in range(0, len(text), max(1, len(text) // 25))]
    return texts


def _with(response: dict[str, Any], path: list[str], value: Any) -> str:
    copy = json.loads(json.dumps(response))
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(copy)


def test_a_malformed_passkey_is_not_added_and_does_not_crash(alice_client: Client) -> None:
    reauthenticate(alice_client)
    options = alice_client.get(ADD).context["js_data"]["creation_options"]
    for credential in malformed(SoftPasskey().create(options)):
        response = alice_client.post(ADD, {"passkey_name": "x", "credential": credential})
        assert response.status_code in (200, 302), credential[:200]
    # A passkey whose key is right may be added although other parts are malformed: these are not stored.
    for row in Authenticator.objects.filter(type="webauthn"):
        assert set(row.data["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}


def test_a_malformed_passkey_does_not_sign_in_and_does_not_crash(
    passkey: SoftPasskey, client: Client, settings: Settings
) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_login": None}
    response = passkey.get(sign_in_options(client))
    for credential in malformed(response):
        client.post(SIGN_IN, {"credential": credential})
        if "signature" not in credential or json.loads(credential).get("response") != response["response"]:
            assert not is_signed_in(client), credential[:200]
        client.post("/account/logout/")


def test_only_the_needed_parts_of_a_passkey_are_stored(alice_client: Client) -> None:
    reauthenticate(alice_client)
    options = alice_client.get(ADD).context["js_data"]["creation_options"]
    credential = SoftPasskey().create(options) | {
        "more": "a sentinel \x00",
        "clientExtensionResults": {"x": "sentinel"},
    }
    alice_client.post(ADD, {"passkey_name": "x", "credential": json.dumps(credential)})
    assert "sentinel" not in json.dumps(Authenticator.objects.get(type="webauthn").data)
