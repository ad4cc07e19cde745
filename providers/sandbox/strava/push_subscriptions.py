"""Answers `/push_subscriptions`: one subscription of the application, confirmed by its callback address.

These calls take the client's id and secret, and no token.
"""

import json
import secrets
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from providers.sandbox.database.subscriptions import SandboxSubscription
from providers.sandbox.deliveries import call_address
from providers.sandbox.http import SandboxRequest, SandboxResponse, json_response
from providers.sandbox.service import APPLICATION_ID, CLIENT_ID, CLIENT_SECRET, SandboxService
from providers.sandbox.strava import errors
from providers.sandbox.strava.profile import Payload, format_time

HANDSHAKE_TIMEOUT_S = 2.0
MAX_ADDRESS_LENGTH = 255
RESOURCE = "PushSubscription"


def create_subscription(service: SandboxService, request: SandboxRequest, number: str = "") -> SandboxResponse:
    """Answers `POST /push_subscriptions`, which calls the callback address before it returns."""
    fields = request.text_fields
    if not is_client(request):
        return errors.missing_token()
    for name in ("callback_url", "verify_token"):
        if not fields.get(name):
            return errors.error_response(400, "Bad Request", RESOURCE, name.replace("_", " "), "missing")
    address = fields["callback_url"]
    if len(address) > MAX_ADDRESS_LENGTH or not service.can_redirect_to(address):
        return errors.bad_request(RESOURCE, "callback url")
    if service.database.subscriptions.current():
        return _already_exists()
    problem = _check_callback(address, fields["verify_token"])
    if problem:
        return errors.error_response(400, "Bad Request", RESOURCE, "callback url", problem)
    subscription = service.database.subscriptions.add(address)
    return json_response(_subscription(subscription), 201) if subscription else _already_exists()


def list_subscriptions(service: SandboxService, request: SandboxRequest, number: str = "") -> SandboxResponse:
    """Answers `GET /push_subscriptions`."""
    if not is_client(request):
        return errors.missing_token()
    current = service.database.subscriptions.current()
    return json_response([_subscription(current)] if current else [])


def delete_subscription(service: SandboxService, request: SandboxRequest, number: str) -> SandboxResponse:
    """Answers `DELETE /push_subscriptions/<id>`."""
    if not is_client(request):
        return errors.missing_token()
    is_deleted = service.database.subscriptions.delete(int(number))
    return SandboxResponse(204) if is_deleted else errors.record_not_found(RESOURCE)


def is_client(request: SandboxRequest) -> bool:
    """Returns whether a request names the client and its secret."""
    fields = request.text_fields
    return (fields.get("client_id"), fields.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)


def _check_callback(address: str, verify_token: str) -> str:
    """Calls the callback address with a challenge; returns what is wrong with its response, empty if nothing is."""
    challenge = secrets.token_hex(8)
    query = urlencode({"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge})
    separator = "&" if urlsplit(address).query else "?"
    status, body = call_address("GET", f"{address}{separator}{query}", timeout_s=HANDSHAKE_TIMEOUT_S)
    if status != 200:
        return "GET to callback URL does not return 200"
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    is_echo = isinstance(answer, dict) and answer.get("hub.challenge") == challenge
    return "" if is_echo else "not verifiable"


def _subscription(subscription: SandboxSubscription) -> Payload:
    created_at = format_time(datetime.fromtimestamp(subscription.created_at, UTC))
    return {
        "id": subscription.id,
        "resource_state": 2,
        "application_id": APPLICATION_ID,
        "callback_url": subscription.callback_url,
        "created_at": created_at,
        "updated_at": created_at,
    }


def _already_exists() -> SandboxResponse:
    return errors.error_response(400, "Bad Request", RESOURCE, "", "already exists")
