"""Recognizes ids and the endings of files."""

import re
from functools import cache

from matching.engine.names.normalized_name import NormalizedName, split_list
from matching.engine.names.record_facts import RecordFacts
from matching.engine.names.table import platforms

_ID = re.compile(
    r"\d{7,24}(?:_activity)?|[a-z]\d{6,20}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{16,64}"
    r"|0\d{1,3}"
)
"""This is a number to which no person counts, an id, a hash or a counter. Others may be a distance or a year."""

_THREE_DIGITS = re.compile(r"\d{3}")
_STAMP = re.compile(
    r"[\w.-]{0,60}\d{4}-\d{2}-\d{2}[_t-]\d{2}[-_.]\d{2}[-_.]\d{2}[\w.-]{0,60}|\d{4}-\d{2}-\d{2}-\d{6}-.{0,80}"
)
"""Nobody types a date and a time of day to the second in one word, or at the start: `Anna_2024-05-12_08-31-22`."""


def is_id(name: NormalizedName, facts: RecordFacts) -> bool:
    """Returns whether a name is a long number, a hash, a stamp of time, or what a handheld counts up: `001`."""
    if facts.is_file and _THREE_DIGITS.fullmatch(name.key):
        return name.key[0] == "0" or any(map(facts.has_device_of, platforms()["devices"]["handhelds"]))
    return _ID.fullmatch(name.key) is not None or _STAMP.fullmatch(name.key) is not None


def split_ending(text: str) -> tuple[str, bool]:
    """Returns a name without the endings of files, and whether it has any: `ride.fit.gz` is `ride`."""
    match = _endings().search(text) if "." in text else None
    return (text[: match.start()], True) if match else (text, False)


@cache
def _endings() -> re.Pattern[str]:
    endings = "|".join(split_list(platforms()["files"]["endings"]))
    return re.compile(rf"(?:\.(?:{endings})){{1,2}}$", re.IGNORECASE)
