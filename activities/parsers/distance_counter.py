"""Reads the distance that a device counts from point to point."""

MAX_M_PER_S = 50
"""Nothing is faster from one point to the next, except in the air."""
MAX_STEP_M = 1000
"""Points without times, or with the same one, may lie this far apart."""


class DistanceCounter:
    """A distance counter adds up what a series of counts says was covered, in meters.

    The series need not begin at 0: a leg of a multisport event may go on from the one before. It may begin again at 0,
    as some devices do at every lap. Single counts that are far too low or too high are faults.
    """

    __slots__ = ("_before", "_first", "_highest", "_offset", "_seconds", "count", "covered_m")

    def __init__(self) -> None:
        self.count = 0
        self.covered_m = 0.0
        self._first = 0.0
        self._highest = 0.0
        self._offset = 0.0  # by how much the counts are higher than what was covered
        self._seconds = 0.0
        self._before: tuple[float, float] | None = None  # the offset and the highest count before the last break

    @property
    def total_m(self) -> float | None:
        """Returns the meters from the first count to the last; a single count speaks for itself, None without any."""
        if self.count == 1:
            return self._first
        return self.covered_m if self.count else None

    def add(self, meters: float, seconds: float | None) -> None:
        """Adds the next count and its time; a negative count is none."""
        if meters < 0:
            return
        self.count += 1
        if self.count == 1:
            self._first = self._highest = self._offset = meters
        elif meters >= self._highest:
            self._rise(meters, seconds)
        elif meters < self._highest / 2 and not self._goes_on(meters):
            self._break(meters, -self.covered_m)
        self._seconds = self._seconds if seconds is None else seconds

    def add_steady(self, first_m: float, last_m: float, count: int) -> None:
        """Adds two or more counts at once, the first ones, which rise from one to the other without a fault."""
        self.count, self._first, self._offset = count, first_m, first_m
        self._go_to(last_m)

    def _rise(self, meters: float, seconds: float | None) -> None:
        if self._before and self._highest * 2 < self._before[1] and self._goes_on(meters):
            return
        longest_m = MAX_STEP_M + MAX_M_PER_S * ((seconds or self._seconds) - self._seconds)
        if meters - self._highest <= longest_m:
            self._highest = meters
            self.covered_m = meters - self._offset
        elif not self._goes_on(meters):
            self._break(meters, meters - self.covered_m)

    def _goes_on(self, meters: float) -> bool:
        """Returns whether the counts go on from before the last break, which was a fault then; counts that."""
        if self._before is None or not 0 <= meters - self._before[1] <= MAX_STEP_M:
            return False
        self._offset, self._before = self._before[0], None
        self._go_to(meters)
        return True

    def _break(self, meters: float, offset: float) -> None:
        self._before = self._offset, self._highest
        self._offset = offset
        self._go_to(meters)

    def _go_to(self, meters: float) -> None:
        self._highest = meters
        self.covered_m = meters - self._offset
