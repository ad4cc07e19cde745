"""Converts the FIT message `session`, the device's summary of an activity, to fields of a record."""

from datetime import datetime
from typing import Any

from fitparse.profile import FIELD_TYPES

from activities.parsers import times
from activities.parsers.fit.decoder import Message
from activities.parsers.fit.profile import (
    FITNESS_EQUIPMENT_SPORT,
    TIMESTAMP,
    ActivityField,
    SessionField,
    SubSport,
)
from activities.parsers.parsed import RecordFields, finite_number
from activities.sports import fit_sport

FIT_EPOCH = 631_065_600
"""FIT counts seconds from this Unix time, the last day of 1989."""
MIN_ABSOLUTE_TIMESTAMP = 0x10000000
"""A smaller number counts the seconds since the device was switched on."""
MS_PER_S = 1000
CM_PER_M = 100

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
QUARTER_HOUR_S = 900
OFFSET_TOLERANCE_S = 60
"""The local time that devices write differs from UTC plus the offset by up to a minute."""


def unix_seconds(value: Any) -> float | None:
    """Returns the Unix seconds of a FIT timestamp; None when the value is not an absolute timestamp."""
    return value + FIT_EPOCH if isinstance(value, int) and value >= MIN_ABSOLUTE_TIMESTAMP else None


def session_start(session: Message) -> datetime | None:
    """Returns the stated start, else the end minus the elapsed time; None when neither gives a plausible time."""
    end = unix_seconds(session.get(TIMESTAMP))
    elapsed_ms = finite_number(session.get(SessionField.TOTAL_ELAPSED_TIME))
    computed = None if end is None or elapsed_ms is None else end - elapsed_ms / MS_PER_S
    stated = unix_seconds(session.get(SessionField.START_TIME))
    return times.plausible_instant(stated) or times.plausible_instant(computed)


def session_fields(session: Message) -> RecordFields:
    """Returns durations, distance, gain, heart rate and temperature in SI units (None if not given), and the sport."""
    return {
        "elapsed_s": _scaled(session, SessionField.TOTAL_ELAPSED_TIME, MS_PER_S),
        "timer_s": _scaled(session, SessionField.TOTAL_TIMER_TIME, MS_PER_S),
        "moving_s": _scaled(session, SessionField.TOTAL_MOVING_TIME, MS_PER_S),
        "distance_m": _scaled(session, SessionField.TOTAL_DISTANCE, CM_PER_M),
        "elevation_gain_m": _scaled(session, SessionField.TOTAL_ASCENT),
        "average_hr_bpm": _scaled(session, SessionField.AVG_HEART_RATE),
        "average_temperature_c": _scaled(session, SessionField.AVG_TEMPERATURE),
        **sport_fields(session.get(SessionField.SPORT), session.get(SessionField.SUB_SPORT)),
    }


def sport_fields(sport: Any, sub_sport: Any) -> RecordFields:
    """Returns our sport for FIT's sport and sub-sport numbers, FIT's names for them, and the flag `trainer`."""
    sport, sub_sport = _int_or_none(sport), _int_or_none(sub_sport)
    names = (SPORT_NAMES.get(sport, sport), SUB_SPORT_NAMES.get(sub_sport, sub_sport))
    is_trainer = sport == FITNESS_EQUIPMENT_SPORT or sub_sport in TRAINER_SUB_SPORTS
    return {
        "sport": fit_sport(sport, sub_sport),
        "sport_raw": "/".join(str(name) for name in names if name is not None) or None,
        "flags": frozenset({"trainer"} if is_trainer else ()),
    }


def local_offset(activity_messages: list[Message]) -> int | None:
    """Returns local time minus UTC in seconds, in whole quarters of an hour; None for 0 and for implausible values."""
    for message in activity_messages:
        local, utc = unix_seconds(message.get(ActivityField.LOCAL_TIMESTAMP)), unix_seconds(message.get(TIMESTAMP))
        if local is None or utc is None:
            continue
        offset_s = round((local - utc) / QUARTER_HOUR_S) * QUARTER_HOUR_S
        is_close = abs(local - utc - offset_s) <= OFFSET_TOLERANCE_S
        if offset_s and is_close and times.MIN_OFFSET_S <= offset_s <= times.MAX_OFFSET_S:
            return offset_s
    return None


def _scaled(session: Message, field: int, scale: int = 1) -> float | None:
    value = finite_number(session.get(field))
    return None if value is None else value / scale


def _int_or_none(value: Any) -> int | None:
    return value if isinstance(value, int) else None
