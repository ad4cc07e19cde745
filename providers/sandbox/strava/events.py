"""Tells the application's callback address of changes, as Strava does: which activity, and little of what changed."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterable
from typing import Any

from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.database.grants import SandboxGrant
from providers.sandbox.deliveries import Delivery
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.service import SandboxService

CALLBACK_TIMEOUT_S = 2.0
ONLY_200 = range(200, 201)
READ_SCOPES = frozenset({"activity:read", "activity:read_all"})


def announce_activity(service: SandboxService, before: SandboxActivity | None, after: SandboxActivity | None) -> None:
    """Tells of a change; `before` is None for a new activity, `after` for a deleted one."""
    activity = after or before
    if activity is None:
        return
    scopes = _live_scopes(service.database.grants.for_athlete(activity.athlete))
    can_see_before, can_see_after = _can_see(scopes, before), _can_see(scopes, after)
    updates = _list_updates(before.fixture, after.fixture) if before and after else {}
    if can_see_after and not can_see_before:
        _announce(service, activity.athlete, "activity", activity.id, "create")
    elif can_see_before and not can_see_after:
        _announce(service, activity.athlete, "activity", activity.id, "delete")
    elif can_see_after and updates:
        _announce(service, activity.athlete, "activity", activity.id, "update", updates)


def announce_revocation(service: SandboxService, athlete: str, grants: Iterable[SandboxGrant]) -> None:
    """Tells that the athlete withdrew the access that these grants gave."""
    record = service.database.athletes.get(athlete)
    if record and any("read" in grant.granted_scopes for grant in grants):
        _announce(service, athlete, "athlete", record.number, "update", {"authorized": "false"})


def _live_scopes(grants: Iterable[SandboxGrant]) -> frozenset[str]:
    return frozenset().union(*(grant.granted_scopes for grant in grants if grant.is_alive)) & READ_SCOPES


def _can_see(scopes: frozenset[str], activity: SandboxActivity | None) -> bool:
    return activity is not None and bool(scopes) and ("activity:read_all" in scopes or not activity.fixture.only_me)


def _list_updates(before: FixtureActivity, after: FixtureActivity) -> dict[str, str]:
    """Returns what an event says of a change; gear, description and the rest are never told."""
    updates = {}
    if before.name != after.name:
        updates["title"] = after.name
    if before.sport != after.sport:
        updates["type"] = after.sport
    if before.only_me != after.only_me:
        updates["private"] = "true" if after.only_me else "false"
    return updates


def _announce(
    service: SandboxService,
    athlete: str,
    object_type: str,
    object_id: int,
    aspect_type: str,
    updates: dict[str, str] | None = None,
) -> None:
    subscription, owner = service.database.subscriptions.current(), service.database.athletes.get(athlete)
    if subscription is None or owner is None:
        return
    event: dict[str, Any] = {
        "aspect_type": aspect_type,
        "event_time": int(time.time()),
        "object_id": object_id,
        "object_type": object_type,
        "owner_id": owner.number,
        "subscription_id": subscription.id,
        "updates": updates or {},
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    headers = (("Content-Type", "application/json"), *_signature_headers(service.signing_secret, body))
    service.deliveries.enqueue(Delivery(subscription.callback_url, body, headers, ONLY_200, CALLBACK_TIMEOUT_S))


def _signature_headers(secret: str, body: bytes) -> tuple[tuple[str, str], ...]:
    """Returns the header that signs time and body; none without a secret."""
    if not secret:
        return ()
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return (("X-Strava-Signature", f"t={timestamp},v1={digest}"),)
