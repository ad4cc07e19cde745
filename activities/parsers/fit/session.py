"""FIT's own summary of an activity, the session message, as the fields of a record."""

from datetime import datetime
from typing import Any

from fitparse.profile import FIELD_TYPES

from activities.parsers import times
from activities.parsers.fit.decoder import TIMESTAMP, Message
from activities.parsers.parsed import Fields, finite_number
from activities.sports import fit_sport

EPOCH = 631_065_600
"""FIT counts seconds from the last day of 1989."""
FIRST_DATE = 0x10000000
"""Below it a time counts from when the device was switched on."""

SPORT_WORDS = FIELD_TYPES["sport"].values
SUB_SPORT_WORDS = FIELD_TYPES["sub_sport"].values
TRAINER_SPORT = 4
TRAINER_SUB_SPORTS = {1, 5, 6, 14, 15, 16, 27, 45, 58}


def unix(value: Any) -> float | None:
    """The Unix seconds of a FIT date; None when it is none."""
    return value + EPOCH if isinstance(value, int) and value >= FIRST_DATE else None


def started(session: Message) -> datetime | None:
    """The session's start, else its end minus what it lasted; None when it tells no possible time."""
    end, elapsed = unix(session.get(TIMESTAMP)), finite_number(session.get(7))
    by_end = None if end is None or elapsed is None else end - elapsed / 1000
    return times.instant(unix(session.get(2))) or times.instant(by_end)


def figures(session: Message) -> Fields:
    """Durations, distance, gain, heart rate and temperature in SI units, None where not given."""
    return {
        "elapsed_s": _scaled(session, 7, 1000),
        "timer_s": _scaled(session, 8, 1000),
        "moving_s": _scaled(session, 59, 1000),
        "distance_m": _scaled(session, 9, 100),
        "elevation_gain_m": _scaled(session, 22),
        "average_hr_bpm": _scaled(session, 16),
        "average_temperature_c": _scaled(session, 57),
    }


def kind(sport: Any, sub_sport: Any) -> Fields:
    """The sport of FIT's two numbers, its words for them, and the `trainer` flag."""
    sport, sub_sport = _whole(sport), _whole(sub_sport)
    words = (SPORT_WORDS.get(sport, sport), SUB_SPORT_WORDS.get(sub_sport, sub_sport))
    trainer = sport == TRAINER_SPORT or sub_sport in TRAINER_SUB_SPORTS
    return {
        "sport": fit_sport(sport, sub_sport),
        "sport_raw": "/".join(str(word) for word in words if word is not None) or None,
        "flags": frozenset({"trainer"} if trainer else ()),
    }


def utc_offset(closings: list[Message]) -> int | None:
    """Local minus universal time of the activity message, where it is an offset and not nonsense; 0 tells nothing."""
    for closing in closings:
        local, utc = unix(closing.get(5)), unix(closing.get(TIMESTAMP))
        if local is None or utc is None:
            continue
        seconds = round((local - utc) / 900) * 900
        if seconds and abs(local - utc - seconds) <= 60 and -43_200 <= seconds <= 50_400:
            return seconds
    return None


def _scaled(session: Message, field: int, scale: int = 1) -> float | None:
    value = finite_number(session.get(field))
    return None if value is None else value / scale


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None
