"""Reads the events that Strava sends, and keeps the one subscription that an application has.

The facts come from developers.strava.com/docs/webhooks.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from providers.credentials import Registration
from providers.payload import Payload, UnreadablePayload, as_payload, get_id, get_text, parse_items, parse_response
from providers.strava.client import API
from providers.webhook_events import MalformedEvents, PushEvent, PushKind, Subscription, Webhook, WrongSignature

MAX_CHALLENGE_LENGTH = 255

KIND_OF_ASPECT = {"create": PushKind.CHANGED, "update": PushKind.CHANGED, "delete": PushKind.DELETED}


class StravaWebhook(Webhook):
    """Reads Strava's events: one in each request."""

    can_subscribe = True

    def handshake(self, query: Mapping[str, str], verify_token: str) -> Mapping[str, str] | None:
        challenge = query.get("hub.challenge", "")
        is_valid = hmac.compare_digest(query.get("hub.verify_token", "").encode(), verify_token.encode())
        if not is_valid or query.get("hub.mode") != "subscribe" or not 0 < len(challenge) <= MAX_CHALLENGE_LENGTH:
            return None
        return {"hub.challenge": challenge}

    def events(self, registration: Registration, headers: Mapping[str, str], body: bytes) -> tuple[PushEvent, ...]:
        """Returns the event, or none when it is about something else.

        Strava documents no signature, and yet sends one to some applications. It is required where its secret is
        known, and is not looked at otherwise. One that is sent again is no harm, because an event is only a hint.
        """
        if registration.webhook_secret:
            _check_signature(registration.webhook_secret, headers.get("X-Strava-Signature", ""), body)
        try:
            event = as_payload(json.loads(body))
            return _events_of(event)
        except (ValueError, RecursionError) as error:
            raise MalformedEvents(type(error).__name__) from None

    def subscriptions(self, registration: Registration) -> tuple[Subscription, ...]:
        listed = API.call("GET", _url(registration), params=_client(registration))
        return parse_items(_subscription_of, listed if isinstance(listed, list) else []).readable

    def subscribe(self, registration: Registration, callback_url: str, verify_token: str) -> Subscription:
        form = _client(registration) | {"callback_url": callback_url, "verify_token": verify_token}
        created = API.call("POST", _url(registration), data=form)
        return Subscription(parse_response(_id_of, created), callback_url)

    def unsubscribe(self, registration: Registration, subscription_id: str) -> None:
        API.call("DELETE", f"{_url(registration)}/{subscription_id}", params=_client(registration))


def _check_signature(secret: str, header: str, body: bytes) -> None:
    """Checks `t=…,v1=…`, where `v1` is the HMAC-SHA-256 of `t`, a dot and the body. Raises WrongSignature."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    expected = hmac.new(secret.encode(), parts.get("t", "").encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), parts.get("v1", "").encode()):
        raise WrongSignature


def _events_of(event: Payload) -> tuple[PushEvent, ...]:
    athlete_id, subscription_id = get_id(event, "owner_id"), get_id(event, "subscription_id")
    object_type, aspect = get_text(event, "object_type"), get_text(event, "aspect_type")
    if object_type == "activity":
        if aspect not in KIND_OF_ASPECT:
            raise UnreadablePayload
        activity_id = get_id(event, "object_id")
        return (PushEvent(athlete_id, KIND_OF_ASPECT[aspect], activity_id, subscription_id),)
    if object_type == "athlete":
        is_revoked = str(_updates(event).get("authorized")).lower() == "false"
        return (PushEvent(athlete_id, PushKind.REVOKED, "", subscription_id),) if is_revoked else ()
    raise UnreadablePayload


def _updates(event: Payload) -> Payload:
    updates = event.get("updates")
    return updates if isinstance(updates, Mapping) else {}


def _id_of(content: Any) -> str:
    return get_id(as_payload(content), "id")


def _subscription_of(content: Any) -> Subscription:
    return Subscription(_id_of(content), get_text(as_payload(content), "callback_url") or "")


def _url(registration: Registration) -> str:
    return f"{registration.api_url}/push_subscriptions"


def _client(registration: Registration) -> dict[str, str]:
    return {"client_id": registration.client_id, "client_secret": registration.client_secret}


WEBHOOK = StravaWebhook()
