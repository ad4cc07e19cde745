"""Parses the numbers of XML files, as programs write them in any language."""

import unicodedata
from math import isfinite

MAX_NUMBER_LENGTH = 64


def parse_number(text: str | None) -> float | None:
    """Returns the finite number that a text states, else None.

    Digits may be of any script. A comma is the decimal point where no point stands; where both stand, or one of them
    more than once, the last different one is the decimal point and the others group the thousands.
    """
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = _parse_leniently(text)
    return value if isfinite(value) else None


def _parse_leniently(text: str) -> float:
    """Returns NaN for what is no number."""
    plain = unicodedata.normalize("NFKC", text.strip()[:MAX_NUMBER_LENGTH])
    plain = "".join(_plain_character(character) for character in plain)
    point = max(plain.rfind(","), plain.rfind("."))
    if point >= 0 and plain.count(plain[point]) > 1:
        point = -1  # it only groups the thousands
    digits = [character for place, character in enumerate(plain) if place == point or character not in ",."]
    try:
        return float("".join(digits).replace(",", "."))
    except ValueError:
        return float("nan")


def _plain_character(character: str) -> str:
    """Returns a character of a number as float() reads it; spaces and apostrophes group the thousands."""
    if character in "\u066b\u066c":  # the Arabic decimal and thousands separators
        return "," if character == "\u066b" else ""
    if character in "\u2212\u2010\u2011\u2013":
        return "-"
    return "" if character in " '\u2019" or unicodedata.category(character) == "Cf" else character
