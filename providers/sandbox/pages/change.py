"""What the buttons of an athlete's page do: what athletes do on a platform, and faults."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from random import Random

from providers.sandbox.history import ride_now as made_ride
from providers.sandbox.http import Answer, Request, see
from providers.sandbox.pages.look import not_found
from providers.sandbox.service import Service

MOST_TIMES, MOST_SECONDS, MOST_NAME = 1000, 300.0, 255
Page = Callable[..., Answer]


def _of_athlete(act: Callable[..., None]) -> Page:
    """Only for an athlete that there is; afterwards back to the page."""

    @wraps(act)
    def changed(service: Service, request: Request, code: str, *more: str) -> Answer:
        if service.store.athletes.get(code) is None:
            return not_found()
        act(service, request, code, *more)
        return see(f"/athletes/{code}/")

    return changed


@_of_athlete
def ride_now(service: Service, request: Request, code: str) -> None:
    """A new ride, just ended."""
    now = int(time.time())
    service.store.activities.add(code, made_ride(now, Random(f"{code}/{now}")))  # noqa: S311 - made up, not secret


@_of_athlete
def rename(service: Service, request: Request, code: str, number: str) -> None:
    """The athlete renames an activity on the platform."""
    name = request.form.get("name", "").strip()[:MOST_NAME]
    if name and _owns(service, code, number):
        service.store.activities.change(int(number), "athlete", name=name)


@_of_athlete
def delete(service: Service, request: Request, code: str, number: str) -> None:
    """The athlete deletes an activity on the platform."""
    if _owns(service, code, number):
        service.store.activities.delete(int(number))


@_of_athlete
def add_fault(service: Service, request: Request, code: str) -> None:
    """Let the next calls fail; what makes no sense is left out."""
    form = request.form
    with suppress(ValueError):
        times = min(MOST_TIMES, max(1, int(form.get("times", "1"))))
        seconds = min(MOST_SECONDS, max(0.0, float(form.get("seconds", "30"))))
        number = int(form["activity"]) if form.get("activity") else None
        calls = tuple(request.ticked.get("calls", []))
        service.store.faults.add(code, form.get("fault", ""), calls, times, seconds, number)


@_of_athlete
def clear_faults(service: Service, request: Request, code: str) -> None:
    """All calls work again."""
    service.store.faults.clear(code)


@_of_athlete
def revoke(service: Service, request: Request, code: str) -> None:
    """The athlete withdraws access from all applications."""
    service.store.grants.revoke_all(code)


def _owns(service: Service, code: str, number: str) -> bool:
    activity = service.store.activities.get(int(number))
    return activity is not None and activity.athlete == code
