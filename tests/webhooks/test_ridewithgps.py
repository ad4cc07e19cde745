"""The events of RideWithGPS are read only when its signature is right."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from providers.credentials import Registration
from providers.ridewithgps.webhook import RideWithGPSWebhook
from providers.webhook_events import MalformedEvents, PushEvent, PushKind, WrongSignature

URL = "https://ridewithgps.example"
REGISTRATION = Registration("ridewithgps", "key", "secret", URL, URL, URL)


def notification(**values: Any) -> dict[str, Any]:
    trip = {"user_id": 7, "item_type": "trip", "item_id": 201, "item_user_id": 7, "action": "created"}
    return trip | {"item_url": f"{URL}/trips/201.json", "collection": None} | values


def sign(data: bytes, secret: str = "secret") -> str:
    return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def read(*notifications: Any, body: bytes | None = None, signature: str | None = None) -> Any:
    data = json.dumps({"notifications": notifications}).encode() if body is None else body
    headers = {"x-rwgps-signature": sign(data) if signature is None else signature}
    return RideWithGPSWebhook().events(REGISTRATION, headers, data)


def test_each_notification_about_a_trip_is_an_event() -> None:
    events = read(notification(), notification(action="updated", item_id=202), notification(action="deleted"))
    assert events == (
        PushEvent("7", PushKind.CHANGED, "201"),
        PushEvent("7", PushKind.CHANGED, "202"),
        PushEvent("7", PushKind.DELETED, "201"),
    )


@pytest.mark.parametrize(
    "other",
    [
        *({"item_type": "route"}, {"item_user_id": 8}, {"action": "added"}, {"action": None}, {"item_id": "201"}),
        *({"user_id": None}, {"item_type": 1}),
    ],
)
def test_other_notifications_are_none(other: dict[str, Any]) -> None:
    assert read(notification(**other), "text", None, notification()) == (PushEvent("7", PushKind.CHANGED, "201"),)


@pytest.mark.parametrize("signature", ["", "0" * 64, "é", sign(b"{}"), sign(b"{}", "other")])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    with pytest.raises(WrongSignature):
        read(notification(), signature=signature)


def test_without_a_secret_nothing_is_believed() -> None:
    unsigned = Registration("ridewithgps", "key", "", URL, URL, URL)
    with pytest.raises(WrongSignature):
        RideWithGPSWebhook().events(unsigned, {"x-rwgps-signature": sign(b"{}", "")}, b"{}")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"notifications": {}}', b"[" * 100_000, b"\xff"])
def test_a_signed_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedEvents):
        read(body=body)


def test_there_is_no_handshake() -> None:
    assert RideWithGPSWebhook().handshake({"hub.mode": "subscribe"}, "token") is None
