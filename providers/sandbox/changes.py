"""Changes activities and access as an athlete or an application does, and tells the dialects about each change.

The dialects call their applications back, in the order of the changes.  A change of the database itself tells nobody.
"""

from typing import Any

from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.fixture_trip import fixture_trip
from providers.sandbox.platforms import STRAVA, Platform
from providers.sandbox.ridewithgps import changes as ridewithgps_changes
from providers.sandbox.service import SandboxService


def add_activity(service: SandboxService, athlete: str, fixture: FixtureActivity) -> int:
    """Adds an activity, which the device pushes to RideWithGPS, too, if the athlete is there; returns its id."""
    with service.database.transaction():
        number = service.database.activities.add(athlete, fixture)
        _announce(service, None, service.database.activities.get(number))
        if service.database.ridewithgps_users.get(athlete):
            ridewithgps_changes.add_trip(service, athlete, fixture_trip(fixture))
    return number


def update_activity(service: SandboxService, number: int, by: str, **fields: Any) -> None:
    """Changes fields of an activity's fixture; `by` is "application" or "athlete"."""
    with service.database.transaction():
        before = service.database.activities.get(number)
        service.database.activities.update(number, by, **fields)
        _announce(service, before, service.database.activities.get(number))


def delete_activity(service: SandboxService, number: int) -> None:
    """Deletes an activity."""
    with service.database.transaction():
        before = service.database.activities.get(number)
        service.database.activities.delete(number)
        _announce(service, before, None)


def revoke_access(service: SandboxService, athlete: str, platform: Platform = STRAVA) -> None:
    """Withdraws access from all applications, as the athlete does on the platform; RideWithGPS tells nobody."""
    with service.database.transaction():
        granted = service.database.grants.for_athlete(athlete)
        grants = [grant for grant in granted if grant.is_alive and grant.platform == platform]
        service.database.grants.revoke_all(athlete, platform)
        for dialect in service.dialects:
            dialect.announce_revocation(service, athlete, grants)


def _announce(service: SandboxService, before: SandboxActivity | None, after: SandboxActivity | None) -> None:
    for dialect in service.dialects:
        dialect.announce_activity(service, before, after)
