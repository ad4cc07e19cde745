"""Figures in words: SI in, text out. Number and unit are joined by a no-break space; None is "not given"."""

from collections.abc import Callable
from dataclasses import dataclass

NBSP = "\u00a0"
NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Units:
    """A person's units: their signs, and how many metres one of them is."""

    long: str
    long_m: float
    high: str
    high_m: float
    warm: str
    degrees: Callable[[float], float]


METRIC = Units("km", 1000, "m", 1, "°C", lambda celsius: celsius)
IMPERIAL = Units("mi", 1609.344, "ft", 0.3048, "°F", lambda celsius: celsius * 1.8 + 32)


def units_of(name: str) -> Units:
    """The units an account has chosen: `metric` or `imperial`."""
    return IMPERIAL if name == "imperial" else METRIC


def number(value: float, decimals: int = 0) -> str:
    """`2,240`, `118.3`; a proper minus, and never a minus before nothing."""
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")


def with_unit(value: float, unit: str, decimals: int = 0) -> str:
    """`118.3 km`."""
    return f"{number(value, decimals)}{NBSP}{unit}"


def distance(metres: float | None, units: Units, decimals: int = 1) -> str:
    """`118.3 km` or `73.5 mi`."""
    return NOT_GIVEN if metres is None else with_unit(metres / units.long_m, units.long, decimals)


def elevation(metres: float | None, units: Units) -> str:
    """`2,240 m` or `7,349 ft`."""
    return NOT_GIVEN if metres is None else with_unit(metres / units.high_m, units.high)


def temperature(celsius: float | None, units: Units) -> str:
    """`16 °C` or `61 °F`."""
    return NOT_GIVEN if celsius is None else with_unit(units.degrees(celsius), units.warm)


def heart_rate(bpm: float | None) -> str:
    """`139 bpm`."""
    return NOT_GIVEN if bpm is None else with_unit(bpm, "bpm")


def duration(seconds: float | None) -> str:
    """`5 h 04`, `27 min`, `40 s`."""
    if seconds is None:
        return NOT_GIVEN
    if round(seconds) < 60:
        return with_unit(seconds, "s")
    minutes = round(seconds / 60)
    return with_unit(minutes, "min") if minutes < 60 else f"{minutes // 60:,}{NBSP}h{NBSP}{minutes % 60:02}"


def exact(seconds: float | None) -> str:
    """`6:11:57`: hours, minutes and seconds."""
    if seconds is None:
        return NOT_GIVEN
    whole = round(seconds)
    return f"{whole // 3600:,}:{whole // 60 % 60:02}:{whole % 60:02}"


def gap(seconds: float) -> str:
    """`+13 s`, `−11 min`, `+1 h 00`: how much later or earlier, longer or shorter."""
    whole = round(seconds)
    return sign(whole) + (with_unit(abs(whole), "s") if abs(whole) < 120 else duration(abs(whole)))


def percent_gap(share: float) -> str:
    """`+0.7 %`, `−0.3 %` of a share: 0.007 is 0.7 %."""
    tenths = round(share * 1000)
    return sign(tenths) + with_unit(abs(tenths) / 10, "%", 1)


def sign(value: float) -> str:
    """`+` or a proper minus."""
    return "−" if value < 0 else "+"


def size(count: int) -> str:
    """`412 kB`, `1.9 MB` of a number of bytes."""
    if count < 1000:
        return with_unit(count, "B")
    return with_unit(count / 1e3, "kB") if count < 999_500 else with_unit(count / 1e6, "MB", 1)
