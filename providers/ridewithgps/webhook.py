"""Reads the events that RideWithGPS sends; github.com/ridewithgps/developers describes them in webhooks.md."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from providers.credentials import Registration
from providers.payload import UnreadablePayload, as_payload, get_id, get_list, get_text
from providers.webhook_events import MalformedEvents, PushEvent, PushKind, Webhook, WrongSignature

TRIP = "trip"
KIND_OF_ACTION = {"created": PushKind.CHANGED, "updated": PushKind.CHANGED, "deleted": PushKind.DELETED}
"""Other actions pin something to a collection, or unpin it."""


class RideWithGPSWebhook(Webhook):
    """Reads RideWithGPS's events: up to a hundred in each request, which is signed with the client secret."""

    setup_url = "https://ridewithgps.com/settings/developers"

    def events(self, registration: Registration, headers: Mapping[str, str], body: bytes) -> tuple[PushEvent, ...]:
        """Returns the events about trips of their own athlete."""
        expected = hmac.new(registration.client_secret.encode(), body, hashlib.sha256).hexdigest()
        signature = headers.get("x-rwgps-signature", "")
        if not registration.client_secret or not hmac.compare_digest(expected.encode(), signature.lower().encode()):
            raise WrongSignature
        try:
            content = as_payload(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise MalformedEvents(type(error).__name__) from None
        if not isinstance(content.get("notifications"), list):
            raise MalformedEvents("no notifications")
        return tuple(event for item in get_list(content, "notifications") for event in _events_of(item))


def _events_of(content: Any) -> tuple[PushEvent, ...]:
    try:
        notification = as_payload(content)
        kind = KIND_OF_ACTION.get(get_text(notification, "action") or "")
        athlete_id, trip_id = get_id(notification, "user_id"), get_id(notification, "item_id")
    except UnreadablePayload:
        return ()
    if kind is None or (get_text(notification, "item_type") or "").lower() != TRIP:
        return ()
    is_own = notification.get("item_user_id") in (None, int(athlete_id))
    return (PushEvent(athlete_id, kind, trip_id),) if is_own else ()


WEBHOOK = RideWithGPSWebhook()
