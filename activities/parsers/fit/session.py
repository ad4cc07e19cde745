"""Converts the FIT message `session`, the device's summary of an activity, to fields of a record."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from fitparse.profile import FIELD_TYPES

from activities.parsers import times
from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.definition import Message
from activities.parsers.fit.profile import (
    FITNESS_EQUIPMENT_SPORT,
    TIMESTAMP,
    LapField,
    SessionField,
    SportField,
    SubSport,
)
from activities.parsers.parsed import RecordFields, finite_number, plausible_number
from activities.sports import fit_sport

MS_PER_S = 1000
CM_PER_M = 100

TOTALS = {
    "elapsed_s": (SessionField.TOTAL_ELAPSED_TIME, MS_PER_S),
    "timer_s": (SessionField.TOTAL_TIMER_TIME, MS_PER_S),
    "moving_s": (SessionField.TOTAL_MOVING_TIME, MS_PER_S),
    "distance_m": (SessionField.TOTAL_DISTANCE, CM_PER_M),
    "elevation_gain_m": (SessionField.TOTAL_ASCENT, 1),
    "average_hr_bpm": (SessionField.AVG_HEART_RATE, 1),
    "average_temperature_c": (SessionField.AVG_TEMPERATURE, 1),
}
"""Each total has a field of the message and the number of its units in one of ours."""

SPORT_NAMES = FIELD_TYPES["sport"].values
SUB_SPORT_NAMES = FIELD_TYPES["sub_sport"].values
TRAINER_SUB_SPORTS = {
    SubSport.TREADMILL,
    SubSport.SPIN,
    SubSport.INDOOR_CYCLING,
    SubSport.INDOOR_ROWING,
    SubSport.ELLIPTICAL,
    SubSport.STAIR_CLIMBING,
    SubSport.INDOOR_WALKING,
    SubSport.INDOOR_RUNNING,
    SubSport.VIRTUAL_ACTIVITY,
}


def session_start(session: Message, clock: DeviceClock) -> datetime | None:
    """Returns the stated start, else the end minus the elapsed time; None when neither gives a plausible time."""
    if stated := times.plausible_instant(clock.unix_seconds(session.get(SessionField.START_TIME))):
        return stated
    end = clock.unix_seconds(session.get(TIMESTAMP))
    elapsed_ms = finite_number(session.get(SessionField.TOTAL_ELAPSED_TIME))
    return None if end is None or elapsed_ms is None else times.plausible_instant(end - elapsed_ms / MS_PER_S)


def stated_time(session: Message, clock: DeviceClock) -> float | None:
    """Returns the stated start, else the stated end, in Unix seconds, however implausible."""
    start = clock.unix_seconds(session.get(SessionField.START_TIME))
    return clock.unix_seconds(session.get(TIMESTAMP)) if start is None else start


def session_totals(session: Message) -> RecordFields:
    """Returns durations, distance, gain, heart rate and temperature in SI units; None if not given or impossible."""
    return {name: _scaled(session, name, field, scale) for name, (field, scale) in TOTALS.items()}


def stated_sport(session: Message, laps: list[Message], sport: Message) -> RecordFields:
    """Returns what `sport_fields` makes of the first of these that states a sport: session, laps, message `sport`."""
    pairs = [(session.get(SessionField.SPORT), session.get(SessionField.SUB_SPORT))]
    if pairs[0][0] is None:
        pairs += [(lap.get(LapField.SPORT), lap.get(LapField.SUB_SPORT)) for lap in laps]
        pairs += [(sport.get(SportField.SPORT), sport.get(SportField.SUB_SPORT))]
    return sport_fields(*next((pair for pair in pairs if pair[0] is not None), pairs[0]))


def sport_fields(sport: Any, sub_sport: Any) -> RecordFields:
    """Returns our sport for FIT's sport and sub-sport numbers, FIT's names for them, and the flag `trainer`."""
    return dict(_sport_fields(_int_or_none(sport), _int_or_none(sub_sport)))


@lru_cache(256)
def _sport_fields(sport: int | None, sub_sport: int | None) -> RecordFields:
    names = (SPORT_NAMES.get(sport, sport), SUB_SPORT_NAMES.get(sub_sport, sub_sport))
    is_trainer = sport == FITNESS_EQUIPMENT_SPORT or sub_sport in TRAINER_SUB_SPORTS
    return {
        "sport": fit_sport(sport, sub_sport),
        "sport_raw": "/".join(str(name) for name in names if name is not None) or None,
        "flags": frozenset({"trainer"} if is_trainer else ()),
    }


def _scaled(session: Message, name: str, field: int, scale: int) -> float | None:
    value = session.get(field)
    if value is None or (number := finite_number(value)) is None:
        return None
    return plausible_number(name, number / scale)


def _int_or_none(value: Any) -> int | None:
    return value if isinstance(value, int) else None
