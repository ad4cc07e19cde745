"""Reads an athlete's generated history, one JSON object a line as `match --records` reads it, and stores it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from activities.sports import sport_of

BATCH_SIZE = 20


def read_history(path: Path) -> list[ActivityRecord]:
    """Returns the history's records, oldest first."""
    lines = sorted(map(json.loads, path.read_text().splitlines()), key=lambda line: line["start_time_utc"])
    return list(map(_record, lines))


def store_history(owner: Account, history: list[ActivityRecord]) -> None:
    """Stores the records as this account's, a batch a transaction, as a backfill would."""
    for place in range(0, len(history), BATCH_SIZE):
        with owner_scope(owner), transaction.atomic():
            store_activities(history[place : place + BATCH_SIZE], origin=Activity.Origin.API)


def spread_starts(history: list[ActivityRecord], count: int) -> Iterator[datetime]:
    """Yields so many start times, spread over the history."""
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
