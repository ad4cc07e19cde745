"""Maps Strava's JSON to our types by allow-list: every value that is not named here is ignored."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM, ActivityRecord
from activities.sports import sport_of
from providers.contract import GearName
from providers.payload import Payload, UnreadablePayload, as_payload, get_id, get_number, get_text
from providers.skipped_item import SkipReason

NAME = "strava"
HIDDEN_START = (0, 0, 1)
"""Strava gives this local time of day for a hidden start (its changelog of 2024-07-03)."""

GEAR_ID = re.compile(r"[a-z]{0,2}[0-9]{1,30}")

GARMIN_UPLOAD = re.compile(r"garmin_push_([1-9][0-9]{0,18})")
"""An external id of this form contains the activity's id at Garmin; `garmin_ping_…` has that of a notification."""
GARMIN_IDS_END = datetime(2022, 8, 18, tzinfo=UTC)
"""From this day on Strava has no ids of Garmin's any more; none of a later activity is believed."""


def record_of(content: Any) -> ActivityRecord:
    """Returns the record of an activity from a list or a detail response.

    Raises UnreadablePayload for an activity without an id or a plausible start.
    """
    activity = as_payload(content)
    provider_id, started_at = id_of(activity), _started_at(activity)
    sport = get_text(activity, "sport_type") or get_text(activity, "type")
    try:
        return ActivityRecord(
            provider=NAME,
            provider_id=provider_id,
            name=get_text(activity, "name"),
            sport=sport_of(NAME, sport or ""),
            sport_raw=sport,
            started_at=started_at,
            utc_offset_s=_utc_offset(activity),
            elapsed_s=get_number(activity, "elapsed_time"),
            moving_s=_moving_time(activity),
            distance_m=_distance(activity),
            elevation_gain_m=get_number(activity, "total_elevation_gain"),
            gear_id=_gear_id(activity, "gear_id"),
            device=get_text(activity, "device_name"),
            average_hr_bpm=_heart_rate(activity),
            average_temperature_c=get_number(activity, "average_temp"),
            flags=frozenset(flag for flag, applies in FLAGS.items() if applies(activity)),
            stated_ids=_stated_ids(activity),
        )
    except (ValueError, OverflowError):
        raise UnreadablePayload(SkipReason.IMPOSSIBLE) from None


def id_of(content: Any) -> str:
    """Returns the id of an activity or an athlete. Raises UnreadablePayload without one."""
    return get_id(as_payload(content), "id")


def gear_of(content: Any) -> GearName:
    """Returns the name of a bike or a pair of shoes. Raises UnreadablePayload without an id."""
    gear = as_payload(content)
    gear_id = _gear_id(gear, "id")
    if gear_id is None:
        raise UnreadablePayload(SkipReason.NO_ID)
    return GearName(gear_id, get_text(gear, "name") or get_text(gear, "nickname") or gear_id)


def athlete_id_of(content: Any) -> str:
    """Returns the id of the athlete who gave a grant, from the token response. Raises UnreadablePayload."""
    return id_of(as_payload(as_payload(content).get("athlete")))


def activity_count_of(content: Any) -> int:
    """Returns how many rides, runs and swims the athlete's totals count; Strava counts no other sports there."""
    stats = content if isinstance(content, Mapping) else {}
    totals = [stats.get(f"all_{sport}_totals") for sport in ("ride", "run", "swim")]
    return round(sum(get_number(total, "count") or 0 for total in totals if isinstance(total, Mapping)))


def _gear_id(payload: Payload, name: str) -> str | None:
    """Returns an id of gear. It becomes part of a URL, so only letters and digits are accepted."""
    value = get_text(payload, name)
    return value if value and GEAR_ID.fullmatch(value) else None


def _started_at(activity: Payload) -> datetime:
    try:
        return datetime.fromisoformat(get_text(activity, "start_date") or "").astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadablePayload(SkipReason.NO_START) from None


def _stated_ids(activity: Payload) -> tuple[tuple[str, str], ...]:
    """Returns the id of the same recording at Garmin, for an upload that Garmin made before `GARMIN_IDS_END`."""
    upload = GARMIN_UPLOAD.fullmatch(get_text(activity, "external_id") or "")
    return (("garmin", upload[1]),) if upload and _started_at(activity) < GARMIN_IDS_END else ()


def _utc_offset(activity: Payload) -> int | None:
    offset = get_number(activity, "utc_offset")
    return None if offset is None else round(offset)


def _has_hidden_start(activity: Payload) -> bool:
    """Returns whether the start is hidden. Strava gives the local time with a false `Z`."""
    try:
        local = datetime.fromisoformat(get_text(activity, "start_date_local") or "")
    except ValueError:
        return False
    return (local.hour, local.minute, local.second) == HIDDEN_START


def _moving_time(activity: Payload) -> float | None:
    """Returns the moving time; Strava gives 0 for old uploads, and some values longer than the elapsed time."""
    moving, elapsed = get_number(activity, "moving_time"), get_number(activity, "elapsed_time")
    return None if not moving or moving < 0 or (elapsed is not None and moving > elapsed) else moving


def _heart_rate(activity: Payload) -> float | None:
    """Returns the average heart rate; Strava passes on what a device without a sensor wrote."""
    average = get_number(activity, "average_heartrate")
    return average if average is not None and MIN_HEART_RATE_BPM <= average <= MAX_HEART_RATE_BPM else None


def _distance(activity: Payload) -> float | None:
    """Returns the distance; Strava gives 0 for an activity without one, such as strength training."""
    return get_number(activity, "distance") or None


FLAGS: dict[str, Callable[[Payload], bool]] = {
    "trainer": lambda activity: activity.get("trainer") is True,
    "manual": lambda activity: activity.get("manual") is True,
    "hidden_time": _has_hidden_start,
}
