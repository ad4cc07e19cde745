"""Where a calendar page leads on to."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from activities.calendar import Month, NeighborDays, month_of


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what lies there."""

    href: str
    name: str


def year_steps(around: NeighborDays) -> tuple[Link | None, Link | None]:
    """The nearest years with a workout, before and after."""
    return _to_year(around.before), _to_year(around.after)


def _to_year(day: date | None) -> Link | None:
    return Link(reverse("calendar_year", args=[day.year]), str(day.year)) if day else None


def month_steps(month: Month, around: NeighborDays) -> tuple[Link | None, Link | None]:
    """The months before and after, as far as the calendar goes."""
    goes_on = around.after or month < month_of(around.today)
    previous = to_month(month.plus_months(-1)) if around.before else None
    following = to_month(month.plus_months(1)) if goes_on else None
    return previous, following


def to_month(month: Month) -> Link:
    """The step to a month."""
    return Link(reverse("calendar_month", args=[month.year, month.number]), str(month))
