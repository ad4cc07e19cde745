"""Strava's JSON to our types, by allow-list: what is not named here is never looked at."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from activities.record import ActivityRecord
from activities.sports import sport_of
from providers.contract import GearName

NAME = "strava"
HIDDEN = (0, 0, 1)
"""The local time of day that stands for a hidden start (Strava's changelog of 2024-07-03)."""

GEAR_ID = re.compile(r"[a-z]{0,2}[0-9]{1,30}")


class Unreadable(ValueError):
    """Not an activity, or one without what every activity has."""


def record_of(told: Any) -> ActivityRecord:
    """An activity of a list or a detail. Raises Unreadable for one without an id or a start that can be true."""
    if not isinstance(told, Mapping):
        raise Unreadable("not an object")
    offset = _whole(told, "utc_offset")
    sport = _text(told, "sport_type") or _text(told, "type")
    try:
        return ActivityRecord(
            provider=NAME,
            provider_id=_id(told),
            name=_text(told, "name"),
            sport=sport_of(NAME, sport or ""),
            sport_raw=sport,
            started_at=_start(told),
            utc_offset_s=offset,
            elapsed_s=_number(told, "elapsed_time"),
            moving_s=_number(told, "moving_time"),
            distance_m=_distance(told),
            elevation_gain_m=_number(told, "total_elevation_gain"),
            gear_id=_gear_id(told, "gear_id"),
            device=_text(told, "device_name"),
            average_hr_bpm=_number(told, "average_heartrate") or None,
            average_temperature_c=_number(told, "average_temp"),
            flags=frozenset(flag for flag, is_so in FLAGS.items() if is_so(told)),
        )
    except (ValueError, OverflowError) as problem:
        raise Unreadable(str(problem)) from None


def gear_of(told: Any) -> GearName:
    """A bike or a pair of shoes. Raises Unreadable for one without an id."""
    if not isinstance(told, Mapping):
        raise Unreadable("not an object")
    gear_id = _gear_id(told, "id")
    if gear_id is None:
        raise Unreadable("no id")
    return GearName(gear_id, _text(told, "name") or _text(told, "nickname") or gear_id)


def athlete_id_of(told: Any) -> str:
    """Whose grant it is. Raises Unreadable."""
    athlete = told.get("athlete") if isinstance(told, Mapping) else None
    if not isinstance(athlete, Mapping):
        raise Unreadable("no athlete")
    return _id(athlete)


def _id(told: Mapping[str, Any]) -> str:
    given = told.get("id")
    if isinstance(given, bool) or not isinstance(given, int) or given <= 0:
        raise Unreadable("no id")
    return str(given)


def _gear_id(told: Mapping[str, Any], name: str) -> str | None:
    """It becomes part of an address, so nothing else is taken for one."""
    given = _text(told, name)
    return given if given and GEAR_ID.fullmatch(given) else None


def _start(told: Mapping[str, Any]) -> datetime:
    """True UTC. Raises Unreadable."""
    try:
        return datetime.fromisoformat(_text(told, "start_date") or "").astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("no start") from None


def _is_hidden(told: Mapping[str, Any]) -> bool:
    """The local time is given with a false `Z`."""
    try:
        local = datetime.fromisoformat(_text(told, "start_date_local") or "")
    except ValueError:
        return False
    return (local.hour, local.minute, local.second) == HIDDEN


def _distance(told: Mapping[str, Any]) -> float | None:
    """What has none, such as strength training, says 0."""
    return _number(told, "distance") or None


def _text(told: Mapping[str, Any], name: str) -> str | None:
    given = told.get(name)
    return given if isinstance(given, str) and given else None


def _number(told: Mapping[str, Any], name: str) -> float | None:
    given = told.get(name)
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return None
    return float(given)


def _whole(told: Mapping[str, Any], name: str) -> int | None:
    number = _number(told, name)
    return None if number is None else round(number)


FLAGS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "trainer": lambda told: told.get("trainer") is True,
    "manual": lambda told: told.get("manual") is True,
    "hidden_time": _is_hidden,
}
