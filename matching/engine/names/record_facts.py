"""Compares what a name says with what its record says: the local start, the sport and the device."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations

from activities.sports import OTHER, family_of
from matching.engine.names.normalized_name import fold
from matching.engine.names.table import platforms

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Facts are what a record says of itself beside its name; None for "not given". The start is the local one."""

    sport: str | None = None
    started_at_local: datetime | None = None
    device: str | None = None
    provider: str | None = None

    @property
    def is_named_by_people(self) -> bool:
        """Returns whether people name their activities on this platform, so that a single noun may be theirs."""
        return self.provider in platforms()["people"]["platforms_where_people_write"]

    @property
    def has_place_before_indoor_types(self) -> bool:
        """Returns whether this platform names activities without a track by their place, too."""
        return self.provider in platforms()["indoor"]["platforms"]

    @property
    def is_file(self) -> bool:
        """Returns whether the record comes from a file, whose name a program wrote into it."""
        return self.provider == "file"

    def has_device_of(self, maker: str) -> bool:
        """Returns whether the device is of this maker, which is written in lower case."""
        return maker in fold(self.device or "")

    def has_sport(self, sport: str) -> bool:
        """Returns whether the record's sport is known and of the same family."""
        return self.sport is not None and family_of(self.sport) == family_of(sport) != OTHER

    def contradicts_sport(self, sport: str) -> bool:
        """Returns whether the record's sport is of another family; a family that is not known contradicts nothing."""
        families = {family_of(sport), family_of(self.sport or OTHER)}
        return len(families) > 1 and OTHER not in families

    def starts_in(self, daypart: str) -> bool:
        """Returns whether the local start lies in this part of the day, or within an hour of it."""
        if self.started_at_local is None:
            return False
        first, end = platforms()["clock"][daypart]
        return (self.started_at_local.hour - first + 1) % 24 < (end - first) % 24 + 2

    def starts_at(self, hour: int, minute: int) -> bool:
        """Returns whether the local start is this time of day, within a minute."""
        if self.started_at_local is None:
            return False
        gap = self.started_at_local.hour * 60 + self.started_at_local.minute - hour * 60 - minute
        return abs((gap + 1) % MINUTES_A_DAY - 1) <= 1

    def starts_on(self, numbers: tuple[int, int, int]) -> bool:
        """Returns whether these numbers are the local date in any order, with two or four digits, within a day."""
        if self.started_at_local is None:
            return False
        dates = {(day.year % 100, day.month, day.day) for day in _days_around(self.started_at_local.date())}
        return any((year % 100, month, day) in dates for year, month, day in permutations(numbers))


def _days_around(day: date) -> list[date]:
    """Returns a day with the ones before and after it, as far as the calendar goes."""
    ordinals = range(max(day.toordinal() - 1, date.min.toordinal()), min(day.toordinal() + 1, date.max.toordinal()) + 1)
    return [date.fromordinal(ordinal) for ordinal in ordinals]
