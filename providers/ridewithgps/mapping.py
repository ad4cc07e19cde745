"""Maps RideWithGPS's JSON to our types by allow-list: every value that is not named here is ignored.

Its documented answers and those of its older calls name most fields alike. Speeds are in km/h there; none is read.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM, ActivityRecord
from activities.sports import OTHER, fit_sport, sport_of
from providers.contract import ActivityChanges, GearName
from providers.payload import Payload, UnreadablePayload, as_payload, get_id, get_list, get_number, get_text
from providers.skipped_item import SkipReason

NAME = "ridewithgps"
CHANGED, DELETED = frozenset({"created", "updated"}), "deleted"
ZONE_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")


def record_of(content: Any) -> ActivityRecord:
    """Returns the record of a trip from a list or a detail response.

    Raises UnreadablePayload for a trip without an id or a plausible start.
    """
    trip = as_payload(content)
    provider_id, started_at = id_of(trip), _time(trip, "departed_at")
    sport, sport_raw = _sport(trip)
    gear = _gear(trip)
    try:
        return ActivityRecord(
            provider=NAME,
            provider_id=provider_id,
            name=get_text(trip, "name"),
            sport=sport,
            sport_raw=sport_raw,
            started_at=started_at,
            utc_offset_s=_utc_offset(trip, started_at),
            elapsed_s=get_number(trip, "duration"),
            moving_s=_moving_time(trip),
            distance_m=get_number(trip, "distance") or None,
            elevation_gain_m=_elevation_gain(trip),
            gear_id=gear.id if gear else None,
            gear_label=gear.label if gear and gear.label != gear.id else None,
            device=get_text(trip, "device"),
            average_hr_bpm=_heart_rate(trip),
            flags=frozenset({"trainer"} if trip.get("is_stationary") is True else ()),
        )
    except (ValueError, OverflowError):
        raise UnreadablePayload(SkipReason.IMPOSSIBLE) from None


def id_of(content: Any) -> str:
    """Returns the id of a trip or of gear. Raises UnreadablePayload without one."""
    return get_id(as_payload(content), "id")


def updated_at_of(content: Any) -> datetime:
    """Returns when a trip was changed last. Raises UnreadablePayload."""
    return _time(as_payload(content), "updated_at")


def trip_of(content: Any) -> Any:
    """Returns the trip inside a detail response. Raises UnreadablePayload."""
    return as_payload(as_payload(content).get("trip"))


def total_count_of(content: Any) -> int | None:
    """Returns how many trips a list has in all; None when it does not say."""
    payload = as_payload(content)
    meta = payload.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    count = get_number(pagination, "record_count") if isinstance(pagination, dict) else None
    count = get_number(payload, "results_count") if count is None else count
    return None if count is None or count < 0 else round(count)


def has_next_page(content: Any) -> bool:
    """Returns whether another page follows."""
    meta = as_payload(content).get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return isinstance(pagination, dict) and bool(pagination.get("next_page_url"))


def changes_of(content: Any, athlete_id: str) -> ActivityChanges:
    """Returns what a change feed tells of the athlete's own trips. Raises UnreadablePayload.

    The last change of a trip counts. Items of other kinds and of other people, and pins, are ignored.
    """
    payload = as_payload(content)
    meta = as_payload(payload.get("meta"))
    last_actions: dict[str, str] = {}
    for item in get_list(payload, "items"):
        if isinstance(item, dict) and item.get("item_type") == "trip" and _number(item, "item_user_id") == athlete_id:
            action, trip_id = item.get("action"), _number(item, "item_id")
            if trip_id and (action in CHANGED or action == DELETED):
                last_actions[trip_id] = str(action)
    deleted = frozenset(id for id, action in last_actions.items() if action == DELETED)
    return ActivityChanges(frozenset(last_actions) - deleted, deleted, _time(meta, "rwgps_datetime"))


def gear_of(content: Any) -> GearName:
    """Returns the name of a piece of gear. Raises UnreadablePayload without an id."""
    gear = as_payload(content)
    id = id_of(gear)
    made_by = " ".join(text for name in ("make", "model") if (text := get_text(gear, name)))
    return GearName(id, get_text(gear, "nickname") or get_text(gear, "name") or made_by or id)


def athlete_id_of(content: Any) -> str:
    """Returns the id of the athlete who gave a grant, from the token response. Raises UnreadablePayload."""
    id = _number(as_payload(content), "user_id")
    if not id:
        raise UnreadablePayload(SkipReason.NO_ID)
    return id


def _number(payload: Payload, name: str) -> str:
    """Returns a positive whole number as a text; an empty one without it."""
    value = payload.get(name)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else ""


def _time(payload: Payload, name: str) -> datetime:
    """Returns an instant. Raises UnreadablePayload without one, and for a time that does not name its zone."""
    try:
        moment = datetime.fromisoformat(get_text(payload, name) or "")
        if moment.tzinfo is None:
            raise UnreadablePayload(SkipReason.NO_START)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadablePayload(SkipReason.NO_START) from None


def _utc_offset(trip: Payload, started_at: datetime) -> int | None:
    """Returns how many seconds local time was ahead of UTC at the start.

    The time zone says so. Some trips have a word for it that is none; then the older calls give the offset, and the
    others the start in local time. A start that ends in Z says nothing of local time.
    """
    zone = get_text(trip, "time_zone")
    if zone and zone in _zone_names():
        return round((started_at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds())
    offset = get_number(trip, "utc_offset")
    if offset is not None:
        return round(offset)
    match = ZONE_OFFSET.search(get_text(trip, "departed_at") or "")
    if match is None:
        return None
    seconds = int(match[2]) * 3600 + int(match[3]) * 60
    return -seconds if match[1] == "-" else seconds


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _sport(trip: Payload) -> tuple[str, str | None]:
    """Returns our sport, and the word for it there.

    The FIT file's two numbers say more than RideWithGPS's own type, unless only the first of them is known.
    """
    number, sub_number = (_small_number(trip, name) for name in ("fit_sport", "fit_sub_sport"))
    fit_words = "" if number is None else f"{number}/{sub_number or 0}"
    own_words = get_text(trip, "activity_type")
    sports = (sport_of("fit", fit_words), sport_of(NAME, own_words), fit_sport(number, sub_number))
    return next((sport for sport in sports if sport != OTHER), OTHER), own_words or fit_words or None


def _small_number(trip: Payload, name: str) -> int | None:
    """Returns a number of the FIT profile, which is one byte; None for another value."""
    number = get_number(trip, name)
    return int(number) if number is not None and 0 <= number <= 255 else None


def _gear(trip: Payload) -> GearName | None:
    """Returns the gear of a detail response, or that of the older calls, which only name its id."""
    gear = trip.get("gear")
    if isinstance(gear, dict) and _number(gear, "id"):
        return gear_of(gear)
    gear_id = _number(trip, "gear_id")
    return GearName(gear_id, gear_id) if gear_id else None


def _moving_time(trip: Payload) -> float | None:
    moving, elapsed = get_number(trip, "moving_time"), get_number(trip, "duration")
    return None if not moving or moving < 0 or (elapsed is not None and moving > elapsed) else moving


def _elevation_gain(trip: Payload) -> float | None:
    """Returns the elevation gain; indoors there is none, and RideWithGPS gives 0."""
    return None if trip.get("is_stationary") is True else get_number(trip, "elevation_gain")


def _heart_rate(trip: Payload) -> float | None:
    average = get_number(trip, "avg_hr")
    return average if average is not None and MIN_HEART_RATE_BPM <= average <= MAX_HEART_RATE_BPM else None
