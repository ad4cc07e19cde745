"""Finds dates in a name: a day, a month and a year, in figures or with the name of the month in any language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from matching.engine.names.lexicon import months
from matching.engine.names.normalized_name import squeeze

YEARS = range(1970, 2100)
CENTURY = 2000
"""A year of two digits beside the name of a month lies in this century."""

DateNumbers = tuple[int, int, int]
"""These are a year, a month and a day; the year may have two digits."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A written date is a date in a name, from `start` to `end`."""

    numbers: DateNumbers
    start: int
    end: int

    @property
    def has_full_year(self) -> bool:
        """Returns whether the year has four digits, or could only be a year."""
        return self.numbers[0] in YEARS


def find_dates(key: str) -> Iterator[WrittenDate]:
    """Yields everything in a folded name that can be a date, the most telling forms first."""
    for pattern, read in _READERS:
        for match in pattern.finditer(key):
            numbers = read(match)
            if numbers is not None:
                yield WrittenDate(numbers, match.start(), match.end())


def _read_year_first(match: re.Match[str]) -> DateNumbers | None:
    year, month, day = map(int, match.groups())
    return _check(year, month, day)


def _read_year_last(match: re.Match[str]) -> DateNumbers | None:
    first, second, year = (int(match[group]) for group in (1, 3, 4))
    return _check(year, second, first) or _check(year, first, second) or _check(first, second, year)


def _read_compact(match: re.Match[str]) -> DateNumbers | None:
    digits = match[1]
    readings = [(digits[:4], digits[4:6], digits[6:8]), (digits[4:8], digits[2:4], digits[:2])] if digits[7:] else []
    readings += [(digits[:2], digits[2:4], digits[4:6])] if len(digits) in (6, 12) else []
    dates = (_check(int(year), int(month), int(day)) for year, month, day in readings)
    return next(filter(None, dates), None)


def _read_named(match: re.Match[str]) -> DateNumbers | None:
    month = months().get(squeeze(match["month"]))
    year = int(match["year"]) + (CENTURY if len(match["year"]) == 2 else 0)
    return _check(year, month, int(match["day"])) if month else None


def _check(year: int, month: int, day: int) -> DateNumbers | None:
    is_date = (year in YEARS or year < 100) and 1 <= month <= 12 and 1 <= day <= 31
    return (year, month, day) if is_date else None


_START, _END = r"(?<![\d.,])", r"(?!\d)(?: ?[гр]\b)?\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
_MONTH = r"(?<![^\W\d_])(?P<month>[^\W\d_]{3,16})\.?"
_FULL_YEAR, _ANY_YEAR = r"(?P<year>\d{4})", r"(?P<year>\d{4}|\d{2})"

_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DateNumbers | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (
            rf"{_START}(\d{{4}}) ?[-./_年년] ?(\d{{1,2}}) ?[-./_月월] ?(\d{{1,2}})(?!\d)(?: ?[日일]|\.)?",
            _read_year_first,
        ),
        (rf"{_START}(\d{{1,2}})([-./_]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){_END}", _read_year_last),
        (rf"{_START}{_DAY}\.?[ _-]?(?:de |of )?{_MONTH},?[ _-]?(?:del? )?{_ANY_YEAR}{_END}", _read_named),
        (rf"{_MONTH}[ _-]{_DAY},?[ _-]{_FULL_YEAR}(?!\d)", _read_named),
        (rf"{_MONTH} {_DAY} \d\d?:\d\d:\d\d (?:[a-z]{{3,5}}[+:\d]{{0,6}} )?{_FULL_YEAR}(?!\d)", _read_named),
        (rf"{_START}{_FULL_YEAR}\.? {_MONTH} {_DAY}{_END}", _read_named),
        (r"(?<!\d)(\d{14}|\d{12}|\d{8}|\d{6})(?!\d)", _read_compact),
    )
)
