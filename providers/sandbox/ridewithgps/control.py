"""Lets programs act for an athlete on RideWithGPS, and choose its options."""

import time
from dataclasses import asdict, replace
from random import Random

from providers.sandbox.control_requests import (
    bad_request,
    is_client,
    read_body,
    read_fixture_fields,
    unauthorized,
)
from providers.sandbox.history import generate_recent_ride
from providers.sandbox.http import SandboxRequest, SandboxResponse, json_response
from providers.sandbox.ridewithgps import changes
from providers.sandbox.service import SandboxService


def create_trip(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `POST /control/athletes/<code>/trips`: adds a ride to RideWithGPS alone, changed by the body."""
    fields, error_response = read_fixture_fields(service, request, code)
    if error_response:
        return error_response
    if service.database.ridewithgps_users.get(code) is None:
        return bad_request("The athlete has not joined RideWithGPS.")
    seed = f"{code}/{time.time_ns()}"
    ride = generate_recent_ride(int(time.time()), Random(seed))  # noqa: S311 - nothing about a made-up ride is secret
    return _trip_response(service, changes.add_trip(service, code, replace(ride, **fields)), 201)


def change_trip(service: SandboxService, request: SandboxRequest, code: str, number: str) -> SandboxResponse:
    """Answers `PATCH /control/athletes/<code>/trips/<id>`: changes a trip as the athlete does."""
    fields, error_response = read_fixture_fields(service, request, code)
    if error_response or not _owns_trip(service, code, number):
        return error_response or _unknown_trip()
    changes.update_trip(service, int(number), "athlete", **fields)
    return _trip_response(service, int(number))


def delete_trip(service: SandboxService, request: SandboxRequest, code: str, number: str) -> SandboxResponse:
    """Answers `DELETE /control/athletes/<code>/trips/<id>`: deletes a trip as the athlete does."""
    if not is_client(request):
        return unauthorized()
    if not _owns_trip(service, code, number):
        return _unknown_trip()
    changes.delete_trip(service, int(number))
    return SandboxResponse(204)


def set_options(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /control/ridewithgps`: sets `webhook_url` and `returns_state`, those that the body names."""
    fields, error_response = read_body(request)
    if error_response:
        return error_response
    options = service.ridewithgps
    webhook_url = fields.get("webhook_url", options.webhook_url)
    returns_state = fields.get("returns_state", options.returns_state)
    if not isinstance(webhook_url, str) or not isinstance(returns_state, bool):
        return bad_request("webhook_url: an address, or nothing; returns_state: true or false")
    if webhook_url and not service.can_redirect_to(webhook_url):
        return bad_request("The sandbox may not call that address.")
    options.webhook_url, options.returns_state = webhook_url, returns_state
    return json_response({"webhook_url": webhook_url, "returns_state": returns_state})


def _owns_trip(service: SandboxService, code: str, number: str) -> bool:
    trip = service.database.trips.get(int(number))
    return trip is not None and trip.athlete == code


def _trip_response(service: SandboxService, number: int, status: int = 200) -> SandboxResponse:
    trip = service.database.trips.get(number)
    return json_response({"id": number, **asdict(trip.fixture)}, status) if trip else _unknown_trip()


def _unknown_trip() -> SandboxResponse:
    return json_response({"error": "The athlete has no trip with that id."}, 404)
