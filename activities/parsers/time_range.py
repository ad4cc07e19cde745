"""The times of one XML activity as they go by."""

from datetime import datetime

from activities.parsers import times


class TimeRange:
    """First and last of the plausible times seen, in Unix seconds; the offset that the first was written with.

    `impossible` is the year of a time that cannot be true, if there was one.
    """

    __slots__ = ("_latest", "first", "impossible", "last", "offset_s")

    def __init__(self) -> None:
        self.first: float | None = None
        self.last = 0.0
        self.offset_s: int | None = None
        self.impossible: int | None = None
        self._latest = times.latest()

    @property
    def started_at(self) -> datetime | None:
        """The first time, as an aware instant."""
        return times.instant(self.first)

    @property
    def elapsed_s(self) -> float | None:
        """From the first time to the last; None when there was no time."""
        return None if self.first is None else self.last - self.first

    def seen(self, text: str | None) -> float | None:
        """Note the time that an element states; its seconds, or None when it is none or cannot be true."""
        moment = times.parse(text)
        if moment is None:
            return None
        seconds = moment.timestamp()
        if not times.EARLIEST <= seconds <= self._latest:
            self.impossible = moment.year
            return None
        if self.first is None:
            self.offset_s = times.offset(moment)
        self.saw(seconds)
        return seconds

    def saw(self, seconds: float) -> None:
        """Note an instant that is known to be possible."""
        if self.first is None or seconds < self.first:
            self.first = seconds
        if seconds > self.last:
            self.last = seconds
