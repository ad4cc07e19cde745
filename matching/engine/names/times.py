"""Puts one sign in the place of each date, time and distance of a name.

A date whose year has two digits could be anything (`5-10-15`), so that it must be the date of the record where that is
known; a time that stands alone must be its start.
"""

import re
from collections.abc import Iterable
from functools import cache

from matching.engine.names.dates import WrittenDate, find_dates
from matching.engine.names.lexicon import SIGN_BY_KIND, PartKind
from matching.engine.names.normalized_name import split_list
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.table import platforms

MAX_DATES = 3
EXACT_DECIMALS = 2

_DIGIT = re.compile(r"\d")
_SLASHED_DATE = re.compile(r"\d{2}/\d{2}/\d{2}")


def replace_times(key: str, facts: RecordFacts) -> str:
    """Returns the folded name with the signs of its dates, times and distances; as it is without any figure."""
    if not _DIGIT.search(key):
        return key
    for _ in range(MAX_DATES):
        date = next((date for date in find_dates(key) if _is_trusted(date, key, facts)), None)
        if date is None:
            break
        time = _time_after_date().match(key, date.end)
        key = f"{key[: date.start]} {SIGN_BY_KIND[PartKind.DATE]} {key[time.end() if time else date.end :]}"
    return _distance().sub(_sign_of_distance, _replace_clock(key, facts))


def _is_trusted(date: WrittenDate, key: str, facts: RecordFacts) -> bool:
    if date.has_full_year or facts.starts_on(date.numbers):
        return True
    return facts.started_at_local is None and _SLASHED_DATE.fullmatch(key, date.start, date.end) is not None


def _replace_clock(key: str, facts: RecordFacts) -> str:
    def sign_of(match: re.Match[str]) -> str:
        hour, minute = int(match["hour"]), int(match["minute"])
        hours = {hour, (hour + 12) % 24} if match["before"] or match["after"] else {hour}
        is_start = any(facts.starts_at(possible_hour, minute) for possible_hour in hours)
        return f" {SIGN_BY_KIND[PartKind.START if is_start else PartKind.TIME]} "

    return _clock().sub(sign_of, key)


def _sign_of_distance(match: re.Match[str]) -> str:
    is_exact = len(match["decimals"]) == EXACT_DECIMALS
    return f" {SIGN_BY_KIND[PartKind.EXACT_DISTANCE if is_exact else PartKind.DISTANCE]} "


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _clock_words(key: str) -> str:
    """Returns a pattern of the words beside a time, with their signs: `a.m.`."""
    return _alternatives(map(str.strip, platforms()["clock"][key].split(",")))


@cache
def _time_after_date() -> re.Pattern[str]:
    clock = r"\d{1,2}\s?[:.\-_h時时시点點]\s?\d{2}(?:[:.\-_m分분]\s?\d{2})?(?:[.,]\d{1,6})?|\d{6}|\d{4}"
    words = _clock_words("meridiems")
    return re.compile(
        rf"[\s,;_\-]{{0,3}}(?:(?:{_clock_words('links')})\.?)?[\s:,_\-]{{0,2}}(?:(?:{words})\s?)?(?:{clock})"
        rf"\s?[分초秒]?\s?(?:(?:{words})\b\.?)?\s?(?:[+-]\d{{2}}:?(?:\d{{2}})?)?(?![^\W_])"
    )


@cache
def _clock() -> re.Pattern[str]:
    clock = r"(?P<hour>[01]?\d|2[0-3])(?:[:h]|\s?[時时시点點]\s?)(?P<minute>[0-5]\d)(?:[:分분]\s?[0-5]\d)?"
    words = _clock_words("meridiems")
    return re.compile(
        rf"(?<![\w:.,])(?:(?P<before>{words})\s?)?{clock}\s?[分분]?(?:\s?(?P<after>{words})\b\.?)?(?![\w:])"
    )


@cache
def _distance() -> re.Pattern[str]:
    units = _alternatives(split_list(platforms()["distances"]["units"]))
    return re.compile(rf"(?<![a-z\d.,])\d{{1,4}}[.,](?P<decimals>\d{{1,2}})\s?(?:{units})(?!\w)")
