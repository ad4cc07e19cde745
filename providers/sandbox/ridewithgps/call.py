"""Defines what a handler of RideWithGPS's API gets, and what it may see."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from providers.sandbox.database.athletes import SandboxAthlete
from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.ridewithgps import errors
from providers.sandbox.service import SandboxService

PREFIX = "/ridewithgps"
PINNED_TRIP, PINNED_TRIP_OWNER = 217, 2
"""This trip of another user is among everybody's pinned ones; only its owner may read it."""


@dataclass(frozen=True)
class RideWithGpsCall:
    """Represents one call with a valid token; `ids` are the numbers in its address."""

    service: SandboxService
    request: SandboxRequest
    athlete: SandboxAthlete
    user: RideWithGpsUser
    ids: tuple[int, ...]
    file_kind: str = ""

    @cached_property
    def gear(self) -> list[RideWithGpsGear]:
        """Returns the gear of the athlete."""
        return self.service.database.ridewithgps_users.gear(self.athlete.code)

    @property
    def base_url(self) -> str:
        """Returns the address under which the caller reached RideWithGPS."""
        return f"http://{self.request.headers.get('host', 'localhost')}{PREFIX}"

    def gear_of(self, trip: SandboxTrip) -> RideWithGpsGear | None:
        """Returns the gear of a trip, or None."""
        return next((gear for gear in self.gear if gear.gear.id == trip.fixture.gear), None)

    def query_number(self, name: str, default: int, maximum: int, minimum: int = 1) -> int:
        """Returns a number of the query within its bounds; one that is none counts as the default."""
        text = self.request.query.get(name, "")
        return min(max(int(text), minimum), maximum) if text.isdecimal() and len(text) < 19 else default


Handler = Callable[[RideWithGpsCall], SandboxResponse]


def with_own_trip(handler: Callable[[RideWithGpsCall, SandboxTrip], SandboxResponse]) -> Handler:
    """Returns a handler that finds the trip first: 404 when there is none, 403 when it is another user's."""

    def handle(call: RideWithGpsCall) -> SandboxResponse:
        trip = call.service.database.trips.get(call.ids[0])
        if call.ids[0] == PINNED_TRIP or (trip and trip.athlete != call.athlete.code):
            return errors.forbidden()
        return handler(call, trip) if trip else errors.not_found()

    return handle


def with_own_user(handler: Handler) -> Handler:
    """Returns a handler of an address that names a user, which must be the one whose token it is."""

    def handle(call: RideWithGpsCall) -> SandboxResponse:
        return handler(call) if call.ids[0] == call.user.id else errors.forbidden()

    return handle
