"""Tells which recording device the text of an XML file names.

GPX's `creator` is mostly a program or a web site; it is used only when it names a family of devices.
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


def device_of_creator(creator: str | None) -> str | None:
    """Returns the creator itself when it names a device; None when it names a program or nothing known."""
    return creator if creator and DEVICES.search(creator) and not PROGRAMS.search(creator) else None


def strip_software_version(name: str | None) -> str | None:
    """Returns a TCX creator's name without the " Software Version 4.10" that some devices append."""
    return re.split(r"\s+software version", name, maxsplit=1, flags=re.IGNORECASE)[0] if name else None
