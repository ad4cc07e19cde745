"""Which recording device an XML file's own words name.

GPX's `creator` is mostly a program or a web site; it is kept only when it names a family of devices.
"""

import re

DEVICES = re.compile(
    r"\b(?:edge|forerunner|fenix|fēnix|epix|enduro|instinct|venu|v[ií]voactive|etrex|gpsmap|oregon|dakota|montana"
    r"|colorado|rino|foretrex|monterra|approach|garmin|suunto|polar|elemnt|wahoo|karoo|hammerhead|bryton|lezyne|coros"
    r"|tomtom|magellan|holux|amazfit|igpsport|sigma|timex|cyclo|mio|apple watch|galaxy watch|rider \d)",
    re.IGNORECASE,
)
PROGRAMS = re.compile(
    r"https?:|www\.|\.com\b|connect|export|strava|app\b|android|iphone|desktop|basecamp|mapsource|training cent|flow"
    r"|movescount|mysports|sports?[ -]?tracker|xslt|converter|babel|express",
    re.IGNORECASE,
)


def device(word: str | None) -> str | None:
    """The word itself when it names a device, None when it names a program or nothing known."""
    return word if word and DEVICES.search(word) and not PROGRAMS.search(word) else None


def without_version(name: str | None) -> str | None:
    """A TCX creator's name without the " Software Version 4.10" that some devices append."""
    return re.split(r"\s+software version", name, maxsplit=1, flags=re.IGNORECASE)[0] if name else None
