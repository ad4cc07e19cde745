"""Describes RideWithGPS's answers, whose speeds are in kilometers per hour."""

from datetime import UTC, datetime, timedelta

from activities.record import ActivityRecord
from activities.sports import OTHER, family_of
from bench.recorded_answers.recorded_platform import Check, Object, RecordedPlatform
from providers.contract import ActivityChanges
from providers.ridewithgps.mapping import changes_of, gear_of, record_of, total_count_of

KMH_PER_M_S = 3.6
SPEED_TOLERANCE, ROUNDING_S, LONGEST_S = 0.02, 1, 2 * 86_400
FAMILY_OF_FIT_SPORT = {1: "running", 2: "cycling", 11: "walking", 17: "walking", 21: "cycling"}


def _check_start(answer: Object, record: ActivityRecord) -> bool | None:
    return record.started_at == datetime.fromisoformat(answer["departed_at"]).astimezone(UTC)


def _check_offset(answer: Object, record: ActivityRecord) -> bool | None:
    """Compares the offset of the time zone with the one that the answer gives, or that its start has."""
    if "utc_offset" in answer:
        return record.utc_offset_s == answer["utc_offset"]
    start = datetime.fromisoformat(answer["departed_at"])
    is_local = not answer["departed_at"].endswith("Z")
    return start.utcoffset() == timedelta(seconds=record.utc_offset_s or 0) if is_local else None


def _check_distance(answer: Object, record: ActivityRecord) -> bool | None:
    """Compares meters with the average speed in kilometers per hour over the moving time."""
    speed, seconds, distance = answer.get("avg_speed"), answer.get("moving_time"), record.distance_m
    if not (speed and seconds and distance):
        return distance is None or None
    return abs(distance - speed / KMH_PER_M_S * seconds) <= max(10.0, SPEED_TOLERANCE * distance)


def _check_elapsed(answer: Object, record: ActivityRecord) -> bool | None:
    return record.elapsed_s is None or answer.get("moving_time", 0) - ROUNDING_S <= record.elapsed_s <= LONGEST_S


def _check_moving(answer: Object, record: ActivityRecord) -> bool | None:
    return None if record.moving_s is None else record.moving_s <= answer.get("duration", 0) + ROUNDING_S


def _check_sport(answer: Object, record: ActivityRecord) -> bool | None:
    family = FAMILY_OF_FIT_SPORT.get(answer.get("fit_sport") or 0)
    return None if family is None or record.sport == OTHER else family_of(record.sport) == family


def _check_heart_rate(answer: Object, record: ActivityRecord) -> bool | None:
    if record.average_hr_bpm is None:
        return None
    return (answer.get("min_hr") or 0) <= record.average_hr_bpm <= (answer.get("max_hr") or 230)


def _check_gear(answer: Object, record: ActivityRecord) -> bool | None:
    """Compares the gear with its id in lists of the older calls, and with the object in details."""
    gear = answer.get("gear") or {}
    number = gear.get("id") or answer.get("gear_id")
    label = " ".join(gear[name] for name in ("make", "model") if gear.get(name)) or None
    return (record.gear_id, record.gear_label) == (str(number) if number else None, gear.get("nickname") or label)


def _read_changes(feed: Object) -> ActivityChanges:
    """Reads a change feed as each of the people in it. Raises ValueError when trips are missing then."""
    items = [item for item in feed["items"] if item["item_type"] == "trip"]
    own = [item for item in items if item["action"] in ("created", "updated", "deleted")]
    people = {item["item_user_id"] for item in feed["items"]}
    changes = [changes_of(feed, str(user_id)) for user_id in people]
    ids = {trip_id for part in changes for trip_id in part.changed_ids | part.deleted_ids}
    if ids != {str(item["item_id"]) for item in own}:
        raise ValueError("trips are missing")
    return changes[0]


def _read_total(page: Object) -> int:
    """Reads how many there are in all. Raises ValueError when that is not at least what the page holds."""
    total = total_count_of(page)
    if total is None or total < max(len(value) for value in page.values() if isinstance(value, list)):
        raise ValueError("no total")
    return total


CHECKS: dict[str, Check] = {
    "provider_id": lambda answer, record: record.provider_id == str(answer["id"]),
    "name": lambda answer, record: (record.name or "") == " ".join((answer.get("name") or "").split()),
    "sport": _check_sport,
    "started_at": _check_start,
    "utc_offset_s": _check_offset,
    "elapsed_s": _check_elapsed,
    "moving_s": _check_moving,
    "distance_m": _check_distance,
    "elevation_gain_m": lambda answer, record: 0 <= (record.elevation_gain_m or 0) <= 10_000,
    "gear_id": _check_gear,
    "device": lambda answer, record: record.device == answer.get("device"),
    "average_hr_bpm": _check_heart_rate,
    "flags": lambda answer, record: ("trainer" in record.flags) == (answer.get("is_stationary") is True),
}

RIDEWITHGPS = RecordedPlatform(
    name="ridewithgps",
    is_activity=lambda answer: "departed_at" in answer,
    is_detail=lambda answer: "track_points" in answer or "gear" in answer,
    record_of=record_of,
    checks=CHECKS,
    others={
        "gear": (lambda answer: "make" in answer and "model" in answer, gear_of),
        "change feeds": (lambda answer: "items" in answer and "meta" in answer, _read_changes),
        "totals": (lambda answer: "pagination" in answer.get("meta", ()) or "results_count" in answer, _read_total),
    },
)
