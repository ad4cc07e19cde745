"""Reads the distance that a device counts from point to point."""


class DistanceCounter:
    """A distance counter adds up what a series of counts says was covered, in meters.

    The series need not begin at 0: a leg of a multisport event may go on from the one before. It may begin again at 0,
    as some devices do at every lap; a short fall back to where it was is a fault of single counts.
    """

    __slots__ = ("_before", "_first", "_highest", "count", "covered_m")

    def __init__(self) -> None:
        self.count = 0
        self.covered_m = 0.0
        self._first = 0.0
        self._highest = 0.0
        self._before: tuple[float, float, float] | None = None

    def add(self, meters: float) -> None:
        """Adds the next count; a negative one is none."""
        if meters < 0:
            return
        self.count += 1
        if self.count == 1:
            self._first = self._highest = meters
        elif meters >= self._highest:
            self._rise(meters)
        elif meters < self._highest / 2:
            self._before = self.covered_m, self._first, self._highest
            self._first, self._highest = 0.0, meters
            self.covered_m += meters

    @property
    def total_m(self) -> float | None:
        """Returns the meters from the first count to the last; a single count speaks for itself, None without any."""
        if self.count == 1:
            return self._first
        return self.covered_m if self.count else None

    def _rise(self, meters: float) -> None:
        if self._before and meters >= self._before[2] > 2 * self._highest:  # as if it had never fallen
            self.covered_m, self._first, self._highest = self._before
            self._before = None
        self.covered_m += meters - self._highest
        self._highest = meters
