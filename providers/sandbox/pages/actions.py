"""Handles the buttons of an athlete's page: actions of an athlete on a platform, and faults."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from random import Random

from providers.sandbox import changes
from providers.sandbox.history import generate_recent_ride
from providers.sandbox.http import SandboxRequest, SandboxResponse, redirect_to
from providers.sandbox.pages.rendering import render_not_found
from providers.sandbox.platforms import STRAVA, read_platform
from providers.sandbox.ridewithgps import changes as ridewithgps_changes
from providers.sandbox.service import SandboxService

MAX_TIMES, MAX_SECONDS, MAX_NAME_LENGTH = 1000, 300.0, 255
Handler = Callable[..., SandboxResponse]


def _athlete_action(action: Callable[..., None]) -> Handler:
    """Returns a handler that acts for an existing athlete, and redirects to the athlete's page."""

    @wraps(action)
    def handle(service: SandboxService, request: SandboxRequest, code: str, *arguments: str) -> SandboxResponse:
        if service.database.athletes.get(code) is None:
            return render_not_found()
        action(service, request, code, *arguments)
        return redirect_to(f"/athletes/{code}/")

    return handle


@_athlete_action
def add_ride(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Adds a new ride that has just ended."""
    now = int(time.time())
    rng = Random(f"{code}/{now}")  # noqa: S311 - the athletes are made up, nothing is secret
    changes.add_activity(service, code, generate_recent_ride(now, rng))


@_athlete_action
def rename_activity(service: SandboxService, request: SandboxRequest, code: str, number: str) -> None:
    """Renames an activity as the athlete does on the platform."""
    name = request.form.get("name", "").strip()[:MAX_NAME_LENGTH]
    if name and _owns_activity(service, code, number):
        changes.update_activity(service, int(number), "athlete", name=name)


@_athlete_action
def delete_activity(service: SandboxService, request: SandboxRequest, code: str, number: str) -> None:
    """Deletes an activity as the athlete does on the platform."""
    if _owns_activity(service, code, number):
        changes.delete_activity(service, int(number))


@_athlete_action
def join_ridewithgps(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Lets the athlete join RideWithGPS, with a trip for each activity."""
    service.database.ridewithgps_users.join(code)


@_athlete_action
def add_trip(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Adds a ride that has just ended to RideWithGPS alone, if the athlete has joined it."""
    now = int(time.time())
    rng = Random(f"{code}/trip/{now}")  # noqa: S311 - the athletes are made up, nothing is secret
    if service.database.ridewithgps_users.get(code):
        ridewithgps_changes.add_trip(service, code, generate_recent_ride(now, rng))


@_athlete_action
def rename_trip(service: SandboxService, request: SandboxRequest, code: str, number: str) -> None:
    """Renames a trip as the athlete does on RideWithGPS."""
    name = request.form.get("name", "").strip()[:MAX_NAME_LENGTH]
    if name and _owns_trip(service, code, number):
        ridewithgps_changes.update_trip(service, int(number), "athlete", name=name)


@_athlete_action
def delete_trip(service: SandboxService, request: SandboxRequest, code: str, number: str) -> None:
    """Deletes a trip as the athlete does on RideWithGPS."""
    if _owns_trip(service, code, number):
        ridewithgps_changes.delete_trip(service, int(number))


@_athlete_action
def add_fault(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Adds a fault of the next calls; an invalid form adds nothing."""
    form = request.form
    with suppress(ValueError):
        times = min(MAX_TIMES, max(1, int(form.get("times", "1"))))
        seconds = min(MAX_SECONDS, max(0.0, float(form.get("seconds", "30"))))
        number = int(form["activity"]) if form.get("activity") else None
        calls = tuple(request.form_lists.get("calls", []))
        platform = form.get("platform", "")
        service.database.faults.add(code, form.get("fault", ""), calls, times, seconds, number, platform)


@_athlete_action
def clear_faults(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Deletes all faults of the athlete."""
    service.database.faults.clear(code)


@_athlete_action
def withdraw_access(service: SandboxService, request: SandboxRequest, code: str) -> None:
    """Withdraws access from all applications, as the athlete does on the platform that the form names."""
    platform = read_platform(request.form.get("platform", STRAVA))
    if platform:
        changes.revoke_access(service, code, platform)


def _owns_activity(service: SandboxService, code: str, number: str) -> bool:
    activity = service.database.activities.get(int(number))
    return activity is not None and activity.athlete == code


def _owns_trip(service: SandboxService, code: str, number: str) -> bool:
    trip = service.database.trips.get(int(number))
    return trip is not None and trip.athlete == code
