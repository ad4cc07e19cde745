"""Elevation gain over a track, point by point.

Each height is smoothed with its two neighbours (0.3, 0.4, 0.3), gpxpy's way: of the methods tried, the closest to
what devices state themselves.
"""


class ElevationGain:
    """The running gain of one track; call `pause` between segments, then read `gain_m`."""

    __slots__ = ("_before", "_count", "_gain", "_height", "_smooth")

    def __init__(self) -> None:
        self._before: float | None = None
        self._height: float | None = None
        self._smooth = 0.0
        self._gain = 0.0
        self._count = 0

    @property
    def gain_m(self) -> float | None:
        """Metres climbed; None, not 0, when fewer than two heights were given."""
        return self._gain if self._count > 1 else None

    def add(self, height: float) -> None:
        """The next height of the segment, in metres."""
        self._count += 1
        if self._height is None:
            self._smooth = height
        elif self._before is not None:
            self._rise(self._before * 0.3 + self._height * 0.4 + height * 0.3)
        self._before, self._height = self._height, height

    def pause(self) -> None:
        """The segment ends here; its last height counts as it is."""
        if self._height is not None:
            self._rise(self._height)
        self._before = self._height = None

    def _rise(self, smooth: float) -> None:
        if smooth > self._smooth:
            self._gain += smooth - self._smooth
        self._smooth = smooth
