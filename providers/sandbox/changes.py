"""Changes activities and access as an athlete or an application does, and tells the dialects about each change.

The dialects call their applications back, in the order of the changes.  A change of the database itself tells nobody.
"""

from typing import Any

from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.service import SandboxService


def add_activity(service: SandboxService, athlete: str, fixture: FixtureActivity) -> int:
    """Adds an activity; returns its id."""
    with service.database.transaction():
        number = service.database.activities.add(athlete, fixture)
        _announce(service, None, service.database.activities.get(number))
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


def revoke_access(service: SandboxService, athlete: str) -> None:
    """Withdraws access from all applications, as the athlete does on the platform."""
    with service.database.transaction():
        grants = [grant for grant in service.database.grants.for_athlete(athlete) if grant.is_alive]
        service.database.grants.revoke_all(athlete)
        for dialect in service.dialects:
            dialect.announce_revocation(service, athlete, grants)


def _announce(service: SandboxService, before: SandboxActivity | None, after: SandboxActivity | None) -> None:
    for dialect in service.dialects:
        dialect.announce_activity(service, before, after)
