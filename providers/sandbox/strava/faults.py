"""Fails as Strava does."""

from providers.sandbox.database.faults import SandboxFault
from providers.sandbox.faults import Action, FaultyPlatform
from providers.sandbox.http import SandboxResponse
from providers.sandbox.platforms import STRAVA
from providers.sandbox.service import SandboxService
from providers.sandbox.strava import errors

__all__ = ["Action", "apply_fault"]

FAULTY_STRAVA = FaultyPlatform(
    platform=STRAVA,
    server_error=errors.server_error,
    rate_limited=errors.rate_limited,
    inactive_application=errors.inactive_application,
    refusals={
        "403": errors.forbidden,
        "404": errors.resource_not_found,
        "422": lambda: errors.error_response(422, "Unprocessable Entity", "Activity", "body", "invalid"),
    },
    date_fields=("start_date", "start_date_local"),
    records_of=lambda body: body if isinstance(body, list) else [body],
)


def apply_fault(service: SandboxService, athlete: str, fault: SandboxFault, action: Action) -> SandboxResponse:
    """Returns the response under a fault, which decides whether the action runs at all."""
    return FAULTY_STRAVA.apply_fault(service, athlete, fault, action)
