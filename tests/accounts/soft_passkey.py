"""Answers as a browser with a passkey does, in software."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ADD, SIGN_IN = "/account/2fa/passkey/add/", "/account/2fa/passkey/"


@dataclass
class SoftPasskey:
    """A passkey is a key pair that signs a server's challenges.

    `verifies` is whether it verifies its user, `origin` the page that its browser believes to be on.
    """

    origin: str = "https://testserver"
    verifies: bool = True
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    owner: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Returns the response of a browser that registers the passkey."""
        self.owner = options["publicKey"]["user"]["id"]
        public_key = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public_key
        data = self._authenticator_data(options["publicKey"]["rp"]["id"], WITH_KEY) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", options)
        return self._response({"clientDataJSON": client_data, "attestationObject": attestation})

    def get(self, options: dict[str, Any], owner: str | None = None) -> dict[str, Any]:
        """Returns the response of a browser that signs in with the passkey."""
        data = self._authenticator_data(options["publicKey"]["rpId"])
        client_data = self._client_data("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        response = self._response({"clientDataJSON": client_data, "authenticatorData": data, "signature": signature})
        response["response"]["userHandle"] = self.owner if owner is None else owner
        return response

    def _authenticator_data(self, host: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, 0)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        data = {"type": kind, "challenge": options["publicKey"]["challenge"], "origin": self.origin}
        return json.dumps(data).encode()

    def _response(self, response: dict[str, bytes]) -> dict[str, Any]:
        name, parts = websafe_encode(self.id), {part: websafe_encode(value) for part, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": parts, "clientExtensionResults": {}}


def add_passkey(client: Client, passkey: SoftPasskey, name: str = "Laptop") -> Any:
    """Adds the passkey in a browser that has just reauthenticated."""
    options = client.get(ADD).context["js_data"]["creation_options"]
    return client.post(ADD, {"passkey_name": name, "credential": json.dumps(passkey.create(options))})


def sign_in_options(client: Client) -> dict[str, Any]:
    """Returns what the server sends to a browser that signs in with a passkey."""
    options: dict[str, Any] = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    return options


def sign_in_with_passkey(client: Client, passkey: SoftPasskey, **form: str) -> Any:
    """Signs in with the passkey alone."""
    return client.post(SIGN_IN, {"credential": json.dumps(passkey.get(sign_in_options(client))), **form})
