"""Changes trips as an athlete or an application does, and tells the application's webhook about each change.

A change of the database itself tells nobody.  Withdrawn access tells nobody either: RideWithGPS has no event for it.
"""

import hashlib
import hmac
import json
from typing import Any

from providers.sandbox.database.trips import SandboxTrip, TripAction
from providers.sandbox.deliveries import Delivery
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, SandboxService

WEBHOOK_TIMEOUT_S = 1.0
ONLY_200 = range(200, 201)


def add_trip(service: SandboxService, athlete: str, fixture: FixtureActivity) -> int:
    """Adds a trip that was created now; returns its id."""
    with service.database.transaction():
        number = service.database.trips.add(athlete, fixture)
        _announce(service, service.database.trips.get(number), "created")
    return number


def update_trip(service: SandboxService, number: int, by: str, **fields: Any) -> None:
    """Changes fields of a trip's fixture; `by` is "application" or "athlete"."""
    with service.database.transaction():
        service.database.trips.update(number, by, **fields)
        _announce(service, service.database.trips.get(number), "updated")


def delete_trip(service: SandboxService, number: int) -> None:
    """Deletes a trip."""
    with service.database.transaction():
        trip = service.database.trips.get(number)
        service.database.trips.delete(number)
        _announce(service, trip, "deleted")


def _announce(service: SandboxService, trip: SandboxTrip | None, action: TripAction) -> None:
    """Tells the webhook, if there is one and the athlete has granted access to the application."""
    address = service.ridewithgps.webhook_url
    if trip is None or not address or not _has_access(service, trip.athlete):
        return
    user = service.database.ridewithgps_users.get(trip.athlete)
    if user is None:
        return
    notification = {
        "user_id": user.id,
        "item_type": "trip",
        "item_id": trip.id,
        "item_user_id": user.id,
        "item_url": f"{service.url}/ridewithgps/trips/{trip.id}.json",
        "action": action,
        "collection": None,
    }
    body = json.dumps({"notifications": [notification]}).encode()
    service.deliveries.enqueue(Delivery(address, body, _headers(body), ONLY_200, WEBHOOK_TIMEOUT_S, max_tries=1))


def _has_access(service: SandboxService, athlete: str) -> bool:
    grants = service.database.grants.for_athlete(athlete)
    return any(grant.is_alive and grant.platform == RIDEWITHGPS for grant in grants)


def _headers(body: bytes) -> tuple[tuple[str, str], ...]:
    return (
        ("content-type", "application/json"),
        ("user-agent", "RideWithGPS"),
        ("x-rwgps-api-key", CLIENT_ID),
        ("x-rwgps-signature", hmac.new(CLIENT_SECRET.encode(), body, hashlib.sha256).hexdigest()),
    )
