"""Creates workouts of the current owner as tracekit does: stores activities, and matches them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction

from activities.models import SourceFile, Upload
from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from matching.models import Workout

MAY_10 = datetime(2026, 5, 10, 5, 58, 10, tzinfo=UTC)
_number = count(1)


def create_workout(start: datetime = MAY_10, file_name: str = "ride.fit", **values: Any) -> UUID:
    """Stores a file with one activity, and returns the id of the workout that it belongs to."""
    defaults: dict[str, Any] = {"sport": "ride", "elapsed_s": 3600.0, "distance_m": 30_000.0, "utc_offset_s": 7200}
    with transaction.atomic():
        source = SourceFile.objects.create(
            upload=Upload.objects.create(),
            name=file_name,
            size=412_000,
            state="read",
            kind=file_name.rpartition(".")[2],
        )
        record = ActivityRecord(
            provider=FILE_PROVIDER, provider_id=f"{next(_number):064}:0", started_at=start, **(defaults | values)
        )
        (id_,) = store_activities([record], origin="file", source_file=source)
    return Workout.objects.get(members__activity=id_).pk


def may_10_plus(**offset: float) -> datetime:
    """Returns an instant that lies the offset (as `timedelta` takes it) after 07:58:10 on 10 May 2026 in Vienna."""
    return MAY_10 + timedelta(**offset)
