"""Tells which recording device the text of an XML file names.

GPX's `creator` is mostly a program or a web site, and sometimes only a company; it is used only when it names a model.
"""

import re

MODELS = re.compile(
    r"\b(?:edge|forerunner|fenix|fēnix|fénix|epix|enduro|instinct|venu|v[ií]vo(?:active|smart|fit|sport)|etrex|gpsmap"
    r"|oregon|dakota|montana|colorado|rino|foretrex|monterra|approach|quatix|tactix|descent|marq"
    r"|elemnt|karoo|rider \d|aero \d|amazfit [a-z0-9]|igs ?\d|bsc ?\d|rox \d|triton \d|explorist|m-?241"
    r"|cyclo \d|apple watch|galaxy watch|pixel watch|t-rex"
    r"|suunto (?:[3579]\b|ambit|spartan|traverse|vertical|race|ocean|run\b|t\d|m\d|x\d|core)"
    r"|polar (?:[vm]\d|rc\d|rs\d|ft\d|cs\d|a\d|h\d|vantage|grit|pacer|ignite|unite|loop)"
    r"|coros (?:pace|apex|vertix|dura|nomad)"
    r"|tomtom (?:runner|multi-?sport|spark|adventurer)|timex (?:ironman|run|cycle)|lezyne .*gps"
    r"|(?:garmin|polar|suunto|bryton|lezyne|magellan|holux|sigma|mio|igpsport|hammerhead|wahoo|zepp|xiaomi|huawei)"
    r" [a-z -]{0,20}\d)",
    re.IGNORECASE,
)
PROGRAMS = re.compile(
    r"https?:|www\.|\.(?:com|net|org|io|de|py)\b|connect|export|strava|\bapps?\b|android|iphone|desktop|basecamp"
    r"|mapsource|training cent|\bflow|movescount|mysports|sports?[ -]?tracker|xslt|converter|babel|express"
    r"|manager|wearables?\b|fitness|dashboard|\blink\b|plug-?in|\bactive\b|\bweb\b|\bsync|\bapi\b|software|studio"
    r"|tracks\b|service|server|library|\bportal|\bcoach|companion|\bhealth\b|\bsuite\b|uploader|planner|viewer|editor"
    r"|tracker|explorer|recorder|microsoft|\bally\b|\blife\b|zwift|rouvy|mywhoosh|trainerroad|kinomap|komoot"
    r"|runkeeper|mapmy|ride ?with ?gps|peloton|opentracks|osmand|gadgetbridge|locus|data cent|websync|protrainer"
    r"|\bbeat\b|\bdm\d|moveslink|webupdater|ant agent|home ?port|map ?install|nroute|road ?trip|\bloader\b"
    r"|\bedit\b|\bmobile\b|\bbridge\b|garmin (?:pilot|explore|messenger|jr|golf|clipboard|earthmate)\b"
    r"|equine|gofit|healthfit|onelapfit|(?:google|garmin|samsung) fit\b|run club|adidas running|workoutdoors"
    r"|rungap|orux|systm|\btraining\b|fulgaz|bkool|simulator|cyclemeter|runmeter|motionx|sigma ride\b|mio go\b"
    r"|xiaomi wear\b|huawei sport|team pro\b|lifetime|value pack|switch up",
    re.IGNORECASE,
)
COMPANIES = re.compile(
    r"garmin|polar|suunto|coros|wahoo|tomtom|bryton|lezyne|magellan|holux|sigma|timex|mio|igpsport|hammerhead|amazfit"
    r"|zepp|xiaomi|mi|huawei|samsung|apple|fitbit|google|sony|casio|nike|adidas|endomondo|runkeeper|runtastic",
    re.IGNORECASE,
)
COMPANY_WORDS = re.compile(
    r"\b(?:ltd|inc|llc|gmbh|oy|ag|corp(?:oration)?|company|co|international|technologies|technology|electro|sports?"
    r"|group|device)\b|[^\w ]",
    re.IGNORECASE,
)


def device_of_creator(creator: str | None) -> str | None:
    """Returns the creator itself when it names a model; None for a program, a company or nothing known."""
    return creator if creator and MODELS.search(creator) and not PROGRAMS.search(creator) else None


def device_of_tcx_creator(name: str | None) -> str | None:
    """Returns the name of a TCX creator, which is a device, but for those that are programs or only companies.

    The " Software Version 4.10" that some devices append is cut off.
    """
    if not name:
        return None
    model = re.split(r"\ssoftware version", name, maxsplit=1, flags=re.IGNORECASE)[0].strip()
    is_company = COMPANIES.fullmatch(COMPANY_WORDS.sub("", model).strip()) is not None
    return None if not model or is_company or PROGRAMS.search(model) else model
