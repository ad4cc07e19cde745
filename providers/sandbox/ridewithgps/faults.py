"""Fails as RideWithGPS does."""

from typing import Any

from providers.sandbox.faults import FaultyPlatform
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.ridewithgps import errors


def _records_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] | None = body.get("trips", body.get("results", body.get("items")))
    return [body.get("trip", body.get("user", body))] if records is None else records


FAULTY_RIDEWITHGPS = FaultyPlatform(
    platform=RIDEWITHGPS,
    server_error=errors.server_error,
    rate_limited=errors.rate_limited,
    inactive_application=errors.inactive_application,
    refusals={
        "403": errors.forbidden,
        "404": errors.not_found,
        "422": lambda: errors.unprocessable("The trip can't be changed"),
    },
    date_fields=("departed_at", "datetime"),
    records_of=_records_of,
)
