"""Parses times that are written otherwise than ISO 8601 says, as phones and programs of many languages do."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

from activities.parsers.day_halves import hour_of_day

MAX_TIME_LENGTH = 64
BUDDHIST_YEARS, BUDDHIST_OFFSET = range(2443, 2700), 543
"""These years are of Thailand's calendar, which phones may be set to: 2569 is 2026."""

TIME = re.compile(
    r"(?:(?P<year>\d{4})[-./:年] ?(?P<month>\d{1,2})[-./:月] ?(?P<day>\d{1,2})[日.]?"
    r"|(?P<day_first>\d{1,2})\.(?P<month_second>\d{1,2})\.(?P<year_last>\d{4}))"
    r"[, _-]*+t?+(?P<before>[^\d+:-]*+)"
    r"(?P<hour>\d{1,2})[:.h時时](?P<minute>\d{1,2})"
    r"(?:[:.m分](?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{0,15}))?[s秒]?)?)?"
    r"(?P<after>[^\d+-]*?)(?:(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{1,2}(?:[:.]?\d{2})?)(?P<last>[^\d+-]*))?"
)
UNIX_TIME = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
"""Some programs write Unix seconds or milliseconds."""

PUNCTUATION = {**dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"), ord("\u2236"): ":"}
"""These characters are hyphens and colons of typographers."""


def parse_time_text(text: str) -> datetime | None:
    """Returns the moment that a text states, naive where it gives no zone; None for what is not a time.

    It may have digits of any script, dots for colons, other separators of the date, the day before the month where
    dots stand between them, and a 12-hour clock in the words of many languages.
    """
    plain = _normalize(text[:MAX_TIME_LENGTH])
    if unix_time := UNIX_TIME.fullmatch(plain):
        seconds, milliseconds = unix_time.groups()
        return datetime.fromtimestamp(int(seconds) if seconds else int(milliseconds) / 1000, UTC)
    match = TIME.fullmatch(plain)
    if match is None:
        return None
    hour = hour_of_day(int(match["hour"]), match["before"], match["after"], match["last"])
    minute, second = int(match["minute"]), int(match["second"] or 0)
    if hour is None or hour > 24 or minute > 59 or second > 60:
        return None
    time_of_day = timedelta(hours=hour, minutes=minute, seconds=second + float(f"0.{match['fraction'] or 0}"))
    try:
        return _midnight(match).replace(tzinfo=_zone(match["zone"])) + time_of_day
    except (ValueError, OverflowError):
        return None


def _normalize(text: str) -> str:
    """Returns the text in lower case, with ASCII digits and hyphens, and without marks of direction."""
    plain = unicodedata.normalize("NFKC", text.partition("[")[0]).translate(PUNCTUATION).casefold()
    characters = (
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
        if unicodedata.category(character) != "Cf"
    )
    return "".join(characters).strip()


def _midnight(match: re.Match[str]) -> datetime:
    year, month, day = match["year"], match["month"], match["day"]
    if year is None:
        year, month, day = match["year_last"], match["month_second"], match["day_first"]
    is_buddhist = int(year) in BUDDHIST_YEARS
    return datetime(int(year) - BUDDHIST_OFFSET * is_buddhist, int(month), int(day))  # noqa: DTZ001 - without its zone


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    sign, digits = -1 if "-" in text else 1, re.sub(r"\D", "", text)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return timezone(sign * timedelta(hours=int(hours or 0), minutes=int(minutes)))
