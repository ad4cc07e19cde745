"""The day an activity belongs to."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def local_date(started_at: datetime, utc_offset_s: int | None, zone: ZoneInfo) -> date:
    """The calendar day where it took place: by the offset it stated, else by the athlete's zone."""
    if utc_offset_s is None:
        return started_at.astimezone(zone).date()
    return (started_at + timedelta(seconds=utc_offset_s)).date()
