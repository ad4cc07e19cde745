"""Lets programs create athletes, request faults and see which calls were made."""

import time
from dataclasses import asdict, replace
from random import Random

from providers.sandbox import changes
from providers.sandbox.control_requests import (
    bad_request,
    is_client,
    read_body,
    read_fixture_fields,
    unauthorized,
    unknown_athlete,
)
from providers.sandbox.history import HISTORIES, generate_recent_ride
from providers.sandbox.http import SandboxRequest, SandboxResponse, json_response
from providers.sandbox.platforms import PLATFORM_NAMES, RIDEWITHGPS, STRAVA, read_platform
from providers.sandbox.ridewithgps import oauth as ridewithgps_oauth
from providers.sandbox.service import SandboxService
from providers.sandbox.strava.oauth import SCOPES

MAX_ACTIVITIES = 20_000


def create_athlete(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /control/athletes`: creates an athlete, and a code for a grant of all scopes without a page.

    `platform` in the body says for which platform the code is; it is Strava's without.
    """
    fields, error_response = read_body(request)
    if error_response:
        return error_response
    history, count = fields.get("history", "demo"), fields.get("activities")
    if history not in HISTORIES or not (count is None or (isinstance(count, int) and 0 < count <= MAX_ACTIVITIES)):
        return bad_request(f"history: {', '.join(HISTORIES)}; activities: 1 to {MAX_ACTIVITIES}")
    platform = read_platform(fields.get("platform", STRAVA))
    if platform is None:
        return _unknown_platform()
    code = service.database.athletes.create(history, count)
    return json_response({"code": code, "authorization_code": _create_code(service, code, platform)}, 201)


def create_authorization(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `POST /control/athletes/<code>/authorizations`: a code for a grant of all scopes of a `platform`."""
    fields, error_response = read_body(request)
    if error_response:
        return error_response
    if service.database.athletes.get(code) is None:
        return unknown_athlete()
    platform = read_platform(fields.get("platform", STRAVA))
    if platform is None:
        return _unknown_platform()
    return json_response({"authorization_code": _create_code(service, code, platform)}, 201)


def describe_athlete(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `GET /control/athletes/<code>`: how many activities the athlete has and how many calls there were.

    The same of RideWithGPS is in a field of its own, once the athlete has joined it.
    """
    if not is_client(request):
        return unauthorized()
    if service.database.athletes.get(code) is None:
        return unknown_athlete()
    database = service.database
    counts = asdict(database.calls.counts(code))
    fields = {"code": code, "activities": database.activities.count(code), **counts}
    user = database.ridewithgps_users.get(code)
    if user:
        ridewithgps_counts = asdict(database.calls.counts(code, RIDEWITHGPS))
        fields["ridewithgps"] = {"user_id": user.id, "trips": database.trips.count(code), **ridewithgps_counts}
    return json_response(fields)


def list_calls(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `GET /control/athletes/<code>/calls`: the calls, newest first."""
    if not is_client(request):
        return unauthorized()
    if service.database.athletes.get(code) is None:
        return unknown_athlete()
    return json_response([asdict(call) for call in service.database.calls.for_athlete(code)])


def create_activity(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `POST /control/athletes/<code>/activities`: adds a ride that has just ended, changed by the body."""
    fields, error_response = read_fixture_fields(service, request, code)
    if error_response:
        return error_response
    seed = f"{code}/{time.time_ns()}"
    ride = generate_recent_ride(int(time.time()), Random(seed))  # noqa: S311 - nothing about a made-up ride is secret
    number = changes.add_activity(service, code, replace(ride, **fields))
    return _activity_response(service, number, 201)


def change_activity(service: SandboxService, request: SandboxRequest, code: str, number: str) -> SandboxResponse:
    """Answers `PATCH /control/athletes/<code>/activities/<id>`: changes an activity as the athlete does."""
    fields, error_response = read_fixture_fields(service, request, code)
    if error_response or not _owns_activity(service, code, number):
        return error_response or _unknown_activity()
    changes.update_activity(service, int(number), "athlete", **fields)
    return _activity_response(service, int(number))


def delete_activity(service: SandboxService, request: SandboxRequest, code: str, number: str) -> SandboxResponse:
    """Answers `DELETE /control/athletes/<code>/activities/<id>`: deletes an activity as the athlete does."""
    if not is_client(request):
        return unauthorized()
    if not _owns_activity(service, code, number):
        return _unknown_activity()
    changes.delete_activity(service, int(number))
    return SandboxResponse(204)


def revoke_access(service: SandboxService, request: SandboxRequest, code: str) -> SandboxResponse:
    """Answers `POST /control/athletes/<code>/revoke`: withdraws access to a `platform` as the athlete does."""
    if not is_client(request):
        return unauthorized()
    if service.database.athletes.get(code) is None:
        return unknown_athlete()
    platform = read_platform(request.text_fields.get("platform", STRAVA))
    if platform is None:
        return _unknown_platform()
    changes.revoke_access(service, code, platform)
    return SandboxResponse(204)


def list_deliveries(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `GET /control/deliveries`: what came of the calls to callback addresses, oldest first."""
    if not is_client(request):
        return unauthorized()
    records = [asdict(record) for record in service.deliveries.records()]
    return json_response({"is_idle": service.deliveries.is_idle(), "deliveries": records})


def create_fault(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Answers `POST /control/faults`; the body holds athlete, fault, calls, times, seconds, activity and platform."""
    fields, error_response = read_body(request)
    if error_response:
        return error_response
    code = str(fields.pop("athlete", ""))
    if service.database.athletes.get(code) is None:
        return unknown_athlete()
    try:
        calls = fields.pop("calls", None) or ()
        call_kinds = (calls,) if isinstance(calls, str) else tuple(calls)
        service.database.faults.add(code, str(fields.pop("fault", "")), call_kinds, **fields)
    except (TypeError, ValueError) as error:
        return bad_request(str(error))
    return json_response({"faults": [asdict(fault) for fault in service.database.faults.for_athlete(code)]}, 201)


def _create_code(service: SandboxService, athlete: str, platform: str) -> str:
    """Returns a code for a grant of all scopes, which can be redeemed with any `redirect_uri`."""
    if platform == RIDEWITHGPS:
        return ridewithgps_oauth.create_code(service, athlete)
    return service.database.grants.create_code(athlete, frozenset(SCOPES))


def _unknown_platform() -> SandboxResponse:
    return bad_request(f"platform: {', '.join(PLATFORM_NAMES)}")


def _owns_activity(service: SandboxService, code: str, number: str) -> bool:
    activity = service.database.activities.get(int(number))
    return activity is not None and activity.athlete == code


def _activity_response(service: SandboxService, number: int, status: int = 200) -> SandboxResponse:
    activity = service.database.activities.get(number)
    return json_response({"id": number, **asdict(activity.fixture)}, status) if activity else _unknown_activity()


def _unknown_activity() -> SandboxResponse:
    return json_response({"error": "The athlete has no activity with that id."}, 404)
