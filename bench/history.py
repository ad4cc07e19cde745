"""A made-up athlete's history (one JSON object a line, as `match --records` reads it), stored into an account."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store
from activities.sports import sport_of

PARCEL = 200


def read_history(path: Path) -> list[ActivityRecord]:
    """The history's records, oldest first."""
    lines = sorted(map(json.loads, path.read_text().splitlines()), key=lambda line: line["start_time_utc"])
    return list(map(_record, lines))


def store_history(history: list[ActivityRecord]) -> None:
    """Stores the records as the current owner's, a parcel a transaction, as a backfill would."""
    for at in range(0, len(history), PARCEL):
        with transaction.atomic():
            store(history[at : at + PARCEL], origin=Activity.Origin.API)


def spread_starts(history: list[ActivityRecord], count: int) -> Iterator[datetime]:
    """So many starts, spread over the history."""
    first, last = history[0].started_at, history[-1].started_at
    for number in range(count):
        yield (first + (last - first) * number / count).replace(microsecond=0) + timedelta(minutes=7)


def _record(line: dict[str, Any]) -> ActivityRecord:
    return ActivityRecord(
        provider=line["provider"],
        provider_id=line["provider_id"],
        name=line["name"],
        sport=sport_of(line["provider"], line["sport"]),
        sport_raw=line["sport"],
        started_at=datetime.fromtimestamp(line["start_time_utc"], UTC),
        utc_offset_s=line["utc_offset_s"],
        elapsed_s=line["duration_s"],
        moving_s=line["moving_s"],
        distance_m=line["distance_m"],
        gear_label=line["gear"],
    )
