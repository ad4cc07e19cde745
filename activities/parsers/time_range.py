"""Collects the times of one XML activity."""

from datetime import datetime

from activities.parsers import times


class TimeRange:
    """A time range holds the first and last plausible time in Unix seconds, and the UTC offset of the first one added.

    `impossible_year` is the year of a time that cannot be true, if there was one.
    """

    __slots__ = ("_latest", "first", "impossible_year", "last", "offset_s")

    def __init__(self) -> None:
        self.first: float | None = None
        self.last = 0.0
        self.offset_s: int | None = None
        self.impossible_year: int | None = None
        self._latest = times.latest_plausible()

    @property
    def started_at(self) -> datetime | None:
        """Returns the first time as an aware instant."""
        return times.plausible_instant(self.first)

    def add_text(self, text: str | None) -> float | None:
        """Adds the time that an element states; returns its seconds, None when it is no time or cannot be true."""
        moment = times.parse_xml_time(text)
        if moment is None:
            return None
        seconds = moment.timestamp()
        if not times.EARLIEST_PLAUSIBLE <= seconds <= self._latest:
            self.impossible_year = moment.year
            return None
        if self.first is None:
            self.offset_s = times.utc_offset(moment)
            self.first = seconds
        elif seconds < self.first:
            self.first = seconds
        if seconds > self.last:
            self.last = seconds
        return seconds
