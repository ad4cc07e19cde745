"""Describes Strava's answers."""

import unicodedata
from datetime import UTC, datetime, timedelta

from activities.record import MAX_TEXT_LENGTH, ActivityRecord
from activities.sports import OTHER, family_of, sport_of
from bench.recorded_answers.recorded_platform import Check, Object, RecordedPlatform
from providers.oauth import parse_tokens
from providers.strava.mapping import gear_of, record_of

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
SPEED_TOLERANCE = 0.02
"""Strava rounds the average speed, so distances may differ by this share."""
ROUNDING_S, LONGEST_S, FASTEST_M_S = 1, 2 * 86_400, 45
FOOT, BIKE = "g", "b"
"""The ids of shoes and of bikes begin with these letters."""


def _local_and_utc(answer: Object) -> tuple[datetime, datetime]:
    """Returns the two starts of an activity; the local one ends in a false `Z`."""
    return _parse(answer["start_date_local"]), _parse(answer["start_date"])


def _parse(text: str) -> datetime:
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


def _check_start(answer: Object, record: ActivityRecord) -> bool | None:
    if "utc_offset" not in answer:
        return record.started_at == _local_and_utc(answer)[1]
    return record.started_at == _local_and_utc(answer)[0] - timedelta(seconds=answer["utc_offset"])


def _check_offset(answer: Object, record: ActivityRecord) -> bool | None:
    if record.utc_offset_s is None:
        return None
    local, utc = _local_and_utc(answer)
    return timedelta(seconds=record.utc_offset_s) == local - utc


def _check_distance(answer: Object, record: ActivityRecord) -> bool | None:
    """Compares meters with the average speed, in meters per second, over the moving or (in a race) the elapsed time.

    An answer that has gone faster on average than at most contradicts itself.
    """
    speed, distance = answer.get("average_speed"), record.distance_m
    lengths = [answer[name] for name in ("moving_time", "elapsed_time") if answer.get(name)]
    if not (speed and distance and lengths):
        return distance is None or None
    if distance > max(lengths) * answer.get("max_speed", 0) and speed > answer.get("max_speed", 0):
        return None
    return any(abs(distance - speed * length) <= max(10.0, SPEED_TOLERANCE * distance) for length in lengths)


def _check_moving(answer: Object, record: ActivityRecord) -> bool | None:
    """Checks that seconds are not minutes or milliseconds: within the elapsed time, and slower than a plane."""
    if record.moving_s is None:
        return None
    speed = answer.get("distance", 0) / record.moving_s
    return record.moving_s <= answer.get("elapsed_time", 0) and speed < FASTEST_M_S


def _check_elapsed(answer: Object, record: ActivityRecord) -> bool | None:
    """Checks that seconds are not minutes or milliseconds: at least the moving time and at most two days."""
    return record.elapsed_s is None or answer.get("moving_time", 0) - ROUNDING_S <= record.elapsed_s <= LONGEST_S


def _check_gain(answer: Object, record: ActivityRecord) -> bool | None:
    """Checks that meters are not feet: a loop climbs about as much as its highest point lies above its lowest."""
    high, low = answer.get("elev_high"), answer.get("elev_low")
    if record.elevation_gain_m is None or high is None or low is None or not record.elevation_gain_m:
        return None
    return 0 <= record.elevation_gain_m <= 10_000 and high - low < 9_000


def _check_gear(answer: Object, record: ActivityRecord) -> bool | None:
    if record.gear_id is None:
        return answer.get("gear_id") is None
    expected = BIKE if family_of(record.sport) == "cycling" else FOOT
    return record.gear_id == answer["gear_id"] and record.gear_id[0] == expected


def _check_sport(answer: Object, record: ActivityRecord) -> bool | None:
    """Compares the families of the sport and of the older, coarser field."""
    old = family_of(sport_of("strava", answer.get("type")))
    return None if OTHER in (old, family_of(record.sport)) else old == family_of(record.sport)


def _check_heart_rate(answer: Object, record: ActivityRecord) -> bool | None:
    if record.average_hr_bpm is None:
        return None
    return 30 <= record.average_hr_bpm <= min(230, answer.get("max_heartrate", 230))


def _check_name(answer: Object, record: ActivityRecord) -> bool | None:
    return (record.name or "") == " ".join(unicodedata.normalize("NFC", answer["name"]).split())[:MAX_TEXT_LENGTH]


def _check_stated_ids(answer: Object, record: ActivityRecord) -> bool | None:
    kind, _, number = (answer.get("external_id") or "").rpartition("_")
    is_garmins = kind == "garmin_push" and number.isdecimal() and answer["start_date"] < "2022-08-18"
    return record.stated_ids == ((("garmin", number),) if is_garmins else ())


def _check_flags(answer: Object, record: ActivityRecord) -> bool | None:
    is_hidden = answer["start_date_local"].endswith("T00:00:01Z")
    named = {"trainer": answer.get("trainer"), "manual": answer.get("manual"), "hidden_time": is_hidden}
    return set(record.flags) == {name for name, applies in named.items() if applies}


CHECKS: dict[str, Check] = {
    "provider_id": lambda answer, record: record.provider_id == str(answer["id"]),
    "name": _check_name,
    "sport": _check_sport,
    "started_at": _check_start,
    "utc_offset_s": _check_offset,
    "elapsed_s": _check_elapsed,
    "moving_s": _check_moving,
    "distance_m": _check_distance,
    "elevation_gain_m": _check_gain,
    "gear_id": _check_gear,
    "device": lambda answer, record: record.device == answer.get("device_name"),
    "average_hr_bpm": _check_heart_rate,
    "average_temperature_c": lambda answer, record: -40 <= (record.average_temperature_c or 0) <= 60,
    "flags": _check_flags,
    "stated_ids": _check_stated_ids,
}


def _is_gear(answer: Object) -> bool:
    return isinstance(answer.get("id"), str) and answer["id"][:1] in (FOOT, BIKE) and "resource_state" in answer


STRAVA = RecordedPlatform(
    name="strava",
    is_activity=lambda answer: "start_date" in answer and ("type" in answer or "sport_type" in answer),
    is_detail=lambda answer: answer.get("resource_state") == 3,
    record_of=record_of,
    checks=CHECKS,
    others={
        "gear": (_is_gear, gear_of),
        "tokens": (lambda answer: "refresh_token" in answer and "access_token" in answer, parse_tokens),
    },
)
