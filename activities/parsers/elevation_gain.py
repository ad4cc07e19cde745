"""Computes the elevation gain of a track, point by point.

Each elevation is smoothed with its two neighbors (0.3, 0.4, 0.3), as gpxpy does. Of the methods tried, this one
comes closest to the values of devices.
"""


class ElevationGain:
    """An elevation gain adds up one track: call `end_segment` between segments, then read `gain_m`."""

    __slots__ = ("_count", "_current", "_gain", "_previous", "_smoothed")

    def __init__(self) -> None:
        self._previous: float | None = None
        self._current: float | None = None
        self._smoothed = 0.0
        self._gain = 0.0
        self._count = 0

    @property
    def gain_m(self) -> float | None:
        """Returns the meters climbed; None, not 0, when fewer than two elevations were given."""
        return self._gain if self._count > 1 else None

    def add(self, elevation: float) -> None:
        """Adds the next elevation of the segment, in meters."""
        self._count += 1
        if self._current is None:
            self._smoothed = elevation
        elif self._previous is not None:
            self._add_smoothed(self._previous * 0.3 + self._current * 0.4 + elevation * 0.3)
        self._previous, self._current = self._current, elevation

    def end_segment(self) -> None:
        """Ends the segment; its last elevation counts as it is."""
        if self._current is not None:
            self._add_smoothed(self._current)
        self._previous = self._current = None

    def _add_smoothed(self, elevation: float) -> None:
        if elevation > self._smoothed:
            self._gain += elevation - self._smoothed
        self._smoothed = elevation
