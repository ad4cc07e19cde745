"""Formats numbers with units: SI in, text out. Number and unit are joined by a no-break space; None is "not given"."""

from collections.abc import Callable
from dataclasses import dataclass

NBSP = "\u00a0"
NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Units:
    """Units are what a person measures in: the sign of each, and how many meters it is.

    The short unit measures swims, and what is too short for the other one.
    """

    distance_unit: str
    distance_unit_m: float
    short_unit: str
    short_unit_m: float
    speed_unit: str
    elevation_unit: str
    elevation_unit_m: float
    temperature_unit: str
    from_celsius: Callable[[float], float]


METRIC = Units("km", 1000, "m", 1, "km/h", "m", 1, "°C", lambda celsius: celsius)
IMPERIAL = Units("mi", 1609.344, "yd", 0.9144, "mph", "ft", 0.3048, "°F", lambda celsius: celsius * 1.8 + 32)
SWIM_LENGTHS = 100
"""The pace of a swim is the time for this many short units."""


def units_of(name: str) -> Units:
    """Returns the units that an account has chosen: `metric` or `imperial`."""
    return IMPERIAL if name == "imperial" else METRIC


def format_number(value: float, decimals: int = 0) -> str:
    """Returns `2,240`, `118.3`; with a proper minus, and never a minus before zero."""
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")


def format_with_unit(value: float, unit: str, decimals: int = 0) -> str:
    """Returns `118.3 km`."""
    return f"{format_number(value, decimals)}{NBSP}{unit}"


def format_distance(meters: float | None, units: Units, decimals: int = 1) -> str:
    """Returns `118.3 km` or `73.5 mi`."""
    if meters is None:
        return NOT_GIVEN
    return format_with_unit(meters / units.distance_unit_m, units.distance_unit, decimals)


def format_short_distance(meters: float, units: Units) -> str:
    """Returns `1,500 m` or `1,640 yd`."""
    return format_with_unit(meters / units.short_unit_m, units.short_unit)


def format_distance_sum(meters: float | None, units: Units) -> str:
    """Returns `6,685 km`, and below ten `1.5 km`."""
    return format_distance(meters, units, decimals=int((meters or 0) < 9.95 * units.distance_unit_m))


def format_speed(speed_m_s: float, units: Units) -> str:
    """Returns `25.3 km/h` or `15.7 mph`."""
    return format_with_unit(speed_m_s * 3600 / units.distance_unit_m, units.speed_unit, 1)


def format_pace(speed_m_s: float, units: Units) -> str:
    """Returns `5:35 min/km` or `8:59 min/mi`."""
    return format_with_minutes(units.distance_unit_m / speed_m_s, units.distance_unit)


def format_swim_pace(speed_m_s: float, units: Units) -> str:
    """Returns `2:18 min/100 m` or `2:06 min/100 yd`."""
    return format_with_minutes(SWIM_LENGTHS * units.short_unit_m / speed_m_s, f"{SWIM_LENGTHS}{NBSP}{units.short_unit}")


def format_with_minutes(seconds: float, length: str) -> str:
    """Returns `5:35 min/km` for the seconds that a length takes."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}{NBSP}min/{length}"


def format_elevation(meters: float | None, units: Units) -> str:
    """Returns `2,240 m` or `7,349 ft`."""
    return NOT_GIVEN if meters is None else format_with_unit(meters / units.elevation_unit_m, units.elevation_unit)


def format_temperature(celsius: float | None, units: Units) -> str:
    """Returns `16 °C` or `61 °F`."""
    return NOT_GIVEN if celsius is None else format_with_unit(units.from_celsius(celsius), units.temperature_unit)


def format_temperature_gap(celsius: float, units: Units) -> str:
    """Returns `3 °C` or `5 °F`: how far two temperatures lie apart."""
    return format_with_unit(units.from_celsius(celsius) - units.from_celsius(0), units.temperature_unit)


def format_heart_rate(bpm: float | None) -> str:
    """Returns `139 bpm`."""
    return NOT_GIVEN if bpm is None else format_with_unit(bpm, "bpm")


def format_duration(seconds: float | None) -> str:
    """Returns `5 h 04`, `27 min`, `40 s`."""
    if seconds is None:
        return NOT_GIVEN
    if round(seconds) < 60:
        return format_with_unit(seconds, "s")
    minutes = round(seconds / 60)
    return format_with_unit(minutes, "min") if minutes < 60 else f"{minutes // 60:,}{NBSP}h{NBSP}{minutes % 60:02}"


def format_exact_duration(seconds: float | None) -> str:
    """Returns `6:11:57`: hours, minutes and seconds."""
    if seconds is None:
        return NOT_GIVEN
    rounded = round(seconds)
    return f"{rounded // 3600:,}:{rounded // 60 % 60:02}:{rounded % 60:02}"


def format_gap(seconds: float) -> str:
    """Returns `+13 s`, `−11 min`, `+1 h 00`: how much later or earlier, longer or shorter."""
    rounded = round(seconds)
    size = abs(rounded)
    return sign_of(rounded) + (format_with_unit(size, "s") if size < 120 else format_duration(size))


def format_percent_gap(share: float) -> str:
    """Returns `+0.7 %`, `−0.3 %` for a share: 0.007 is 0.7 %."""
    tenths = round(share * 1000)
    return sign_of(tenths) + format_with_unit(abs(tenths) / 10, "%", 1)


def sign_of(value: float) -> str:
    """Returns `+` or a proper minus."""
    return "−" if value < 0 else "+"


def format_size(count: int) -> str:
    """Returns `412 kB`, `1.9 MB`, `4.7 GB` for a number of bytes."""
    if count < 1000:
        return format_with_unit(count, "B")
    if count < 999_500:
        return format_with_unit(count / 1e3, "kB")
    return format_with_unit(count / 1e6, "MB", 1) if count < 999_950_000 else format_with_unit(count / 1e9, "GB", 1)
