"""Lists the changes of the privacy policy; the newest one says from when the text is in effect."""

from datetime import date
from typing import NamedTuple


class PolicyChange(NamedTuple):
    """A policy change is the day from which a text is in effect, and what changed in it."""

    effective: date
    summary: str


CHANGES = (
    PolicyChange(
        date(2026, 12, 3),
        "Says that tracekit syncs with RideWithGPS, and fetches a file from a service only when you click.",
    ),
    PolicyChange(
        date(2026, 12, 2),
        "Names who runs a hosted tracekit, how to reach them and the mail service. Lists every table, with how long "
        "its rows are kept. Says that what left the server is counted for a day.",
    ),
    PolicyChange(date(2026, 12, 1), "Describes exports, erasures with their receipt, backups and limits."),
    PolicyChange(date(2026, 11, 30), "Describes notifications, the security log and what you tell tracekit."),
    PolicyChange(date(2026, 2, 23), "The first version."),
)
"""The newest change comes first. Whoever changes the text adds one."""

EFFECTIVE_DATE = CHANGES[0].effective
