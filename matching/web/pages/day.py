"""Builds the page of one day: its workouts, which the athlete can join or take apart."""

from dataclasses import dataclass
from datetime import date

from activities.calendar import month_of
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.links import Link, month_link
from matching.web.pages.wording import CROWDED_TEXT, format_count
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class DayPage:
    """Represents one day with its workouts, in order of time."""

    day: date
    workouts: list[WorkoutDetails]

    @property
    def month(self) -> Link:
        """Returns the link to the day's month."""
        return month_link(month_of(self.day))

    @property
    def summary(self) -> str:
        """Returns how many workouts there are: `2 workouts.`."""
        return f"{format_count(len(self.workouts), 'workout')}."

    @property
    def crowded_text(self) -> str:
        """Returns why workouts of the day were compared with nothing; empty when all were."""
        return CROWDED_TEXT if any(workout.is_crowded for workout in self.workouts) else ""

    @property
    def rows(self) -> list[tuple[WorkoutDetails, list[ActivityColumn]]]:
        """Returns the workouts with their activities."""
        return [(workout, activity_columns(workout)) for workout in self.workouts]


def day_page(day: date, workouts: list[WorkoutDetails]) -> DayPage:
    """Returns the page of a day."""
    return DayPage(day, workouts)
