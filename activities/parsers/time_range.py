"""Collects the times of one XML activity."""

from datetime import datetime

from activities.parsers import times

SECONDS = {f"{second:02}{fraction}Z": float(second) for second in range(60) for fraction in ("", ".0", ".00", ".000")}
"""Most times end so; those of one minute differ in nothing else."""
MINUTE_LENGTH = len("2026-05-03T06:30:")


class TimeRange:
    """A time range holds the first and last plausible time in Unix seconds, and the UTC offset of the first one added.

    `impossible_year` is the year of a time that cannot be true, if there was one; `has_unreadable` is whether there
    was a text that is not a time.
    """

    __slots__ = (
        "_latest",
        "_minute",
        "_minute_start",
        "first",
        "has_unreadable",
        "impossible_year",
        "last",
        "offset_s",
    )

    def __init__(self) -> None:
        self.first: float | None = None
        self.last = 0.0
        self.offset_s: int | None = None
        self.impossible_year: int | None = None
        self.has_unreadable = False
        self._latest = times.latest_plausible()
        self._minute = ""
        self._minute_start = 0.0

    @property
    def started_at(self) -> datetime | None:
        """Returns the first time as an aware instant."""
        return times.plausible_instant(self.first)

    def add_text(self, text: str | None) -> float | None:
        """Adds the time that an element states; returns its seconds, None when it is no time or cannot be true."""
        if text is None:
            return None
        second = SECONDS.get(text[MINUTE_LENGTH:])
        if second is None or text[:MINUTE_LENGTH] != self._minute:
            return self._add_other_minute(text, second)
        seconds = self._minute_start + second
        if seconds > self.last:
            self.last = seconds
        elif self.first is None or seconds < self.first:
            self.first = seconds
        return seconds

    def _add_other_minute(self, text: str, second: float | None) -> float | None:
        moment = times.parse_xml_time(text)
        if moment is None:
            self.has_unreadable |= bool(text.strip())
            return None
        seconds = moment.timestamp()
        if not times.EARLIEST_PLAUSIBLE <= seconds <= self._latest:
            self.impossible_year = moment.year
            return None
        if self.first is None:
            self.offset_s = times.utc_offset(moment)
        self.first = min(seconds, self.first or seconds)
        self.last = max(seconds, self.last)
        if second is not None and text[13] == ":":
            self._minute, self._minute_start = text[:MINUTE_LENGTH], seconds - second
        return seconds
